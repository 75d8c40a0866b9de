package chart_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"lectern/internal/chart"
	"lectern/internal/say"
)

func TestNumbersHaveAtMostOneDecimal(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 7: "7", 0.5: "0.5", 55.25: "55.2", 99.96: "100.0", 1e12: "1000000000000", 1e15: "1000000000000000.0"} {
		if got := chart.Number(v); got != want {
			t.Errorf("%v is written %s, want %s", v, got, want)
		}
	}
	if got := chart.Day(time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC)); got != "9.3." {
		t.Errorf("the date is written %s", got)
	}
}

// TestWordsAreSpokenInTheReadersLanguage: figures too, but not what a caller wrote itself.
func TestWordsAreSpokenInTheReadersLanguage(t *testing.T) {
	languages, err := say.Load()
	if err != nil {
		t.Fatal(err)
	}
	german := languages.In("de")
	bars := chart.Bars{Title: "T", Rows: []chart.Bar{{Label: "a", Value: 1.5}, {Label: "b", Value: 2, Text: "2.0 of 3"}}}
	if got := bars.Alt(german); !strings.Contains(got, "a: 1,5; b: 2.0 of 3") {
		t.Errorf("bars: %s", got)
	}
	line := chart.Timeline{Title: "T", Style: chart.Line, Dates: []chart.Dated{{Label: "1.9.", Value: 0.5}, {Label: "2.9.", Value: 2}}}
	if got := line.Alt(german); !strings.Contains(got, "1.9.: 0,5; 2.9.: 2") {
		t.Errorf("dates: %s", got)
	}
	for i := range 20 {
		line.Dates = append(line.Dates, chart.Dated{Label: fmt.Sprint(i+3, ".9."), Value: 1.25})
	}
	if got := line.Alt(german); !strings.Contains(got, "0,5") || strings.Contains(got, "0.5") || strings.Contains(got, "1.2)") {
		t.Errorf("many dates: %s", got)
	}
}

// TestWhatHasNoRoomIsCountedNotHidden draws one more than there is room for.
func TestWhatHasNoRoomIsCountedNotHidden(t *testing.T) {
	var b chart.Bars
	for i := range chart.MaxBars + 1 {
		b.Rows = append(b.Rows, chart.Bar{Label: fmt.Sprint("row", i), Value: 1})
	}
	if got := b.Alt(nil); strings.Contains(got, fmt.Sprint("row", chart.MaxBars)) || !strings.Contains(got, fmt.Sprint("row", chart.MaxBars-1)) || !strings.HasSuffix(got, " 1 more is not drawn.") {
		t.Errorf("rows: %s", got)
	}
	b.Rows = b.Rows[:chart.MaxBars]
	if got := b.Alt(nil); strings.Contains(got, "not drawn") {
		t.Errorf("as many as there is room for: %s", got)
	}
	for style, room := range map[chart.Style]int{chart.Columns: chart.MaxColumns, chart.Line: chart.MaxDates} {
		line := weeks(room+2, style)
		line.Dates[1].Value, line.Dates[2].Label = 1000, "kept"
		if got := line.Alt(nil); !strings.Contains(got, "From kept (") || strings.Contains(got, "1000") || !strings.HasSuffix(got, " 2 more are not drawn.") {
			t.Errorf("of dates, the latest are drawn: %s", got)
		}
	}
}

// TestTheCourseOfManyDatesIsTold with the least and most where they stand, first and last among them.
func TestTheCourseOfManyDatesIsTold(t *testing.T) {
	rising, falling := chart.Timeline{Title: "T"}, chart.Timeline{Title: "T"}
	for i := range 15 {
		rising.Dates = append(rising.Dates, chart.Dated{Label: fmt.Sprint("d", i), Value: float64(i + 1)})
		falling.Dates = append(falling.Dates, chart.Dated{Label: fmt.Sprint("d", i), Value: float64(20 - i)})
	}
	for want, line := range map[string]chart.Timeline{
		"From d0 (1) to d14 (15); the least is d0 (1), the most d14 (15), the mean of 15 dates 8.":  rising,
		"From d0 (20) to d14 (6); the least is d14 (6), the most d0 (20), the mean of 15 dates 13.": falling,
	} {
		if got := line.Alt(nil); !strings.HasSuffix(got, want) {
			t.Errorf("told %q, want %q", got, want)
		}
	}
	rising.Dates = rising.Dates[:14]
	if got := rising.Alt(nil); strings.Contains(got, "mean") || !strings.Contains(got, "d13: 14") {
		t.Errorf("fourteen are spelled out: %s", got)
	}
}

// TestNamesCannotBreakAChart: line breaks, marks that turn the writing round, and endless ones.
func TestNamesCannotBreakAChart(t *testing.T) {
	family := "👨\u200d👩\u200d👧"
	for _, tt := range []struct{ label, want string }{
		{"", "#1"},
		{"\u202e\x00", "#1"},
		{"a\n\tb  c", "a b c"},
		{"\u202eevil\u202c", "evil"},
		{family, family},
		{strings.Repeat("x", 28), strings.Repeat("x", 28)},
		{strings.Repeat("x", 29), strings.Repeat("x", 27) + "…"},
		{strings.Repeat("é", 29), strings.Repeat("é", 27) + "…"},
		{"a" + strings.Repeat("\u0301", 500), "…"}, // one character of a thousand bytes
	} {
		got := chart.Bars{Rows: []chart.Bar{{Label: tt.label, Value: 3}}}.Alt(nil)
		if !strings.Contains(got, tt.want+": 3") || len(got) > 400 {
			t.Errorf("%q is told as %q, want %q", tt.label, got, tt.want)
		}
	}
}
