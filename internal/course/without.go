package course

import (
	"slices"

	"lectern/internal/find"
)

// Without is the snapshot as it would be if some units, and all their parts, were not in the
// course; the snapshot itself when none of them is. What stays keeps its ID and Ref.
func (s *Snapshot) Without(ids []string) *Snapshot {
	drop := make(map[*Unit]bool, len(ids))
	for _, id := range ids {
		if u := s.Course.ByID(id); u != nil {
			drop[u] = true
		}
	}
	if len(drop) == 0 {
		return s
	}
	c := *s.Course
	c.Chapters, c.Units, c.byID, c.byRef = nil, nil, make(map[string]*Unit), make(map[string]*Unit)
	for _, ch := range s.Course.Chapters {
		if kept := c.copyUnit(ch, nil, drop); kept != nil {
			c.Chapters = append(c.Chapters, kept)
		}
	}
	return &Snapshot{Course: &c, Findings: s.Findings, Loaded: s.Loaded, index: find.New(entries(&c))}
}

// copyUnit adds a unit and what stays of its parts; nil when it is dropped itself.
func (c *Course) copyUnit(u, parent *Unit, drop map[*Unit]bool) *Unit {
	if drop[u] {
		return nil
	}
	kept := *u
	kept.Parent, kept.Index, kept.Children = parent, len(c.Units), nil
	c.Units = append(c.Units, &kept)
	c.byID[kept.ID], c.byRef[kept.Ref] = &kept, &kept
	for _, part := range u.Children {
		if p := c.copyUnit(part, &kept, drop); p != nil {
			kept.Children = append(kept.Children, p)
		}
	}
	if len(kept.Children) == 0 && len(u.Children) > 0 && len(kept.Own) == 0 {
		// A chapter all of whose lessons are kept back says nothing of its own.
		c.Units = slices.Delete(c.Units, kept.Index, kept.Index+1)
		delete(c.byID, kept.ID)
		delete(c.byRef, kept.Ref)
		return nil
	}
	kept.Hash = hashOf(&kept)
	return &kept
}
