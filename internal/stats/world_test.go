package stats_test

import (
	"fmt"
	"testing"
	"time"

	"lectern/internal/bank"
	"lectern/internal/doc"
	"lectern/internal/quiz"
	"lectern/internal/stats"
)

// began is a Monday.
func began() time.Time { return time.Date(2026, 9, 7, 9, 0, 0, 0, time.UTC) }

// single is a question with the options A, B, C…, the first of which is right.
func single(id, chapter string, options int) bank.Pinned {
	q := bank.Pinned{ID: id, Kind: bank.Single, Chapter: chapter, Unit: chapter, Stem: []doc.Block{doc.Para("What is " + id + "?")}, Points: 100}
	for i := range options {
		q.Options = append(q.Options, bank.PinnedOption{Text: []doc.Span{doc.Plain(bank.Letter(i))}, Correct: i == 0, Right: i})
	}
	return q
}

// turned has the options in another order: as many places on.
func turned(q bank.Pinned, by int) bank.Pinned {
	out := q
	out.Options = append(append([]bank.PinnedOption(nil), q.Options[by:]...), q.Options[:by]...)
	return out
}

// world is a class as the store has it.
type world struct {
	t       testing.TB
	prompts []quiz.Prompt
	answers []quiz.Answer
}

// ask asks a question of the class, so many days after the beginning.
func (w *world) ask(day int, q bank.Pinned, boards ...quiz.Board) quiz.PromptID {
	w.t.Helper()
	data, err := q.Encode()
	if err != nil {
		w.t.Fatal(err)
	}
	at := began().AddDate(0, 0, day)
	id := quiz.PromptID(fmt.Sprintf("p%04d", len(w.prompts)))
	w.prompts = append(w.prompts, quiz.Prompt{
		ID: id, Class: "c", Kind: quiz.Daily, Question: q.ID, Pinned: data, Opens: at, Closes: at.Add(8 * time.Hour), Boards: boards, State: quiz.Closed,
	})
	return id
}

func (w *world) answer(id quiz.PromptID, student, pick string, sure quiz.Confidence) {
	w.answers = append(w.answers, quiz.Answer{Prompt: id, Student: quiz.StudentID(student), Pick: pick, Confidence: sure})
}

func (w *world) report(now time.Time, seen map[quiz.StudentID]time.Time) *stats.Report {
	d := stats.NewData(w.prompts, now)
	for _, a := range w.answers {
		d.Add(a.Prompt, quiz.Pick{Student: a.Student, Pick: a.Pick, Confidence: a.Confidence})
	}
	return d.Report(now, time.UTC, seen)
}

// full is a class where everybody answers everything: marks[s][i] tells whether student s is
// right on question i.
func full(t testing.TB, marks [][]bool) *world {
	t.Helper()
	w := &world{t: t}
	for i := range marks[0] {
		id := w.ask(i, single(fmt.Sprintf("q%02d", i), "ch1", 4))
		for s := range marks {
			pick := "b"
			if marks[s][i] {
				pick = "a"
			}
			w.answer(id, fmt.Sprintf("s%03d", s), pick, quiz.NotAsked)
		}
	}
	return w
}

func later() time.Time { return began().AddDate(0, 2, 0) }

func question(t testing.TB, r *stats.Report, id string) stats.Question {
	t.Helper()
	for _, q := range r.Questions {
		if q.ID == id {
			return q
		}
	}
	t.Fatalf("no question %s", id)
	return stats.Question{}
}
