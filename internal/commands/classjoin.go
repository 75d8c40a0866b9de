package commands

import (
	"context"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/say"
)

// classJoin gives a code for this class, or makes this server or workspace part of the class
// whose code is given.
func (s *Set) classJoin(ctx context.Context, r bot.Request) (chat.Reply, error) {
	typed := r.Args.Get("code")
	if typed == "" {
		return s.classOfferCode(ctx, r)
	}
	code, err := class.Codes{Store: s.room.Store}.Take(ctx, class.JoinClass, typed, r.Received)
	if err != nil {
		return chat.Reply{}, err
	}
	c, err := s.room.Directory.Join(ctx, class.TenantOf(r.At), code.Class)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := s.room.log(ctx, c, r, say.T("made a further server or workspace part of the class")); err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{View: s.classCard(ctx, c, r)}, nil
}

func (s *Set) classOfferCode(ctx context.Context, r bot.Request) (chat.Reply, error) {
	if r.At.Tenant == "" && r.At.Platform != "web" && r.At.Platform != "terminal" {
		return chat.Reply{}, fault.New(fault.Invalid, "A direct message belongs to no server or workspace.", "Give the command in a channel of the class.")
	}
	c, err := s.settled(ctx, r)
	if err != nil {
		return chat.Reply{}, err
	}
	code, err := class.Codes{Store: s.room.Store}.Make(ctx, class.Code{Purpose: class.JoinClass, Class: c.ID}, r.Received)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := s.room.log(ctx, c, r, say.T("gave out a code for a further server or workspace")); err != nil {
		return chat.Reply{}, err
	}
	to := r.Say
	card := chat.Notice(chat.Neutral, to.T("One class in several places"),
		to.T("Give /class join code:{{.Code}} in the other server or workspace within ten minutes. It works once.", say.Args{"Code": code}),
		to.T("Both then share the questions, the students' answers and the leaderboard. What was set up there before is replaced by this class; answers given there before stay where they are."))
	card.Footer = to.T("Only you see this.")
	card.Controls = []chat.Control{chat.Button{Label: to.T("Back to the settings"), Token: s.tokens.Seal(actClass, classShow)}}
	return chat.Reply{View: card}, nil
}
