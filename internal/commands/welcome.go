package commands

import (
	"context"
	"crypto/rand"
	"fmt"

	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/record"
	"lectern/internal/say"
)

const (
	welcomed   record.Kind = "welcome"
	welcomedID string      = "said"
)

// Welcome is what whoever added the bot reads in private, once per server or workspace; nil
// when it was said before, by whichever replica.
func (s *Set) Welcome(ctx context.Context, to *say.Speaker, a chat.Arrival) (chat.View, error) {
	home := class.DefaultID(class.Tenant{Platform: a.From.Platform, ID: a.Tenant})
	// A random word makes two replicas' records differ, so that one of them is refused.
	err := record.Save(ctx, s.room.Store, home, welcomed, welcomedID, 0, rand.Text())
	if fault.Is(err, fault.Conflict) {
		return nil, nil //nolint:nilnil // nothing to say is not an error
	}
	if err != nil {
		return nil, fmt.Errorf("note a welcome: %w", err)
	}
	card := chat.Card{Title: to.T("Lectern is here")}
	card.Body = []doc.Block{
		doc.Para(to.T("It brings “{{.Course}}” into your channels. It has posted nothing, and posts only what you ask for.", say.Args{"Course": short(s.catalogue().snap.Course.Title, maxQuoted)})),
		doc.Para(to.T("It sees the commands and buttons that are meant for it. It reads no conversations, keeps no names with answers, and writes only in channels it may write in.")),
		doc.Para(to.T("Three steps, in a channel of the class:")),
		doc.Bullets(
			to.T("Course: look at it with /chapter, and try /section with a topic."),
			to.T("Place: give /class here in each channel where questions and announcements shall stand."),
			to.T("Time: give /class set with your time zone, then /daily on for the question of the day."),
		),
		doc.Para(to.T("/class check tells what the bot may not do in each place, and /class staff adds your colleagues.")),
	}
	return card, nil
}
