package commands

import (
	"context"
	"strconv"
	"time"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/doc"
	"lectern/internal/privacy"
)

// Kinds of Action of privacy.
const (
	actMyData   = "pd" // my data as a file
	actErase    = "pe" // ask whether all of it shall be erased
	actEraseYes = "py" // erase it
	actPrivacy  = "pv" // show it again
)

// privacy shows a student what is kept, gives it out and erases it.
func (s *Set) privacy() bot.Command {
	return bot.Command{
		Spec: chat.Spec{Name: "privacy", Description: "See, export or erase what is kept about you", Examples: []string{"/privacy"}},
		Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
			v, err := s.privacyCard(ctx, r)
			return chat.Reply{View: v}, err
		},
		Actions: []bot.Action{
			{Name: actPrivacy, Press: func(ctx context.Context, r bot.Request, _ []string) (chat.Reply, error) {
				v, err := s.privacyCard(ctx, r)
				return chat.Reply{View: v, Replace: true}, err
			}},
			{Name: actMyData, Press: s.pressMyData},
			{Name: actErase, Press: s.pressErase},
			{Name: actEraseYes, Press: s.pressEraseYes},
		},
	}
}

func (s *Set) privacyCard(ctx context.Context, r bot.Request) (chat.View, error) {
	l, err := s.room.learner(r)
	if err != nil {
		return nil, err
	}
	h, err := s.room.keeper().Held(ctx, l.class, l.student)
	if err != nil {
		return nil, err
	}
	p := h.Profile
	to := r.Say
	card := chat.Card{Title: to.T("What is kept about you"), Footer: to.T("Only you see this.")}
	card.Body = []doc.Block{
		doc.Para(to.T("In this class you are a number made from your account; your account's name and id are not stored with your answers. Nothing you write in channels is read.")),
		doc.Para(to.T("Your teachers see answers under the name you chose for leaderboards, or a made-up one.")),
	}
	fact := func(label, value string) {
		card.Facts = append(card.Facts, chat.Fact{Label: label, Value: value})
	}
	fact(to.T("Answers"), strconv.Itoa(len(h.Answers)))
	name := class.Pseudonym(l.class.ID, l.student)
	if p.Name != "" {
		name = p.Name
	}
	if p.Hidden {
		name = to.T("hidden")
	}
	fact(to.T("On leaderboards"), name)
	if p.Team != "" {
		fact(to.T("Team"), p.Team)
	}
	if p.Gradebook != "" {
		fact(to.T("ID in the gradebook"), p.Gradebook)
	}
	fact(to.T("Linked accounts"), strconv.Itoa(h.Linked))
	fact(to.T("Questions and reports to staff"), strconv.Itoa(len(h.Asked)))
	keep := to.T("until you erase it")
	if l.class.KeepDays > 0 {
		keep = to.N(l.class.KeepDays, "until {{.Count}} day after your last answer", "until {{.Count}} days after your last answer")
	}
	fact(to.T("Kept"), keep)
	card.Controls = []chat.Control{chat.Button{Label: to.T("Give me my data"), Token: s.tokens.Seal(actMyData)}}
	if p.Hidden {
		card.Controls = append(card.Controls, chat.Button{Label: to.T("Show me on leaderboards"), Token: s.tokens.Seal(actHide, "0")})
	} else {
		card.Controls = append(card.Controls, chat.Button{Label: to.T("Hide me on leaderboards"), Token: s.tokens.Seal(actHide, "1")})
	}
	card.Controls = append(card.Controls, chat.Button{Label: to.T("Erase everything…"), Style: chat.Danger, Token: s.tokens.Seal(actErase)})
	return card, nil
}

// pressMyData gives a student all of it as a file.
func (s *Set) pressMyData(ctx context.Context, r bot.Request, _ []string) (chat.Reply, error) {
	l, err := s.room.learner(r)
	if err != nil {
		return chat.Reply{}, err
	}
	h, err := s.room.keeper().Held(ctx, l.class, l.student)
	if err != nil {
		return chat.Reply{}, err
	}
	data, err := h.JSON()
	if err != nil {
		return chat.Reply{}, err
	}
	to := r.Say
	card := chat.Notice(chat.Good, to.T("Your data"), to.T("The file holds everything that is kept about you in this class, as JSON."), "")
	card.Footer = to.T("Only you see this.")
	card.Files = []chat.File{{Name: "my-data.json", Type: "application/json", Data: data}}
	return chat.Reply{View: card}, nil
}

func (s *Set) pressErase(_ context.Context, r bot.Request, _ []string) (chat.Reply, error) {
	to := r.Say
	card := chat.Notice(chat.Warning, to.T("Erase everything?"),
		to.T("Your answers, points, streak, name, links and questions to staff are erased for good. Leaderboards and statistics are counted without you."),
		to.T("Get your data first if you want to keep it. Marks that your teachers have exported already are not in the bot's hands."))
	card.Controls = []chat.Control{
		chat.Button{Label: to.T("Erase for good"), Style: chat.Danger, Token: s.tokens.Seal(actEraseYes)},
		chat.Button{Label: to.T("Keep it"), Token: s.tokens.Seal(actPrivacy)},
	}
	return chat.Reply{View: card, Replace: true}, nil
}

func (s *Set) pressEraseYes(ctx context.Context, r bot.Request, _ []string) (chat.Reply, error) {
	l, err := s.room.learner(r)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := s.room.keeper().Erase(ctx, l.class.ID, l.student); err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{View: chat.Notice(chat.Good, r.Say.T("Erased"), r.Say.T("Nothing about you is kept in this class any more. If you answer again, you begin anew."), ""), Replace: true}, nil
}

// Sweep erases students whose last answer is longer ago than their class keeps it.
func (s *Set) Sweep(ctx context.Context, at time.Time) error {
	for _, c := range s.room.Directory.List() {
		if _, err := s.room.keeper().Sweep(ctx, c, at); err != nil {
			return err
		}
	}
	return nil
}

func (r *Classroom) keeper() privacy.Keeper { return privacy.Keeper{Store: r.Store, Links: r.Links} }
