package commands

import (
	"context"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/say"
)

// Kinds of Action of linked accounts.
const (
	actLink = "ln" // the form for a code
	actPart = "lp" // take linked accounts apart
)

const fieldCode = "code"

// link makes a student's accounts on two platforms one student.
func (s *Set) link() bot.Command {
	return bot.Command{
		Spec: chat.Spec{
			Name: "link", Description: "Make your accounts on Discord and Slack one, with one score",
			Args:     []chat.Param{{Name: "code", Description: "The code that /link gave you with your other account; leave it out to get one"}},
			Examples: []string{"/link", "/link code:abcd2345"},
		},
		Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
			if typed := r.Args.Get("code"); typed != "" {
				return s.linkBy(ctx, r, typed)
			}
			return s.offerLink(ctx, r)
		},
		Actions: []bot.Action{
			{Name: actLink, Press: s.pressLink, Submit: func(ctx context.Context, r bot.Request, _ []string, fields chat.Args) (chat.Reply, error) {
				return s.linkBy(ctx, r, fields.Get(fieldCode))
			}},
			{Name: actPart, Press: s.pressPart},
		},
	}
}

// offerLink gives a code for the other account. The class is saved first: only classes that
// are set up know of linked accounts.
func (s *Set) offerLink(ctx context.Context, r bot.Request) (chat.Reply, error) {
	c, err := s.settled(ctx, r)
	if err != nil {
		return chat.Reply{}, err
	}
	l, err := s.room.learner(r)
	if err != nil {
		return chat.Reply{}, err
	}
	code, err := class.Codes{Store: s.room.Store}.Make(ctx, class.Code{Purpose: class.LinkAccounts, Class: c.ID, Student: l.student}, r.Received)
	if err != nil {
		return chat.Reply{}, err
	}
	to := r.Say
	card := chat.Notice(chat.Neutral, to.T("Link your accounts"),
		to.T("With your other account, give /link code:{{.Code}} in a channel of this class within ten minutes. It works once; show it to nobody.", say.Args{"Code": code}),
		to.T("Both accounts then have one score and one answer to each question. Where both have answered, the answer of this account stands."))
	card.Footer = to.T("Only you see this.")
	card.Controls = []chat.Control{chat.Button{Label: to.T("I have a code…"), Token: s.tokens.Seal(actLink)}}
	if n := len(s.room.Links.Accounts(c.ID, l.student)); n > 0 {
		card.Facts = []chat.Fact{{Label: to.T("Linked accounts"), Value: to.N(n+1, "{{.Count}} account", "{{.Count}} accounts")}}
		card.Controls = append(card.Controls, chat.Button{Label: to.T("Take them apart"), Style: chat.Danger, Token: s.tokens.Seal(actPart)})
	}
	return chat.Reply{View: card}, nil
}

func (s *Set) pressLink(_ context.Context, r bot.Request, _ []string) (chat.Reply, error) {
	return chat.Reply{View: chat.Form{
		Title: r.Say.T("Link your accounts"), Token: s.tokens.Seal(actLink), Submit: r.Say.T("Link"),
		Fields: []chat.Field{{Name: fieldCode, Label: r.Say.T("The code from your other account"), Max: 20}},
	}}, nil
}

// linkBy joins the account of who asks to the student who got the code.
func (s *Set) linkBy(ctx context.Context, r bot.Request, typed string) (chat.Reply, error) {
	l, err := s.room.learner(r)
	if err != nil {
		return chat.Reply{}, err
	}
	code, err := class.Codes{Store: s.room.Store}.Take(ctx, class.LinkAccounts, typed, r.Received)
	if err != nil {
		return chat.Reply{}, err
	}
	if code.Class != l.class.ID {
		return chat.Reply{}, fault.New(fault.Invalid, "This code belongs to another class.", "Give it in a channel of the class you got it in; get a new one there first.")
	}
	if err := s.room.Links.Join(ctx, l.class.ID, l.student, code.Student, r.Received); err != nil {
		return chat.Reply{}, err
	}
	to := r.Say
	return chat.Reply{View: chat.Notice(chat.Good, to.T("Linked"), to.T("Your accounts are one student now: one score, one streak, one answer to each question."), to.T("See how you are doing with /me."))}, nil
}

func (s *Set) pressPart(ctx context.Context, r bot.Request, _ []string) (chat.Reply, error) {
	l, err := s.room.learner(r)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := s.room.Links.Part(ctx, l.class.ID, l.student); err != nil {
		return chat.Reply{}, err
	}
	to := r.Say
	return chat.Reply{View: chat.Notice(chat.Good, to.T("Taken apart"), to.T("Your accounts are separate students again. What they answered together stays with the account that gave the code."), ""), Replace: true}, nil
}
