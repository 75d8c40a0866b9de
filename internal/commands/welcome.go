package commands

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"

	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/record"
	"lectern/internal/say"
)

const (
	welcomed   record.Kind = "welcome"
	welcomedID string      = "said"
)

// greeting is the record of a welcome.
type greeting struct {
	By   string    `json:"by"` // a random word: two replicas' records differ, so that one is refused
	At   time.Time `json:"at"`
	Said bool      `json:"said,omitempty"`
}

// greetingLease is how long whoever claimed a welcome may take to say it. Then it counts as dead,
// and the next event has it said.
const greetingLease = 2 * time.Minute

func homeOf(a chat.Arrival) quiz.ClassID {
	return class.DefaultID(class.Tenant{Platform: a.From.Platform, ID: a.Tenant})
}

// Welcome is what whoever added the bot reads in private, once per server or workspace; nil
// when it was said before or is being said, by whichever replica.
func (s *Set) Welcome(ctx context.Context, to *say.Speaker, a chat.Arrival) (chat.View, error) {
	if a.Late && !s.untouched(chat.Place{Platform: a.From.Platform, Tenant: a.Tenant}) {
		return nil, nil //nolint:nilnil // nothing to say is not an error
	}
	was, revision, err := s.greeting(ctx, a)
	now := time.Now().UTC()
	if err != nil || was.Said || now.Sub(was.At) < greetingLease {
		return nil, err
	}
	err = record.Save(ctx, s.room.Store, homeOf(a), welcomed, welcomedID, revision, greeting{By: rand.Text(), At: now})
	if fault.Is(err, fault.Conflict) {
		return nil, nil //nolint:nilnil // another replica says it
	}
	if err != nil {
		return nil, fmt.Errorf("claim a welcome: %w", err)
	}
	card := chat.Card{Title: to.T("Lectern is here")}
	card.Body = append([]doc.Block{
		doc.Para(to.T("It brings “{{.Course}}” into your channels. It has posted nothing, and posts only what you ask for.", say.Args{"Course": short(s.catalogue().snap.Course.Title, maxQuoted)})),
		doc.Para(to.T("It sees the commands and buttons that are meant for it. It reads no conversations, keeps no names with answers, and writes only in channels it may write in.")),
	}, firstSteps(to)...)
	card.Body = append(card.Body, doc.Para(to.T("/class check tells what the bot may not do in each place, and /class staff adds your colleagues.")))
	return card, nil
}

// Welcomed notes that a welcome was said.
func (s *Set) Welcomed(ctx context.Context, a chat.Arrival) error {
	was, revision, err := s.greeting(ctx, a)
	if err != nil || was.Said {
		return err
	}
	was.Said = true
	err = record.Save(ctx, s.room.Store, homeOf(a), welcomed, welcomedID, revision, was)
	if fault.Is(err, fault.Conflict) { // somebody else said it too, and notes it
		return nil
	}
	return err
}

// greeting reads what is noted of a welcome; the zero greeting when there is nothing. Earlier
// versions noted a random word once it was to be said.
func (s *Set) greeting(ctx context.Context, a chat.Arrival) (g greeting, revision int, err error) {
	var kept json.RawMessage
	revision, err = record.Get(ctx, s.room.Store, homeOf(a), welcomed, welcomedID, &kept)
	switch {
	case fault.Is(err, fault.Missing):
		return greeting{}, 0, nil
	case err != nil:
		return g, 0, fmt.Errorf("look for a welcome: %w", err)
	case len(kept) > 0 && kept[0] == '"':
		return greeting{Said: true}, revision, nil
	}
	return g, revision, json.Unmarshal(kept, &g)
}

// untouched tells whether nothing was set up yet where somebody is.
func (s *Set) untouched(at chat.Place) bool {
	c, err := s.room.Directory.Of(at)
	return err == nil && c.Revision == 0
}

// firstSteps are what staff do first.
func firstSteps(to *say.Speaker) []doc.Block {
	return []doc.Block{
		doc.Para(to.T("Three steps, in a channel of the class:")),
		doc.Bullets(
			to.T("Course: look at it with /chapter, and try /section with a topic."),
			to.T("Place: give /class here in each channel where questions and announcements shall stand."),
			to.T("Time: give /class set with your time zone, then /daily on for the question of the day."),
		),
	}
}
