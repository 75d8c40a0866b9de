package daily

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lectern/internal/bank"
	"lectern/internal/class"
	"lectern/internal/course"
	"lectern/internal/memory"
	"lectern/internal/quiz"
	"lectern/internal/schedule"
)

// rest is for how many class days a question is left alone after it was posted, as long as
// others are there.
const rest = 10

// horizon is how many of the latest prompts are looked at: two a day for a year.
const horizon = 500

// choose picks n questions for a date: approved, about what the class asks about, not lately
// posted, and the most useful by what the class has forgotten. It depends on the date and the
// class alone, so every replica chooses the same.
func (r *Runner) choose(ctx context.Context, c class.Class, b *bank.Bank, o schedule.Occurrence, asked []*quiz.Asked, n int) ([]*bank.Item, error) {
	items, on := Eligible(c, b, o.Opens), o.Date
	past, err := r.Store.Prompts(ctx, c.ID, horizon)
	if err != nil {
		return nil, fmt.Errorf("choose a question: %w", err)
	}
	log := postLog{class: c, cal: c.Calendar(), on: on, items: map[string]*posted{}}
	for _, p := range past {
		answers, err := r.Store.Answers(ctx, c.ID, p.ID)
		if err != nil {
			return nil, fmt.Errorf("choose a question: %w", err)
		}
		log.add(p, answers)
	}
	for _, a := range asked {
		items = slices.DeleteFunc(items, func(it *bank.Item) bool { return it.ID == a.Question })
	}
	chosen := memory.Choose(log.candidates(items, rest), log.wish(c.ID, n))
	if len(chosen) < n { // rather one that was posted lately than none
		chosen = memory.Choose(log.candidates(items, 0), log.wish(c.ID, n))
	}
	out := make([]*bank.Item, 0, len(chosen))
	for _, m := range chosen {
		out = append(out, b.ByID(m.ID))
	}
	return out, nil
}

// Eligible lists the questions that a class's daily prompt may ask at a time.
func Eligible(c class.Class, b *bank.Bank, at time.Time) []*bank.Item {
	var units []*course.Unit
	for _, id := range c.Daily.Units {
		if u := b.Course().ByID(id); u != nil {
			units = append(units, u)
		}
	}
	if len(c.Daily.Units) > 0 && len(units) == 0 {
		return nil // all it asks about is gone: better nothing than anything
	}
	return c.Released(b.Askable(units...), at)
}

// posted is what is known of a question from its posts.
type posted struct {
	times   int
	last    schedule.Date
	grades  []memory.Grade // of the class, post by post, newest first
	answers map[quiz.StudentID][]memory.Answer
}

// postLog is what a class was asked so far.
type postLog struct {
	class    class.Class
	cal      schedule.Calendar
	on       schedule.Date
	items    map[string]*posted
	students map[quiz.StudentID]bool
	answers  int
	asked    map[string]int // by objective
}

func (l *postLog) zone() *time.Location {
	if l.cal.Zone == nil {
		return time.UTC
	}
	return l.cal.Zone
}

// add takes a prompt and its answers in; prompts come newest first.
func (l *postLog) add(p quiz.Prompt, answers []quiz.Answer) {
	if l.students == nil {
		l.students, l.asked = map[quiz.StudentID]bool{}, map[string]int{}
	}
	it := l.items[p.Question]
	if it == nil {
		it = &posted{answers: map[quiz.StudentID][]memory.Answer{}}
		l.items[p.Question] = it
		it.last = l.class.PlannedDate(p)
	}
	it.times++
	right := 0
	for _, a := range answers {
		if a.Right {
			right++
		}
		l.students[a.Student] = true
		day := memory.Day(schedule.DateOf(a.At, l.zone()).Number())
		it.answers[a.Student] = append(it.answers[a.Student], memory.Answer{On: day, Grade: memory.GradeOf(a.Right, a.Confidence == quiz.Guess)})
	}
	l.answers += len(answers)
	if len(answers) > 0 {
		it.grades = append(it.grades, memory.GradeOfClass(right, len(answers)))
	}
	if q, err := bank.Decode(p.Pinned); err == nil && q.Objective != "" {
		l.asked[q.Objective]++
	}
}

// candidates describes the items that have rested for so many class days.
func (l *postLog) candidates(items []*bank.Item, rest int) []memory.Item {
	var out []memory.Item
	for order, it := range items {
		m := memory.Item{ID: it.ID, Objective: it.Objective, Order: order, LastPosted: memory.Never}
		if it.Chapter != nil {
			m.Chapter = it.Chapter.ID
		}
		if was := l.items[it.ID]; was != nil {
			m.LastPosted, m.Posted = l.cal.ClassDaysBetween(was.last, l.on), was.times
			if m.LastPosted < rest {
				continue
			}
			grades := slices.Clone(was.grades)
			slices.Reverse(grades)
			m.Box = memory.BoxOf(grades...)
			for _, as := range was.answers {
				st := memory.Of(as)
				m.Forgetting.Add(memory.Retrievability(st, float64(l.on.Number()-int(st.Last))))
			}
		}
		out = append(out, m)
	}
	return out
}

func (l *postLog) wish(c quiz.ClassID, n int) memory.Wish {
	return memory.Wish{N: n, Seed: memory.Seed(string(c), l.on.String()), Students: len(l.students), Answers: l.answers, Asked: l.asked}
}
