package quiz_test

import (
	"bytes"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lectern/internal/bank"
	"lectern/internal/chat"
	"lectern/internal/course"
	"lectern/internal/quiz"
	"lectern/internal/schedule"
)

func date(t *testing.T, text string) schedule.Date {
	t.Helper()
	d, err := schedule.ParseDate(text)
	must(t, err)
	return d
}

func TestAQuestionCountsForTheCourseItsWeekAndItsChapter(t *testing.T) {
	d := date(t, "2026-11-24")
	chapter := &course.Unit{ID: "chapter6"}
	for _, tt := range []struct {
		it   *bank.Item
		want []quiz.Board
	}{
		{&bank.Item{Chapter: chapter}, []quiz.Board{"course", "week:2026-W48", "chapter:chapter6"}},
		{&bank.Item{}, []quiz.Board{"course", "week:2026-W48"}},
	} {
		if got := quiz.BoardsOf(tt.it, d); !slices.Equal(got, tt.want) {
			t.Errorf("%v, want %v", got, tt.want)
		}
	}
}

// TestBoardsKeepTheirNames: points are kept under them.
func TestBoardsKeepTheirNames(t *testing.T) {
	for board, want := range map[quiz.Board]quiz.Board{
		quiz.WeekBoard(date(t, "2027-01-03")): "week:2026-W53", // the Sunday that ends it
		quiz.WeekBoard(date(t, "2027-01-04")): "week:2027-W01",
		quiz.WeekBoard(date(t, "2024-12-30")): "week:2025-W01",
		quiz.WeekBoard(date(t, "2026-02-25")): "week:2026-W09",
		quiz.ChapterBoard("chapter6"):         "chapter:chapter6",
		quiz.RoundBoard("r-1"):                "round:r-1",
		quiz.PlaceBoard(chat.Place{Platform: "slack", Tenant: "T1", Channel: "C1", Thread: "17.5"}): "place:slack:T1:C1",
	} {
		if board != want {
			t.Errorf("%s, want %s", board, want)
		}
		if board.OfRound() != (want == "round:r-1") {
			t.Errorf("%s is of a round: %v", board, board.OfRound())
		}
	}
}

func TestAWeekRunsFromMondayToSunday(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := schedule.DateOfNumber(rapid.IntRange(0, 60_000).Draw(t, "day"))
		monday := d.AddDays(-(int(d.Weekday()) + 6) % 7)
		if quiz.WeekBoard(d) != quiz.WeekBoard(monday) || quiz.WeekBoard(d) != quiz.WeekBoard(monday.AddDays(6)) {
			t.Errorf("%s is not in the week of %s", d, monday)
		}
		if quiz.WeekBoard(monday.AddDays(-1)) == quiz.WeekBoard(monday) {
			t.Errorf("the Sunday before %s is in its week", monday)
		}
	})
}

// TestTheOrderOfOptionsFollowsFromTheSecretAndThePrompt: neither may be left out, and parts must
// not run into each other.
func TestTheOrderOfOptionsFollowsFromTheSecretAndThePrompt(t *testing.T) {
	seeds := [][]byte{
		quiz.Seed([]byte("secret"), "ir", "p1"),
		quiz.Seed([]byte("secreu"), "ir", "p1"),
		quiz.Seed([]byte("secret"), "is", "p1"),
		quiz.Seed([]byte("secret"), "ir", "p2"),
		quiz.Seed([]byte("secret"), "irp", "1"),
		quiz.Seed([]byte("secret"), "i", "rp1"),
	}
	for i, a := range seeds {
		for k, b := range seeds[:i] {
			if bytes.Equal(a, b) {
				t.Errorf("seeds %d and %d are the same", i, k)
			}
		}
	}
	if !bytes.Equal(seeds[0], quiz.Seed([]byte("secret"), "ir", "p1")) {
		t.Error("another replica shows another order")
	}
}
