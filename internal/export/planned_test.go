package export_test

import (
	"testing"
	"time"

	"lectern/internal/class"
	"lectern/internal/export"
	"lectern/internal/quiz"
	"lectern/internal/schedule"
)

// TestAColumnNamesThePlannedDate has a question open on the eve, in a place far in the east.
func TestAColumnNamesThePlannedDate(t *testing.T) {
	w := newWorld()
	w.ask(t, "east", "ch1", "Where is the sunrise?", 100, func(p *quiz.Prompt) {
		p.ID = class.DailyPrompt("c", schedule.Date{Year: 2026, Month: 9, Day: 7}, 0)
		p.Opens = time.Date(2026, 9, 6, 20, 0, 0, 0, time.UTC)
	})
	cols, err := book(t, w, class.Grading{}).Columns(export.ByQuestion, "", nil)
	if err != nil || len(cols) != 1 || cols[0].Title != "east (2026-09-07)" {
		t.Errorf("%+v, %v", cols, err)
	}
}
