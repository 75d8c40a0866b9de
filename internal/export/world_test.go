package export_test

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"lectern/internal/bank"
	"lectern/internal/class"
	"lectern/internal/doc"
	"lectern/internal/export"
	"lectern/internal/quiz"
)

var update = flag.Bool("update", false, "write the goldens anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got) {
		t.Errorf("%s differs (-want +got):\n%s", name, gocmp.Diff(string(want), string(got)))
	}
}

// began is a Monday.
func began() time.Time { return time.Date(2026, 9, 7, 9, 0, 0, 0, time.UTC) }

// world is a class in memory.
type world struct {
	prompts  []quiz.Prompt
	answers  map[quiz.PromptID][]quiz.Answer
	students []quiz.StudentID
	profiles map[quiz.StudentID]class.Profile
}

func newWorld() *world {
	return &world{answers: map[quiz.PromptID][]quiz.Answer{}, profiles: map[quiz.StudentID]class.Profile{}}
}

func (w *world) Prompts(context.Context, quiz.ClassID, int) ([]quiz.Prompt, error) {
	return w.prompts, nil
}

func (w *world) Students(context.Context, quiz.ClassID) ([]quiz.StudentID, error) {
	return w.students, nil
}

func (w *world) Profiles(context.Context, quiz.ClassID, []quiz.StudentID) (map[quiz.StudentID]class.Profile, error) {
	return w.profiles, nil
}

func (w *world) AnswersTo(_ context.Context, _ quiz.ClassID, ids []quiz.PromptID, each func(quiz.Answer) error) error {
	for _, id := range slices.Sorted(slices.Values(ids)) {
		for _, a := range w.answers[id] {
			if err := each(a); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *world) student(id, name, gradebook string) {
	w.students = append(w.students, quiz.StudentID(id))
	if name != "" || gradebook != "" {
		w.profiles[quiz.StudentID(id)] = class.Profile{Student: quiz.StudentID(id), Name: name, Gradebook: gradebook}
	}
}

// ask asks a question with the options A, B, C, the first of which is right.
func (w *world) ask(t testing.TB, id, chapter, stem string, points int, change func(*quiz.Prompt)) {
	t.Helper()
	q := bank.Pinned{ID: id, Kind: bank.Single, Chapter: chapter, Unit: chapter, Stem: []doc.Block{doc.Para(stem)}, Points: points}
	for i := range 3 {
		q.Options = append(q.Options, bank.PinnedOption{Text: []doc.Span{doc.Plain("Option " + bank.Letter(i))}, Correct: i == 0, Right: i})
	}
	data, err := q.Encode()
	if err != nil {
		t.Fatal(err)
	}
	at := began().AddDate(0, 0, len(w.prompts))
	p := quiz.Prompt{
		ID: quiz.PromptID(fmt.Sprintf("p%04d", 9999-len(w.prompts))), Class: "c", Kind: quiz.Daily, Question: id, Pinned: data,
		Opens: at, Closes: at.Add(8 * time.Hour), Boards: []quiz.Board{quiz.CourseBoard}, State: quiz.Closed,
	}
	if change != nil {
		change(&p)
	}
	w.prompts = append(w.prompts, p)
}

// answer has students answer the question asked last: right with a.
func (w *world) answer(pick string, points int, students ...string) {
	p := w.prompts[len(w.prompts)-1]
	for i, s := range students {
		w.answers[p.ID] = append(w.answers[p.ID], quiz.Answer{
			Prompt: p.ID, Question: p.Question, Student: quiz.StudentID(s), Pick: pick, Right: pick == "a", Points: points,
			Confidence: quiz.Likely, At: p.Opens.Add(time.Duration(i+1) * time.Minute), From: "discord",
		})
	}
	slices.SortFunc(w.answers[p.ID], func(a, b quiz.Answer) int { return cmp.Compare(a.Student, b.Student) })
}

// small is a class of five with four questions that are over and one that is open.
func small(t testing.TB) *world {
	t.Helper()
	w := newWorld()
	w.student("sann", "Ann", "ann@uni.example")
	w.student("sbob", "", "40071")
	w.student("seve", `=HYPERLINK("http://evil.example","grades")`, "eve@uni.example")
	w.student("szoe", "Zoë Müller", "zoe@uni.example")
	w.student("sxer", "", "")
	w.ask(t, "scale", "ch1", "What relates distances, \"exactly\"?", 100, nil)
	w.answer("a", 100, "sann", "sbob")
	w.answer("b", 0, "seve", "szoe")
	w.ask(t, "legend", "ch1", "What explains signs?", 200, nil)
	w.answer("a", 200, "sann", "szoe")
	w.ask(t, "vote", "ch2", "A first vote", 100, func(p *quiz.Prompt) { p.Kind, p.Boards = quiz.Live, []quiz.Board{"vote:r1"} })
	w.answer("a", 100, "seve")
	w.ask(t, "north", "ch2", "Where is north?", 100, nil)
	w.answer("a", 100, "sann", "seve")
	w.answer("c", 0, "szoe")
	w.ask(t, "open", "ch2", "Still open", 100, func(p *quiz.Prompt) { p.State, p.Closes = quiz.Open, time.Time{} })
	w.answer("a", 100, "sbob")
	return w
}

func book(t testing.TB, w *world, g class.Grading) *export.Book {
	t.Helper()
	b, err := export.ReadBook(t.Context(), w, class.Class{ID: "c", Grading: g, Revision: 3}, []byte("a secret"), began().AddDate(0, 1, 0))
	if err != nil {
		t.Fatal(err)
	}
	if err := b.ReadPoints(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	return b
}

// term is 500 students who answered nine in ten of 400 questions.
func term(t testing.TB) *world {
	t.Helper()
	w := newWorld()
	rng := rand.New(rand.NewPCG(1, 2))
	for s := range 500 {
		w.student(fmt.Sprintf("s%015d", s), "", fmt.Sprintf("student%03d@uni.example", s))
	}
	for q := range 400 {
		w.ask(t, fmt.Sprintf("ch%d-question-%03d", q/40, q), fmt.Sprintf("ch%d", q/40), fmt.Sprintf("What is the answer to question %d?", q), 100, nil)
		var right, wrong []string
		for _, s := range w.students {
			switch rng.IntN(10) {
			case 0:
			case 1, 2, 3:
				wrong = append(wrong, string(s))
			default:
				right = append(right, string(s))
			}
		}
		w.answer("a", 100, right...)
		w.answer("b", 0, wrong...)
	}
	return w
}
