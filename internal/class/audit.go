package class

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lectern/internal/chat"
	"lectern/internal/quiz"
	"lectern/internal/record"
	"lectern/internal/say"
)

// Act is something staff did: a line of a class's log.
type Act struct {
	At       time.Time     `json:"at"`
	Platform chat.Platform `json:"platform"`
	Person   string        `json:"person"` // the account's id
	Name     string        `json:"name"`   // as it was shown then

	// What was done, in the past tense: "changed the time zone to {{.Zone}}", and its values. A value may be a chat.Place.
	What string            `json:"what"`
	Args map[string]string `json:"args,omitempty"`
	// Places are those of Args that are places, to be called as the reader knows them.
	Places map[string]chat.Place `json:"places,omitempty"`
}

// Text is what was done, to be said in the reader's language.
func (a Act) Text() say.Text {
	args := make(say.Args, len(a.Args))
	for name, v := range a.Args {
		args[name] = v
	}
	return say.Text{Key: a.What, Args: args}
}

// PlaceID names a place by its ids: what is shown where nobody has told its name.
func PlaceID(p chat.Place) string {
	if p.Thread != "" {
		return string(p.Platform) + " channel " + p.Thread
	}
	return string(p.Platform) + " channel " + p.Channel
}

const acts record.Kind = "act"

// maxActs is how many acts of a class are kept: a few years of a busy one.
const maxActs = 2000

// Log keeps what staff did.
type Log struct{ Store record.Store }

// Add writes an act down. event is the platform's id of what the person did, so that a
// repeated delivery is written once.
func (l Log) Add(ctx context.Context, id quiz.ClassID, who chat.Person, event string, at time.Time, what say.Text) error {
	a := Act{At: at.UTC().Truncate(time.Second), Platform: who.Platform, Person: who.ID, Name: who.Name, What: what.Key}
	for name, v := range what.Args {
		if a.Args == nil {
			a.Args = make(map[string]string, len(what.Args))
		}
		if p, ok := v.(chat.Place); ok {
			if a.Places == nil {
				a.Places = make(map[string]chat.Place)
			}
			a.Places[name], v = p, PlaceID(p)
		}
		a.Args[name] = fmt.Sprint(v)
	}
	key := fmt.Sprintf("%013d-%s", at.UnixMilli(), Digest(8, event, a.Text().String()))
	if err := record.Save(ctx, l.Store, id, acts, key, 0, a); err != nil {
		return fmt.Errorf("write down an act: %w", err)
	}
	return nil
}

// Latest lists the latest acts, the newest first, and forgets those beyond what is kept.
func (l Log) Latest(ctx context.Context, id quiz.ClassID, limit int) ([]Act, error) {
	var list []Act
	var ids []string
	err := record.All(ctx, l.Store, id, acts, func(key string, _ int, a Act) {
		list, ids = append(list, a), append(ids, key)
	})
	if err != nil {
		return nil, fmt.Errorf("read the log: %w", err)
	}
	for i := range len(list) - maxActs {
		if err := record.Remove(ctx, l.Store, id, acts, ids[i]); err != nil {
			return nil, fmt.Errorf("shorten the log: %w", err)
		}
	}
	slices.Reverse(list)
	return list[:min(len(list), limit)], nil
}
