package redis_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"

	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/store"
	"lectern/internal/store/storetest"
)

// term asks more questions than fit a round trip; not everybody answers each.
func term(t *testing.T, s store.Store, questions, students int) []quiz.PromptID {
	t.Helper()
	var ids []quiz.PromptID
	for q := range questions {
		p := quiz.Prompt{ID: quiz.PromptID(fmt.Sprintf("p%03d", q)), Class: "c", Kind: quiz.Daily, Question: fmt.Sprint("q", q), Opens: time.UnixMilli(1)}
		if err := s.OpenPrompt(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, p.ID)
		for st := range students {
			if (q+st)%7 == 0 || q%11 == 3 {
				continue
			}
			a := quiz.Answer{
				Prompt: p.ID, Question: p.Question, Student: quiz.StudentID(fmt.Sprint("s", st)), Pick: string(rune('a' + (q*st)%5)),
				Confidence: []quiz.Confidence{quiz.NotAsked, quiz.Guess, quiz.Likely, quiz.Sure}[(q+st)%4], At: time.UnixMilli(2), Key: fmt.Sprint("e", q, ".", st),
			}
			if st%5 == 0 { // what is typed may look like the rest of an answer
				a.Pick = fmt.Sprintf(`x","confidence":"sure" \ pick":"%d`+"\r\n$3\r\n", st)
			}
			if _, err := s.Answer(t.Context(), p, a); err != nil {
				t.Fatal(err)
			}
		}
	}
	return ids
}

// picked reads everything by Picks.
func picked(t *testing.T, s store.Store, ids []quiz.PromptID) (map[quiz.PromptID]map[quiz.StudentID]quiz.Pick, error) {
	t.Helper()
	all := map[quiz.PromptID]map[quiz.StudentID]quiz.Pick{}
	last := quiz.PromptID("")
	err := s.Picks(t.Context(), "c", ids, func(id quiz.PromptID, list []quiz.Pick) error {
		if id <= last {
			t.Errorf("%s comes after %s", id, last)
		}
		last, all[id] = id, map[quiz.StudentID]quiz.Pick{}
		for _, p := range list {
			all[id][p.Student] = p
		}
		return nil
	})
	return all, err
}

// answered reads the same by AnswersTo, which leaves the reading of replies to the library.
func answered(t *testing.T, s store.Store, ids []quiz.PromptID) map[quiz.PromptID]map[quiz.StudentID]quiz.Pick {
	t.Helper()
	all := map[quiz.PromptID]map[quiz.StudentID]quiz.Pick{}
	if err := s.AnswersTo(t.Context(), "c", ids, func(a quiz.Answer) error {
		if all[a.Prompt] == nil {
			all[a.Prompt] = map[quiz.StudentID]quiz.Pick{}
		}
		all[a.Prompt][a.Student] = quiz.Pick{Student: a.Student, Pick: a.Pick, Confidence: a.Confidence}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestPicksAreThoseOfTheAnswers(t *testing.T) {
	t.Parallel()
	s := openAt(t, "redis://"+storetest.StartRedis(t))
	defer func() { _ = s.Close() }()
	ids := term(t, s, 75, 30)
	want := answered(t, s, ids)
	if n := len(want); n < 50 {
		t.Fatalf("only %d questions were answered: the test shows nothing", n)
	}
	got, err := picked(t, s, ids)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("picks (-answers +picks):\n%s", diff)
	}
}

// TestPicksComeThroughABrokenLine has the line break in the midst of the replies: what came in
// part is asked for again.
func TestPicksComeThroughABrokenLine(t *testing.T) {
	t.Parallel()
	addr := storetest.StartRedis(t)
	direct := openAt(t, "redis://"+addr)
	defer func() { _ = direct.Close() }()
	ids := term(t, direct, 75, 30)
	want := answered(t, direct, ids)
	r := startRelay(t, addr, 11)
	s := openAt(t, "redis://"+r.Addr().String())
	defer func() { _ = s.Close() }()
	r.mu.Lock()
	r.odds = 0.2
	r.mu.Unlock()
	whole := 0
	for range 20 {
		got, err := picked(t, s, ids)
		if err != nil {
			if !fault.Is(err, fault.Busy) {
				t.Fatalf("%v, want a sentence that asks for patience", err)
			}
			continue
		}
		whole++
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("picks over a broken line (-want +got):\n%s", diff)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cuts < 10 || whole < 5 {
		t.Errorf("%d cuts, %d readings came through: the test shows nothing", r.cuts, whole)
	}
}

// TestPicksThatAreRefused has the server refuse what is asked, and the caller what is given.
func TestPicksThatAreRefused(t *testing.T) {
	m := miniredis.RunT(t)
	s := openAt(t, "redis://"+m.Addr())
	defer func() { _ = s.Close() }()
	ids := term(t, s, 40, 3)
	m.SetError("LOADING Redis is loading the dataset in memory")
	if got, err := picked(t, s, ids); !fault.Is(err, fault.Busy) || len(got) > 0 {
		t.Errorf("while it loads: %d questions, %v, want busy", len(got), err)
	}
	m.SetError("")
	enough := errors.New("enough")
	var seen []quiz.PromptID
	if err := s.Picks(t.Context(), "c", ids, func(id quiz.PromptID, _ []quiz.Pick) error {
		if seen = append(seen, id); len(seen) == 2 {
			return enough
		}
		return nil
	}); !errors.Is(err, enough) || len(seen) != 2 {
		t.Errorf("%v after %v, want enough after two", err, seen)
	}
	m.HSet("lectern:{c}:answers:p001", "ann", "no answer at all")
	if _, err := picked(t, s, ids); err != nil { // nothing in it: neither pick nor confidence
		t.Errorf("a value without fields: %v", err)
	}
	m.HSet("lectern:{c}:answers:p001", "ann", `{"pick":"a\`)
	if _, err := picked(t, s, ids); err == nil {
		t.Error("half a value passes for an answer")
	}
	if got, err := picked(t, s, nil); err != nil || len(got) > 0 {
		t.Errorf("nothing was asked for and %v came, %v", got, err)
	}
}
