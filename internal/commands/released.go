package commands

import (
	"slices"
	"strings"
	"sync"
	"time"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/course"
)

// shelves holds the catalogues of classes that keep something back, by what they keep back.
type shelves struct {
	mu   sync.Mutex
	snap *course.Snapshot // of which they are parts
	by   map[string]*catalogue
}

// maxShelves bounds the catalogues kept: classes of one course differ in a few ways only.
const maxShelves = 32

// shelf gives the catalogue of what is open to those who ask in a place: the whole course
// unless their class keeps something back.
func (s *Set) shelf(r bot.Request) *catalogue { return s.shelfAt(r.At, r.Received) }

func (s *Set) shelfAt(p chat.Place, at time.Time) *catalogue {
	if s.room == nil {
		return s.catalogue()
	}
	c, err := s.room.Directory.Of(p)
	if err != nil { // a direct message that could be of several classes: what none keeps back
		return s.catalogueWithout(s.room.heldByAny(at))
	}
	return s.shelfOf(c, at)
}

// shelfOf is the catalogue of what is open to a class.
func (s *Set) shelfOf(c class.Class, at time.Time) *catalogue {
	if len(c.Holds) == 0 {
		return s.catalogue()
	}
	return s.catalogueWithout(c.Held(at))
}

// heldByAny lists what at least one class keeps back.
func (r *Classroom) heldByAny(at time.Time) []string {
	var ids []string
	for _, c := range r.Directory.List() {
		ids = append(ids, c.Held(at)...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// opening is a unit as a class will find it at a time, when the unit itself is opened to it:
// without those of its parts that are kept back.
func (s *Set) opening(c class.Class, u *course.Unit, at time.Time) *course.Unit {
	if len(c.Holds) == 0 {
		return u
	}
	ids := c.Held(at)
	for v := u; v != nil; v = v.Parent {
		ids = slices.DeleteFunc(ids, func(id string) bool { return id == v.ID })
	}
	if open := s.catalogueWithout(ids).snap.Course.ByID(u.ID); open != nil {
		return open
	}
	bare := *u // every part of it is kept back
	bare.Children = nil
	return &bare
}

func (s *Set) catalogueWithout(ids []string) *catalogue {
	whole := s.catalogue()
	if len(ids) == 0 {
		return whole
	}
	key := strings.Join(ids, "\x00")
	s.shelves.mu.Lock()
	defer s.shelves.mu.Unlock()
	if s.shelves.snap != whole.snap || len(s.shelves.by) >= maxShelves {
		s.shelves.snap, s.shelves.by = whole.snap, make(map[string]*catalogue)
	}
	if c := s.shelves.by[key]; c != nil {
		return c
	}
	c := whole
	if part := whole.snap.Without(ids); part != whole.snap {
		c = newCatalogue(s, part)
	}
	s.shelves.by[key] = c
	return c
}

// Shelve makes the catalogues that classes need at a time, so that no request waits for one.
func (s *Set) Shelve(at time.Time) {
	if s.room == nil {
		return
	}
	for _, c := range s.room.Directory.List() {
		s.shelfOf(c, at)
	}
}
