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
		if i := c.hold(u.ID); i >= 0 && c.Holds[i].Active(at) {
			return true
		}
	}
	return false
}

func (c Class) hold(unit string) int {
	return slices.IndexFunc(c.Holds, func(h Hold) bool { return h.Unit == unit })
}

// Hold keeps a unit back, in place of what was said of it before.
func (c *Class) Hold(h Hold) {
	c.Release(h.Unit)
	c.Holds = append(c.Holds, h)
	slices.SortFunc(c.Holds, func(a, b Hold) int { return strings.Compare(a.Unit, b.Unit) })
}

// Release lets a unit go at once; false when it was not kept back.
func (c *Class) Release(unit string) bool {
	i := c.hold(unit)
	if i < 0 {
		return false
	}
	c.Holds = slices.Delete(slices.Clone(c.Holds), i, i+1)
	return true
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
