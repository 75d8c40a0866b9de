package quiz_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lectern/internal/bank"
	"lectern/internal/chat"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/store/sqlite"
)

const ofClass quiz.ClassID = "ir"

func nine() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) }

func newStore(t *testing.T) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "store.db"))
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// capital is a question whose right answer stands second and is worth two points.
func capital() bank.Pinned {
	option := func(text string, right bool) bank.PinnedOption {
		return bank.PinnedOption{Text: []doc.Span{doc.Plain(text)}, Correct: right}
	}
	return bank.Pinned{ID: "capital", Kind: bank.Single, Points: 200, Options: []bank.PinnedOption{option("Bonn", false), option("Berlin", true), option("Paris", false)}}
}

func daily(id quiz.PromptID) quiz.Prompt {
	return quiz.Prompt{ID: id, Class: ofClass, Kind: quiz.Daily, Opens: nine(), Closes: nine().Add(time.Hour), Boards: []quiz.Board{quiz.CourseBoard}}
}

func TestWhatWasAskedFirstStands(t *testing.T) {
	s := newStore(t)
	berlin := time.FixedZone("", 3600)
	p := daily("p1")
	p.Opens = nine().Add(1_234_567 * time.Nanosecond).In(berlin)
	first, err := quiz.NewService(s).Open(t.Context(), p, capital())
	must(t, err)
	if first.Question != "capital" || first.State != quiz.Open || first.Opens != nine().Add(time.Millisecond) {
		t.Errorf("opened %s as %s at %s: a prompt names its question, is open, and knows its times in UTC to the millisecond", first.Question, first.State, first.Opens)
	}

	edited := capital()
	edited.Options[0].Correct, edited.Options[1].Correct = true, false
	replica := quiz.NewService(s)
	for _, q := range []bank.Pinned{edited, capital()} {
		got, err := replica.Open(t.Context(), p, q)
		must(t, err)
		if key := got.Q.Key(); key != "b" {
			t.Errorf("another replica asks with the key %q, not with the one that was asked first", key)
		}
	}
	restarted, err := quiz.NewService(s).Asked(t.Context(), ofClass, "p1")
	must(t, err)
	if diff := cmp.Diff(first.Prompt, restarted.Prompt); diff != "" {
		t.Errorf("after a restart (-opened +read):\n%s", diff)
	}
	open := daily("p2")
	open.Closes = time.Time{}
	untimed, err := replica.Open(t.Context(), open, capital())
	must(t, err)
	if !untimed.Closes.IsZero() {
		t.Errorf("what stays open until it is closed closes at %s", untimed.Closes)
	}
}

func TestAnAnswerIsKeptOnceAndWorthWhatItsQuestionIs(t *testing.T) {
	s := newStore(t)
	service := quiz.NewService(s)
	p := daily("p1")
	p.Changes = 1
	asked, err := service.Open(t.Context(), p, capital())
	must(t, err)
	given := func(pick, key string, at time.Time) quiz.Given {
		return quiz.Given{Student: "ann", Pick: pick, Confidence: quiz.Sure, At: at, From: "discord", Key: key}
	}
	for _, tt := range []struct {
		name    string
		given   quiz.Given
		outcome quiz.Outcome
		stands  string
		points  int
		mark    bank.Mark
	}{
		{"wrong at first", given("a", "e1", nine()), quiz.Recorded, "a", 0, bank.Mark{}},
		{"the same event again", given("a", "e1", nine()), quiz.Repeated, "a", 0, bank.Mark{}},
		{"the one permitted change", given("b", "e2", nine().Add(time.Second)), quiz.Changed, "b", 200, bank.Mark{Right: true, Share: 100}},
		{"another change", given("c", "e3", nine().Add(time.Minute)), quiz.Kept, "b", 200, bank.Mark{Right: true, Share: 100}},
		{"after the closing", given("a", "e4", nine().Add(time.Hour)), quiz.Late, "b", 200, bank.Mark{Right: true, Share: 100}},
	} {
		v, err := service.Answer(t.Context(), asked, tt.given)
		must(t, err)
		if v.Outcome != tt.outcome || v.Stands.Pick != tt.stands || v.Stands.Points != tt.points || v.Mark != tt.mark {
			t.Errorf("%s: %s, %q stands with %d points and is marked %+v", tt.name, v.Outcome, v.Stands.Pick, v.Stands.Points, v.Mark)
		}
	}
	if v, err := service.Answer(t.Context(), asked, quiz.Given{Student: "late", Pick: "b", At: nine().Add(2 * time.Hour), Key: "e5"}); err != nil || v.Outcome != quiz.Late || v.Mark != (bank.Mark{}) || v.Stands.Pick != "" {
		t.Errorf("who never answered in time has %+v, %v", v, err)
	}
	list, err := s.Answers(t.Context(), ofClass, "p1")
	must(t, err)
	want := []quiz.Answer{{Prompt: "p1", Question: "capital", Student: "ann", Pick: "b", Right: true, Points: 200, Confidence: quiz.Sure, At: nine().Add(time.Second), From: "discord", Key: "e2", Revision: 1}}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
}

