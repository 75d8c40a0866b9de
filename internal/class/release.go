package class

import (
	"slices"
	"strings"
	"time"

	"lectern/internal/bank"
	"lectern/internal/course"
)

// Hold keeps a chapter or lesson from the class until a time: lookup, completion, questions
// and pages behave as if it were not there.
type Hold struct {
	Unit  string    `json:"unit"`           // the unit's id
	Until time.Time `json:"until,omitzero"` // zero: until staff let it go
}

// Active tells whether the Hold keeps its unit back at a time.
func (h Hold) Active(at time.Time) bool { return h.Until.IsZero() || at.Before(h.Until) }

// Held lists the ids of the units kept back at a time, sorted.
func (c Class) Held(at time.Time) []string {
	var ids []string
	for _, h := range c.Holds {
		if h.Active(at) {
			ids = append(ids, h.Unit)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Hides tells whether a unit, or what it is part of, is kept back at a time.
func (c Class) Hides(u *course.Unit, at time.Time) bool {
	if len(c.Holds) == 0 {
		return false
	}
	for ; u != nil; u = u.Parent {
		if slices.ContainsFunc(c.Holds, func(h Hold) bool { return h.Unit == u.ID && h.Active(at) }) {
			return true
		}
	}
	return false
}

// Holding is Holds with one for a unit, in place of what was said of it before.
func (c Class) Holding(h Hold) []Hold {
	holds := append(c.Releasing(h.Unit), h)
	slices.SortFunc(holds, func(a, b Hold) int { return strings.Compare(a.Unit, b.Unit) })
	return holds
}

// Releasing is Holds without one for a unit.
func (c Class) Releasing(unit string) []Hold {
	return slices.DeleteFunc(slices.Clone(c.Holds), func(h Hold) bool { return h.Unit == unit })
}

// Released lists the items that are about nothing kept back at a time.
func (c Class) Released(items []*bank.Item, at time.Time) []*bank.Item {
	if len(c.Holds) == 0 {
		return items
	}
	return slices.DeleteFunc(slices.Clone(items), func(it *bank.Item) bool {
		return c.Hides(it.Unit, at) || c.Hides(it.Chapter, at)
	})
}
