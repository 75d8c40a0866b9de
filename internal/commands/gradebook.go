package commands

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/doc"
	"lectern/internal/fault"
)

// actGradebook is the form for what a student is called in the school's gradebook.
const actGradebook = "sg"

const fieldGradebook = "gradebook"

func (s *Set) pressGradebook(ctx context.Context, r bot.Request, _ []string) (chat.Reply, error) {
	l, err := s.room.learner(r)
	if err != nil {
		return chat.Reply{}, err
	}
	p, err := s.profile(ctx, l)
	if err != nil {
		return chat.Reply{}, err
	}
	to := r.Say
	return chat.Reply{View: chat.Form{
		Title: to.T("ID in the gradebook"), Token: s.tokens.Seal(actGradebook), Submit: to.T("Save"),
		Lead: []doc.Block{doc.Para(to.T("Only if you want your points to be entered in your school's gradebook: what you are called there, such as your e-mail address, student number or user name. Your teachers alone see it, and then know which answers are yours. Leave it empty to take it back."))},
		Fields: []chat.Field{
			{Name: fieldGradebook, Label: to.T("E-mail address, number or user name"), Value: p.Gradebook, Optional: true, Max: class.MaxGradebook},
		},
	}}, nil
}

func (s *Set) submitGradebook(ctx context.Context, r bot.Request, _ []string, fields chat.Args) (chat.Reply, error) {
	id := oneLine(fields.Get(fieldGradebook))
	if r.Cut || utf8.RuneCountInString(id) > class.MaxGradebook || strings.ContainsAny(id, "=\"<>|") || strings.ContainsFunc(id, unicode.IsControl) ||
		id != "" && strings.ContainsRune("+-@", rune(id[0])) {
		return chat.Reply{}, fault.New(fault.Invalid, "That cannot be an ID in a gradebook.", "Give your e-mail address, student number or user name as the gradebook shows it.")
	}
	return s.changeProfile(func(p *class.Profile, _ []string) { p.Gradebook = id })(ctx, r, nil)
}