func TestSpeedTakesAShareOfThePoints(t *testing.T) {
	service := quiz.NewService(newStore(t))
	for i, tt := range []struct{ worth, factor, points int }{
		{200, 0, 200}, // no speed is asked for
		{200, 100, 200},
		{200, 50, 100},
		{100, 73, 73},
		{125, 50, 63}, // 62.5 is rounded up
		{125, 1, 1},   // 1.25 down
	} {
		q := capital()
		q.Points = tt.worth
		asked, err := service.Open(t.Context(), daily(quiz.PromptID(fmt.Sprint("p", i))), q)
		must(t, err)
		v, err := service.Answer(t.Context(), asked, quiz.Given{Student: "ann", Pick: "b", At: nine(), Key: "e1", Factor: tt.factor})
		must(t, err)
		if v.Stands.Points != tt.points {
			t.Errorf("%d hundredths at %d percent count as %d, want %d", tt.worth, tt.factor, v.Stands.Points, tt.points)
		}
	}
}

// TestABoardOfAPlaceCountsOnlyWhatCannotChange: a change may come from another place, whose
// board would then take away what it never gave.
func TestABoardOfAPlaceCountsOnlyWhatCannotChange(t *testing.T) {
	s := newStore(t)
	service, place := quiz.NewService(s), quiz.PlaceBoard(chat.Place{Platform: "slack", Tenant: "T1", Channel: "C1"})
	for i, tt := range []struct {
		name    string
		boards  []quiz.Board
		changes int
		course  int
		place   int
	}{
		{"one answer for good", []quiz.Board{quiz.CourseBoard}, 0, 200, 200},
		{"an answer that may change", []quiz.Board{quiz.CourseBoard}, 1, 200, 0},
		{"a prompt that counts nowhere", nil, 0, 0, 0},
	} {
		p := daily("p1")
		p.Class, p.Boards, p.Changes = quiz.ClassID(fmt.Sprint("class-", i)), tt.boards, tt.changes
		asked, err := service.Open(t.Context(), p, capital())
		must(t, err)
		_, err = service.Answer(t.Context(), asked, quiz.Given{Student: "ann", Pick: "b", At: nine(), Key: "e1", Boards: []quiz.Board{place}})
		must(t, err)
		for board, want := range map[quiz.Board]int{quiz.CourseBoard: tt.course, place: tt.place} {
			page, err := s.Standings(t.Context(), p.Class, board, 1, "ann")
			must(t, err)
			if page.Own == nil && want != 0 || page.Own != nil && page.Own.Points != want {
				t.Errorf("%s: board %s holds %+v for ann, want %d", tt.name, board, page.Own, want)
			}
		}
		if len(asked.Boards) != len(tt.boards) {
			t.Errorf("%s: the prompt itself now counts on %v", tt.name, asked.Boards)
		}
	}
}

func TestWhatCannotBeAnsweredSaysWhy(t *testing.T) {
	s := newStore(t)
	service := quiz.NewService(s)
	asked, err := service.Open(t.Context(), daily("p1"), capital())
	must(t, err)
	_, err = service.Answer(t.Context(), asked, quiz.Given{Student: "ann", Pick: "d", At: nine(), Key: "e1"})
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("an option that is not there: %v", err)
	}
	if list, err := s.Answers(t.Context(), ofClass, "p1"); err != nil || len(list) != 0 {
		t.Errorf("it was kept as %v, %v", list, err)
	}
	_, err = service.Asked(t.Context(), ofClass, "p0")
	if !fault.Is(err, fault.Missing) || !strings.HasPrefix(err.Error(), "This question is not there any more.") {
		t.Errorf("a prompt that was forgotten: %v", err)
	}
	if _, err = service.Asked(t.Context(), "another-class", "p1"); !fault.Is(err, fault.Missing) {
		t.Errorf("the prompt of another class: %v", err)
	}
	if _, err = service.Read(quiz.Prompt{ID: "p9", Pinned: []byte("{")}); err == nil || !strings.Contains(err.Error(), "p9") {
		t.Errorf("a prompt that cannot be read: %v, and the log does not learn which", err)
	}

	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, opening := service.Open(gone, daily("p2"), capital())
	_, asking := quiz.NewService(s).Asked(gone, ofClass, "p1")
	_, answering := service.Answer(gone, asked, quiz.Given{Student: "ann", Pick: "b", At: nine(), Key: "e1"})
	_, counting := service.Tally(gone, asked)
	for doing, err := range map[string]error{"open prompt p2": opening, "read prompt p1": asking, "keep an answer": answering, "count the answers to p1": counting} {
		if err == nil || !strings.HasPrefix(err.Error(), doing) {
			t.Errorf("while the store is away, the log learns %v instead of that it could not %s", err, doing)
		}
	}
}

