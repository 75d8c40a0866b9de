package schedule

import (
	"slices"
	"sort"
	"strings"

	"lectern/internal/fault"
)

// Range is a stretch of dates, both ends included.
type Range struct {
	First, Last Date
}

// Dates is a set of dates: ranges in order that neither touch nor overlap. Make one with
// DatesOf or ParseDates.
type Dates struct {
	ranges []Range
}

// DatesOf makes a set from ranges in any order. A range that ends before it begins is empty.
func DatesOf(ranges ...Range) Dates {
	rs := slices.DeleteFunc(slices.Clone(ranges), func(r Range) bool { return r.Last.Before(r.First) })
	slices.SortFunc(rs, func(a, b Range) int { return a.First.Compare(b.First) })
	var out []Range
	for _, r := range rs {
		if n := len(out); n > 0 && r.First.Number() <= out[n-1].Last.Number()+1 {
			if out[n-1].Last.Before(r.Last) {
				out[n-1].Last = r.Last
			}
			continue
		}
		out = append(out, r)
	}
	return Dates{out}
}

// ParseDates reads dates and ranges of dates: "2026-12-21..2027-01-03, 2026-11-26". An empty
// text is the empty set.
func ParseDates(text string) (Dates, error) {
	if len(text) > longestText {
		return Dates{}, fault.New(fault.Invalid, "This list of dates is too long.", "Join neighbouring dates to ranges, for example 2026-12-21..2027-01-03.")
	}
	var rs []Range
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		r, err := parseRange(part)
		if err != nil {
			return Dates{}, err
		}
		rs = append(rs, r)
	}
	return DatesOf(rs...), nil
}

func parseRange(text string) (Range, error) {
	from, to, ranged := strings.Cut(text, "..")
	first, err := ParseDate(strings.TrimSpace(from))
	if err != nil {
		return Range{}, err
	}
	if !ranged {
		return Range{first, first}, nil
	}
	last, err := ParseDate(strings.TrimSpace(to))
	if err != nil {
		return Range{}, err
	}
	if last.Before(first) {
		return Range{}, fault.New(fault.Invalid, "The range {{.Text}} ends before it begins.", "Put the earlier date first: {{.First}}..{{.Last}}.").With("Text", quoted(text)).With("First", last).With("Last", first)
	}
	return Range{first, last}, nil
}

// Has tells whether the date is in the set.
func (s Dates) Has(d Date) bool {
	_, ok := s.over(d)
	return ok
}

// Len tells how many dates the set holds.
func (s Dates) Len() int {
	n := 0
	for _, r := range s.ranges {
		n += r.Last.Number() - r.First.Number() + 1
	}
	return n
}

// Ranges gives the set as ranges in order that do not touch.
func (s Dates) Ranges() []Range { return slices.Clone(s.ranges) }

// With is the set that holds the dates of both.
func (s Dates) With(other Dates) Dates { return DatesOf(slices.Concat(s.ranges, other.ranges)...) }

// over finds the range that holds the date.
func (s Dates) over(d Date) (Range, bool) {
	i := sort.Search(len(s.ranges), func(i int) bool { return !s.ranges[i].Last.Before(d) })
	if i < len(s.ranges) && !d.Before(s.ranges[i].First) {
		return s.ranges[i], true
	}
	return Range{}, false
}

// String writes the set as ParseDates reads it.
func (s Dates) String() string {
	parts := make([]string, len(s.ranges))
	for i, r := range s.ranges {
		parts[i] = r.First.String()
		if r.Last != r.First {
			parts[i] += ".." + r.Last.String()
		}
	}
	return strings.Join(parts, ", ")
}
