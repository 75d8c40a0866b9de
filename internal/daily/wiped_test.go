package daily_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"lectern/internal/chattest"
	"lectern/internal/daily"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/schedule"
	"lectern/internal/store/sqlite"
)

// TestAStoreWipedUnderTheQuestionOfTheDay (F8) takes the file away while a question is open: from
// then on nobody's answer counts, no results of nobody are told and nothing new is asked, until
// the rescued file is put back.
func TestAStoreWipedUnderTheQuestionOfTheDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "store.db")
		s, err := sqlite.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		channel := &chattest.Rooms{}
		r := newReplica("a", s, channel, questionsOf(t, 12), twoPlaces())
		runFor(t, monday(10), r)
		id := daily.PromptID("c1", schedule.Date{Year: 2000, Month: 1, Day: 3}, 0)
		a, err := r.quiz.Asked(t.Context(), "c1", id)
		if err != nil {
			t.Fatal(err)
		}
		answer := func(r replica, student quiz.StudentID) (quiz.Verdict, error) {
			return r.quiz.Answer(t.Context(), a, quiz.Given{Student: student, Pick: a.Q.Key(), At: time.Now(), From: "test", Key: "e-" + string(student)})
		}
		if _, err := answer(r, "ann"); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if v, err := answer(r, "bob"); !fault.Is(err, fault.Busy) || v.Outcome != "" {
			t.Errorf("an answer in the moment after: %+v, %v, want busy", v, err)
		}
		before := channel.Titles()
		runFor(t, 8*time.Hour+30*time.Minute, r) // beyond the closing
		if diff := cmp.Diff(before, channel.Titles()); diff != "" {
			t.Errorf("said while the store is lost (-before +after):\n%s", diff)
		}
		l, err := s.Lost(t.Context())
		if err != nil || l == nil {
			t.Fatalf("lost: %+v, %v", l, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(l.Rescued, path); err != nil {
			t.Fatal(err)
		}
		if _, err := sqlite.Accept(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		if s, err = sqlite.Open(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		runFor(t, time.Hour, newReplica("b", s, channel, questionsOf(t, 12), twoPlaces()))
		var said []string
		for _, m := range channel.Messages() {
			c := m.View.Card()
			said = append(said, c.Title+": "+doc.BlockText(c.Body[:1]))
		}
		slices.Sort(said)
		if len(said) != 4 || said[2] != "results: 1 of 1" || said[3] != "results: 1 of 1" {
			t.Errorf("once it is back, %q", said)
		}
	})
}
