package commands

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/course"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/record"
	"lectern/internal/say"
)

// known is which chapters and lessons with text staff have been told of, or have seen.
type known struct {
	Units []string  `json:"units"`           // ids, sorted
	Fresh []string  `json:"fresh,omitempty"` // those found since, sorted
	Since time.Time `json:"since,omitzero"`  // when the latest of them was found
}

const (
	novelty   record.Kind = "known"
	noveltyID string      = "units"
)

// noveltyRest is how long a course must have rested before staff are told what is new in it:
// one message for an afternoon's uploads, not one for each.
const noveltyRest = 5 * time.Minute

// Novelties tells the staff of each class in private, once per batch, which chapters and
// lessons have come or been filled, and offers to announce them. Nothing is announced by
// itself. Whichever replica saves first tells.
func (s *Set) Novelties(ctx context.Context, at time.Time) error {
	if s.room == nil {
		return nil
	}
	whole := s.catalogue().snap.Course
	for _, c := range s.room.Directory.List() {
		open, held := readable(whole, c, at)
		if err := s.noveltiesOf(ctx, c, open, held, at); err != nil {
			return fmt.Errorf("look for new chapters: %w", err)
		}
	}
	return nil
}

// readable lists the ids of chapters and lessons with text, apart those that are kept back: they
// are news on the day they open.
func readable(in *course.Course, c class.Class, at time.Time) (open, held []string) {
	for _, u := range in.Units {
		switch {
		case u.Kind == course.Section || u.Planned:
		case c.Hides(u, at):
			held = append(held, u.ID)
		default:
			open = append(open, u.ID)
		}
	}
	slices.Sort(open)
	return open, held
}

func (s *Set) noveltiesOf(ctx context.Context, c class.Class, open, held []string, at time.Time) error {
	var k known
	rev, err := record.Get(ctx, s.room.Store, c.ID, novelty, noveltyID, &k)
	first := fault.Is(err, fault.Missing)
	if err != nil && !first {
		return err
	}
	was := func(id string) bool {
		_, found := slices.BinarySearch(k.Units, id)
		return found
	}
	fresh := slices.DeleteFunc(slices.Clone(open), was)
	// What was there before it was kept back is known already.
	units := append(slices.Clone(open), slices.DeleteFunc(held, func(id string) bool { return !was(id) })...)
	slices.Sort(units)
	var next known
	tell := false
	switch {
	case first: // what is there when the class begins is news to nobody
		next = known{Units: units}
	case len(fresh) == 0 && len(k.Fresh) == 0:
		return nil
	case len(fresh) == 0: // taken back before anybody was told
		next = known{Units: k.Units}
	case !slices.Equal(fresh, k.Fresh):
		next = known{Units: k.Units, Fresh: fresh, Since: at.UTC()}
	case at.Sub(k.Since) < noveltyRest:
		return nil
	default:
		next, tell = known{Units: units}, true
	}
	err = record.Save(ctx, s.room.Store, c.ID, novelty, noveltyID, rev, next)
	if fault.Is(err, fault.Conflict) {
		return nil // another replica saw it too
	}
	if err == nil && tell {
		s.tellStaff(ctx, c, "new-"+class.Digest(12, fresh...), func(to *say.Speaker) chat.View { return s.noveltyCard(c, fresh, to) })
	}
	return err
}

func (s *Set) noveltyCard(c class.Class, fresh []string, to *say.Speaker) chat.Card {
	card := chat.Card{Title: to.T("New in the course"), Footer: c.Name}
	menu := chat.Menu{Label: to.T("Write an announcement")}
	var rows []string
	for _, id := range fresh {
		u := s.catalogue().snap.Course.ByID(id)
		if u == nil {
			continue
		}
		rows = append(rows, heading(u, to))
		menu.Options = append(menu.Options, chat.Option{Label: heading(u, to), Description: where(u), Token: s.tokens.Seal(actCompose, u.Ref)})
	}
	menu.Options = menu.Options[:min(len(menu.Options), latestNotices)]
	card.Body = []doc.Block{
		doc.Para(to.T("These can be read now. Nothing has been announced; you can write an announcement here, or with /announce in a channel of the class.")),
		doc.Bullets(rows...),
	}
	if len(menu.Options) > 0 {
		card.Controls = []chat.Control{menu}
	}
	return card
}
