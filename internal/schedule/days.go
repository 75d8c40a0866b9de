package schedule

import (
	"math/bits"
	"strings"
	"time"

	"lectern/internal/fault"
)

// Days is a set of days of the week.
type Days uint8

// Sets of days that have a name of their own.
const (
	NoDays   Days = 0
	Weekdays Days = 1<<time.Monday | 1<<time.Tuesday | 1<<time.Wednesday | 1<<time.Thursday | 1<<time.Friday
	EveryDay Days = Weekdays | 1<<time.Saturday | 1<<time.Sunday
)

// DaysOf makes a set.
func DaysOf(days ...time.Weekday) Days {
	var s Days
	for _, d := range days {
		s |= 1 << d
	}
	return s & EveryDay
}

// Has tells whether the day is in the set.
func (s Days) Has(d time.Weekday) bool { return s&(1<<d) != 0 }

// Count tells how many days the set holds.
func (s Days) Count() int { return bits.OnesCount8(uint8(s & EveryDay)) }

// longestText is the most that is read of a list, in bytes: a year of single dates and more.
const longestText = 16 << 10

// ParseDays reads days of the week: "Mon-Fri", "mon,wed,fri", "Sat-Mon", "Tuesday Thursday",
// "every day" or "weekdays". Names are English and may be cut down to two letters.
func ParseDays(text string) (Days, error) {
	if len(text) > longestText {
		return 0, fault.New(fault.Invalid, "This list of days is too long.", "Name each day of the week once, for example Mon-Fri.")
	}
	s := strings.ToLower(strings.TrimSpace(text))
	switch s {
	case "every day", "everyday", "daily", "all":
		return EveryDay, nil
	case "weekdays":
		return Weekdays, nil
	}
	s = strings.NewReplacer("–", "-", " - ", "-", "- ", "-", " -", "-", " to ", "-", " and ", ",").Replace(s)
	var set Days
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' || r == '\t' }) {
		from, to, ranged := strings.Cut(part, "-")
		first, err := weekday(from)
		if err != nil {
			return 0, err
		}
		last := first
		if ranged {
			if last, err = weekday(to); err != nil {
				return 0, err
			}
		}
		for d := first; ; d = (d + 1) % 7 {
			set |= 1 << d
			if d == last {
				break
			}
		}
	}
	if set == NoDays {
		return 0, noDays()
	}
	return set, nil
}

func noDays() error {
	return fault.New(fault.Invalid, "No day of the week is a class day, so there would never be a question.", "Name the class days, for example Mon-Fri or Tue, Thu.")
}

func weekday(name string) (time.Weekday, error) {
	if len(name) >= 2 {
		for d := time.Sunday; d <= time.Saturday; d++ {
			if strings.HasPrefix(strings.ToLower(d.String()), name) {
				return d, nil
			}
		}
	}
	return 0, fault.New(fault.Invalid, "{{.Text}} is not a day of the week.", "Write days as Mon-Fri or Mon, Wed, Fri.").With("Text", quoted(name))
}

// String writes the set from Monday on: three and more days in a row as a range.
func (s Days) String() string {
	if s&EveryDay == EveryDay {
		return "Mon-Sun"
	}
	at := func(i int) time.Weekday { return time.Weekday((i + 1) % 7) } // 0 is Monday
	var parts []string
	for i := 0; i < 7; {
		if !s.Has(at(i)) {
			i++
			continue
		}
		end := i
		for end+1 < 7 && s.Has(at(end+1)) {
			end++
		}
		if end-i >= 2 {
			parts = append(parts, short(at(i))+"-"+short(at(end)))
		} else {
			for k := i; k <= end; k++ {
				parts = append(parts, short(at(k)))
			}
		}
		i = end + 1
	}
	return strings.Join(parts, ", ")
}

func short(d time.Weekday) string { return d.String()[:3] }
