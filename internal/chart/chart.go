// Package chart draws the few charts the bot shows: as PNG for chat, as SVG for pages, and as
// words for who cannot see either, all three from the same numbers.
//
// Bars compares things (standings, the picks of a question); Timeline shows how something went
// over dates (participation). Both stay readable on a dark and on a light screen because they
// bring their own white ground; text keeps a contrast of at least 4.5:1 to it (WCAG 2.2, success criterion
// 1.4.3), and nothing is told by colour alone: each bar carries its value, a marked one a sign.
//
// Drawing is deterministic: the same chart gives the same bytes. It reads no file and no
// network, the fonts (Noto Sans and Roboto, under the SIL Open Font License) are part of the
// library. A PNG takes some 20 ms of one core, so what many people see goes through a Cache.
package chart

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/rivo/uniseg"

	"lectern/internal/say"
)

// What a chart takes. More rows are left out, and the words say how many.
const (
	MaxBars    = 20  // rows that fit a picture whose text stays readable on a phone
	MaxColumns = 62  // two months of columns
	MaxDates   = 370 // a year of points on a line
	maxTitle   = 60  // characters of a title
	maxLabel   = 28  // characters of a row's name; the picture may cut it further, by its width
	maxValue   = 14  // characters of a value as it is shown
)

// Chart is something to be drawn.
type Chart interface {
	// PNG draws it for chat.
	PNG() ([]byte, error)
	// SVG draws it for a page. It holds no script, no style sheet and no address.
	SVG() ([]byte, error)
	// Alt says in words what it shows, with its numbers.
	Alt(in *say.Speaker) string
	// key names the content: charts of one key look alike.
	key() string
}

// Bar is a row of Bars.
type Bar struct {
	Label  string
	Value  float64 // 0 or more
	Text   string  // the value as it is shown; Number(Value) when empty
	Marked bool    // set apart from the others, by a sign before its name and by its colour
}

// Bars is a chart of horizontal bars, the first on top.
type Bars struct {
	Title string
	Rows  []Bar
	Unit  string // what the values count ("points"); written after the title
}

// Style is how a Timeline is drawn.
type Style int

// The styles: columns for few dates, a line for many.
const (
	Columns Style = iota
	Line
)

// Dated is the value of a date.
type Dated struct {
	Label string // the date as readers write it: "24 Nov"
	Value float64
}

// Timeline is a chart of values by date, oldest first. When there are more than MaxColumns (or
// MaxDates of a Line), the oldest are left out.
type Timeline struct {
	Title string
	Dates []Dated
	Unit  string
	Style Style
	Max   float64 // where the scale ends, such as 100 for percentages; 0: where the values do
}

// Day writes a date for a Timeline the same way in every language: "24.11.".
func Day(t time.Time) string { return strconv.Itoa(t.Day()) + "." + strconv.Itoa(int(t.Month())) + "." }

// Number writes a value with at most one decimal.
func Number(v float64) string {
	if v == math.Trunc(v) && math.Abs(v) < 1e15 {
		return strconv.FormatInt(int64(v), 10)
	}
	return strconv.FormatFloat(v, 'f', 1, 64)
}

// shown gives the rows that are drawn, cleaned and cut.
func (b Bars) shown() Bars {
	out := Bars{Title: clean(b.Title, maxTitle), Unit: clean(b.Unit, maxLabel)}
	for i, r := range b.Rows[:min(len(b.Rows), MaxBars)] {
		r.Label = clean(r.Label, maxLabel)
		if r.Label == "" {
			r.Label = "#" + strconv.Itoa(i+1)
		}
		if r.Text = clean(r.Text, maxValue); r.Text == "" {
			r.Text = Number(r.Value)
		}
		out.Rows = append(out.Rows, r)
	}
	return out
}

func (t Timeline) shown() Timeline {
	room := MaxColumns
	if t.Style == Line {
		room = MaxDates
	}
	out := t
	out.Title, out.Unit, out.Dates = clean(t.Title, maxTitle), clean(t.Unit, maxLabel), nil
	for _, d := range t.Dates[max(0, len(t.Dates)-room):] {
		d.Label = clean(d.Label, maxLabel)
		out.Dates = append(out.Dates, d)
	}
	return out
}

// check refuses what cannot be drawn. Such a value is a mistake of the program.
func check(label string, v float64) error {
	if math.IsNaN(v) || v < 0 || v > 1e12 {
		return fmt.Errorf("draw %q: the value %v is not between 0 and 10¹²", label, v)
	}
	return nil
}

// clean takes what would break a line or turn the writing around out of a name, and cuts it by
// the characters that people see.
func clean(s string, most int) string {
	s = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), r == unicode.ReplacementChar:
			return ' '
		case unicode.Is(unicode.Cf, r) && r != '\u200d', unicode.Is(unicode.Cc, r):
			return -1
		}
		return r
	}, s)), " ")
	// A character may carry any number of marks, so bytes are bounded as well.
	const bytesEach = 8
	var b strings.Builder
	n := 0
	for g := uniseg.NewGraphemes(s); g.Next(); n++ {
		if n == most-1 && len(s) > b.Len()+len(g.Str()) || b.Len()+len(g.Str()) > most*bytesEach {
			return strings.TrimSpace(b.String()) + "…"
		}
		b.WriteString(g.Str())
	}
	return b.String()
}