// TestOnlySoManyQuestionsAreHeldInMemory reads questions that no store has: what is still there
// can only be in memory.
func TestOnlySoManyQuestionsAreHeldInMemory(t *testing.T) {
	const most = 4096
	pinned, err := capital().Encode()
	must(t, err)
	service := quiz.NewService(newStore(t))
	read := func(i int) {
		_, err := service.Read(quiz.Prompt{ID: quiz.PromptID(fmt.Sprint("p", i)), Class: ofClass, Pinned: pinned})
		must(t, err)
	}
	held := func(i int) bool {
		_, err := service.Asked(t.Context(), ofClass, quiz.PromptID(fmt.Sprint("p", i)))
		return err == nil
	}
	for i := range most {
		read(i)
	}
	read(most - 1) // once more: it takes no second place
	if !held(0) || !held(most-1) {
		t.Error("one was forgotten while there was room")
	}
	read(most)
	read(most + 1)
	if held(0) || held(1) || !held(2) || !held(most+1) {
		t.Error("beyond that, the oldest go first and each makes room for one")
	}
}

func TestAnswersAreCounted(t *testing.T) {
	s := newStore(t)
	service := quiz.NewService(s)
	asked, err := service.Open(t.Context(), daily("p1"), capital())
	must(t, err)
	for i, g := range []struct {
		pick string
		sure quiz.Confidence
	}{{"b", quiz.Sure}, {"a", quiz.Sure}, {"b", quiz.Guess}, {"c", quiz.NotAsked}, {"b", quiz.Sure}} {
		_, err := service.Answer(t.Context(), asked, quiz.Given{Student: quiz.StudentID(fmt.Sprint("s", i)), Pick: g.pick, Confidence: g.sure, At: nine(), Key: fmt.Sprint("e", i)})
		must(t, err)
	}
	got, err := service.Tally(t.Context(), asked)
	must(t, err)
	want := quiz.Tally{
		Answers: 5, Right: 3, Picks: []int{1, 3, 1}, Typed: map[string]int{},
		Sure: map[quiz.Confidence]quiz.Certainty{quiz.Sure: {Answers: 3, Right: 2}, quiz.Guess: {Answers: 1, Right: 1}, quiz.NotAsked: {Answers: 1}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("counted (-want +got):\n%s", diff)
	}
}

func TestEachKindOfAnswerIsCountedInItsWay(t *testing.T) {
	options := make([]bank.PinnedOption, 3)
	for _, tt := range []struct {
		q     bank.Pinned
		picks []string
		shown []int
		typed map[string]int
	}{
		{bank.Pinned{Kind: bank.Multi, Options: options}, []string{"ab", "b", "abc"}, []int{2, 3, 1}, nil},
		{bank.Pinned{Kind: bank.Bool, Options: options[:2]}, []string{"a", "b", "a"}, []int{2, 1}, nil},
		{bank.Pinned{Kind: bank.Single, Options: options[:2]}, []string{"b", "c", "A"}, []int{0, 1}, nil}, // kept before an option was cut
		{bank.Pinned{Kind: bank.Short}, []string{"Waltz", " waltz ", "Walt"}, []int{}, map[string]int{"waltz": 2, "walt": 1}},
		{bank.Pinned{Kind: bank.Numeric}, []string{"1949", "1949"}, []int{}, map[string]int{"1949": 2}},
		{bank.Pinned{Kind: bank.Order, Options: options}, []string{"cab"}, []int{0, 0, 0}, nil},
		{bank.Pinned{Kind: bank.Match, Options: options}, []string{"cab"}, []int{0, 0, 0}, nil},
	} {
		var list []quiz.Answer
		for _, pick := range tt.picks {
			list = append(list, quiz.Answer{Pick: pick})
		}
		got := quiz.Count(tt.q, list)
		if tt.typed == nil {
			tt.typed = map[string]int{}
		}
		if !cmp.Equal(got.Picks, tt.shown) || !cmp.Equal(got.Typed, tt.typed) || got.Answers != len(tt.picks) {
			t.Errorf("%s %q: %d answers, picks %v, typed %v", tt.q.Kind, tt.picks, got.Answers, got.Picks, got.Typed)
		}
	}
}

func TestSharesAreRounded(t *testing.T) {
	for _, tt := range []struct{ n, of, percent int }{{0, 0, 0}, {3, 0, 0}, {0, 7, 0}, {7, 7, 100}, {1, 3, 33}, {2, 3, 67}, {1, 8, 13}, {1, 200, 1}, {1, 201, 0}} {
		if got := (quiz.Tally{Answers: tt.of}).Share(tt.n); got != tt.percent {
			t.Errorf("%d of %d are %d percent, want %d", tt.n, tt.of, got, tt.percent)
		}
	}
}
