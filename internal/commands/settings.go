package commands

import (
	"context"
	"strings"
	"unicode/utf8"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/say"
)

// Kinds of Action of settings.
const (
	actName   = "sn" // choose a name; a form
	actAlias  = "sa" // back to the made-up name
	actHide   = "sh" // hide or show me: "1" or "0"
	fieldName = "name"
	fieldTeam = "team"
)

// settings is how a student appears to the class.
func (s *Set) settings() bot.Command {
	return bot.Command{
		Spec: chat.Spec{Name: "settings", Description: "Choose how you appear on leaderboards, or hide", Examples: []string{"/settings"}},
		Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
			l, err := s.room.learner(r)
			if err != nil {
				return chat.Reply{}, err
			}
			p, err := s.profile(ctx, l)
			return chat.Reply{View: s.profileCard(l.class.ID, p, r.Say)}, err
		},
		Actions: []bot.Action{
			{Name: actDesk, Press: s.pressDesk},
			s.digestStop(),
			{Name: actName, Press: s.pressName, Submit: s.submitName},
			{Name: actGradebook, Press: s.pressGradebook, Submit: s.submitGradebook},
			{Name: actAlias, Press: s.changeProfile(func(p *class.Profile, _ []string) { p.Name = "" })},
			{Name: actHide, Press: s.changeProfile(func(p *class.Profile, args []string) { p.Hidden = len(args) == 1 && args[0] == "1" })},
		},
	}
}

func (s *Set) profile(ctx context.Context, l learner) (class.Profile, error) {
	all, err := s.room.Store.Profiles(ctx, l.class.ID, []quiz.StudentID{l.student})
	if err != nil {
		return class.Profile{}, err
	}
	p := all[l.student]
	p.Student = l.student
	return p, nil
}

func (s *Set) profileCard(id quiz.ClassID, p class.Profile, to *say.Speaker) chat.Card {
	card := chat.Card{Title: to.T("Your settings")}
	switch {
	case p.Hidden:
		card.Body = []doc.Block{doc.Para(to.T("You are hidden: nobody but you sees you on a leaderboard. Your answers still count for you."))}
	case p.Name != "":
		card.Body = []doc.Block{doc.Para(to.T("On leaderboards you appear as “{{.Name}}”.", say.Args{"Name": p.Name}))}
	default:
		card.Body = []doc.Block{doc.Para(to.T("On leaderboards you appear as “{{.Name}}”, a name that was made up so that nobody sees how you score.", say.Args{"Name": class.Pseudonym(id, p.Student)}))}
	}
	if p.Team != "" {
		card.Facts = append(card.Facts, chat.Fact{Label: to.T("Team"), Value: p.Team})
	}
	card.Controls = append(card.Controls, chat.Button{Label: to.T("Choose a name…"), Token: s.tokens.Seal(actName)})
	if p.Name != "" {
		card.Controls = append(card.Controls, chat.Button{Label: to.T("Use a made-up name"), Token: s.tokens.Seal(actAlias)})
	}
	if p.Hidden {
		card.Controls = append(card.Controls, chat.Button{Label: to.T("Show me"), Token: s.tokens.Seal(actHide, "0")})
	} else {
		card.Controls = append(card.Controls, chat.Button{Label: to.T("Hide me"), Token: s.tokens.Seal(actHide, "1")})
	}
	card.Controls = append(card.Controls, chat.Button{Label: to.T("ID in the gradebook…"), Token: s.tokens.Seal(actGradebook)})
	if p.Gradebook != "" {
		card.Facts = append(card.Facts, chat.Fact{Label: to.T("ID in the gradebook"), Value: p.Gradebook})
	}
	return card
}

// changeProfile makes the press that changes a profile and shows it again.
func (s *Set) changeProfile(change func(*class.Profile, []string)) func(context.Context, bot.Request, []string) (chat.Reply, error) {
	return func(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
		l, err := s.room.learner(r)
		if err != nil {
			return chat.Reply{}, err
		}
		p, err := s.profile(ctx, l)
		if err != nil {
			return chat.Reply{}, err
		}
		change(&p, args)
		if err := s.room.Store.SaveProfile(ctx, l.class.ID, p); err != nil {
			return chat.Reply{}, err
		}
		return chat.Reply{View: s.profileCard(l.class.ID, p, r.Say), Replace: true}, nil
	}
}

func (s *Set) pressName(ctx context.Context, r bot.Request, _ []string) (chat.Reply, error) {
	l, err := s.room.learner(r)
	if err != nil {
		return chat.Reply{}, err
	}
	p, err := s.profile(ctx, l)
	if err != nil {
		return chat.Reply{}, err
	}
	own, _ := bot.Clean(r.From.Name)
	return chat.Reply{View: chat.Form{
		Title: r.Say.T("How you appear"), Token: s.tokens.Seal(actName), Submit: r.Say.T("Save"),
		Lead: []doc.Block{doc.Para(r.Say.T("Everybody in the class can read this name next to your points."))},
		Fields: []chat.Field{
			{Name: fieldName, Label: r.Say.T("Name on leaderboards"), Hint: short(own, class.MaxName), Value: p.Name, Optional: true, Max: class.MaxName},
			{Name: fieldTeam, Label: r.Say.T("Team (if your class has teams)"), Value: p.Team, Optional: true, Max: class.MaxName},
		},
	}}, nil
}

func (s *Set) submitName(ctx context.Context, r bot.Request, _ []string, fields chat.Args) (chat.Reply, error) {
	name, team := oneLine(fields.Get(fieldName)), oneLine(fields.Get(fieldTeam))
	if utf8.RuneCountInString(name) > class.MaxName || utf8.RuneCountInString(team) > class.MaxName {
		return chat.Reply{}, fault.New(fault.Invalid, "Names have at most 32 characters.", "Choose a shorter one.")
	}
	return s.changeProfile(func(p *class.Profile, _ []string) { p.Name, p.Team = name, team })(ctx, r, nil)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
