package storetest

import (
	"flag"
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/ledger"
	"lectern/internal/quiz"
	"lectern/internal/record"
	"lectern/internal/store"
)

// Model plays random operations against a store and against maps in memory that follow the
// written rules: every verb that changes something, with stale arguments too, and with any
// call repeated later, as a caller does whose reply was lost. After each step it compares
// what the verb said and what the step could have changed, and at the end of a run all there
// is. On a failure rapid prints the seed and the shortest story that it finds.
//
// Each run uses a class of its own in the same store.
func Model(t *testing.T, open func(t *testing.T) store.Store) {
	t.Helper()
	t.Run("random operations agree with the rules", func(t *testing.T) {
		s := open(t)
		t.Cleanup(func() { _ = s.Close() })
		run := 0
		Stories(t, 15, func(rt *rapid.T) {
			run++
			m := newModel(t, s, quiz.ClassID(fmt.Sprintf("model-%d-%d", time.Now().UnixNano(), run)))
			rt.Repeat(m.actions())
			m.compareAll(rt)
		})
	})
}

// Stories checks a property that is slow to try with a few random stories, others at every
// call of the tests; with -rapid.checks it plays as many as are asked for. Of one that fails,
// rapid prints the seed and makes it shorter.
func Stories(t *testing.T, few int, play func(*rapid.T)) {
	t.Helper()
	const usual = "100"
	if f := flag.Lookup("rapid.checks"); f != nil && f.Value.String() != usual {
		few = math.MaxInt
	}
	run, failed := 0, false
	rapid.Check(t, func(rt *rapid.T) {
		if run++; run > few && !failed { // a failure is still made shorter
			return
		}
		failed = true
		play(rt)
		failed = rt.Failed()
	})
}

// model is what the store should hold.
type model struct {
	t     *testing.T
	store store.Store
	class quiz.ClassID

	prompts  map[quiz.PromptID]*modelPrompt
	boards   map[quiz.Board]map[quiz.StudentID]int
	profiles map[quiz.StudentID]class.Profile
	rounds   map[quiz.RoundID]quiz.Round
	records  map[string]record.Record
	jobs     map[ledger.Key]ledger.Entry
	settings class.Class

	calls []call
}

// call is one call of the store with its arguments: it is made, and does the same to the
// model, and what came of it is compared.
type call func(rt *rapid.T)

func newModel(t *testing.T, s store.Store, id quiz.ClassID) *model {
	return &model{
		t: t, store: s, class: id,
		prompts: map[quiz.PromptID]*modelPrompt{}, boards: map[quiz.Board]map[quiz.StudentID]int{},
		profiles: map[quiz.StudentID]class.Profile{}, rounds: map[quiz.RoundID]quiz.Round{},
		records: map[string]record.Record{}, jobs: map[ledger.Key]ledger.Entry{},
	}
}

// actions are the steps of a story. Answers are what there is most of; what has several ways
// to go wrong stands in the list with each of them.
func (m *model) actions() map[string]func(*rapid.T) {
	draw := map[string]func(*rapid.T) call{
		"open a prompt": m.drawOpen, "place a prompt": m.drawPlaced, "close a prompt": m.drawClose,
		"answer": m.drawAnswer, "answer again": m.drawAnswer, "answer as a third": m.drawAnswer,
		"reset a board": m.drawReset, "move a student": m.drawMove, "save a profile": m.drawProfile,
		"claim a job": m.drawClaim, "claim a job too": m.drawClaim, "note a post": m.drawPost, "confirm a job": m.drawConfirm, "release a job": m.drawRelease,
		"save a round": m.drawRound, "save a record": m.drawRecord, "save the class": m.drawClass,
	}
	all := map[string]func(*rapid.T){
		// The reply was lost, or the platform delivers an event a second time.
		"an earlier call comes again": func(rt *rapid.T) {
			if len(m.calls) > 0 {
				m.calls[rapid.IntRange(0, len(m.calls)-1).Draw(rt, "call")](rt)
			}
		},
	}
	for name, of := range draw {
		all[name] = func(rt *rapid.T) {
			c := of(rt)
			m.calls = append(m.calls, c)
			c(rt)
		}
	}
	return all
}

// agree fails unless an error is of a kind; Internal stands for none.
func agree(rt *rapid.T, what string, err error, want fault.Kind) {
	switch {
	case want == fault.Internal && err != nil:
		rt.Fatalf("%s: %v", what, err)
	case want != fault.Internal && !fault.Is(err, want):
		rt.Fatalf("%s: %v, want an error of kind %v", what, err, want)
	}
}

// one draws one of a few names.
func one[T ~string](rt *rapid.T, what string, names ...T) T {
	return rapid.SampledFrom(names).Draw(rt, what)
}

func (m *model) students() []quiz.StudentID { return []quiz.StudentID{"ann", "bob", "cat"} }

func student(rt *rapid.T, what string) quiz.StudentID {
	return one[quiz.StudentID](rt, what, "ann", "bob", "cat")
}

func promptID(rt *rapid.T) quiz.PromptID {
	return one[quiz.PromptID](rt, "prompt", "p0", "p1", "p2", "p3")
}

func minute(rt *rapid.T) time.Time {
	return t0.Add(time.Duration(rapid.IntRange(0, 500).Draw(rt, "minute")) * time.Minute)
}
