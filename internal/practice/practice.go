// Package practice tells from a student's answers what to practise next, and how far the
// student has come. It keeps nothing: the answers are the history.
package practice

import (
	"cmp"
	"slices"
	"time"

	"lectern/internal/bank"
	"lectern/internal/course"
	"lectern/internal/memory"
	"lectern/internal/quiz"
	"lectern/internal/schedule"
)

// Limit is how many of a student's answers are looked at: two a day for more than a year.
const Limit = 1000

// History is what a student has answered, by question.
type History struct {
	states map[string]memory.State
	last   map[string]quiz.Answer
	days   map[schedule.Date]bool
}

// Read makes a History of answers in any order. zone decides to which day an answer belongs.
func Read(answers []quiz.Answer, zone *time.Location) History {
	h := History{states: map[string]memory.State{}, last: map[string]quiz.Answer{}, days: map[schedule.Date]bool{}}
	byQuestion := map[string][]memory.Answer{}
	answers = slices.Clone(answers)
	slices.SortStableFunc(answers, func(a, b quiz.Answer) int { return a.At.Compare(b.At) })
	for _, a := range answers {
		d := schedule.DateOf(a.At, zone)
		h.days[d] = true
		h.last[a.Question] = a
		byQuestion[a.Question] = append(byQuestion[a.Question], memory.Answer{On: memory.Day(d.Number()), Grade: memory.GradeOf(a.Right, a.Confidence == quiz.Guess)})
	}
	for id, as := range byQuestion {
		h.states[id] = memory.Of(as)
	}
	return h
}

// State is what the student remembers of a question.
func (h History) State(question string) memory.State { return h.states[question] }

// Why says why a question is asked.
type Why string

// The reasons, in the order in which questions come.
const (
	Due   Why = "due"   // it was answered before and is about to be forgotten
	Wrong Why = "wrong" // the last answer was wrong
	New   Why = "new"   // it was never answered
	Again Why = "again" // nothing else is left
)

// Choice is a question to practise.
type Choice struct {
	Item *bank.Item
	Why  Why
}

// Ranked orders the questions to practise among items: what is due first, the longest overdue
// before the others, then what was last answered wrongly, then new ones in the order of the
// bank, then whatever was answered the longest ago. What was answered on the very day, and
// what skip refuses, is left out.
func (h History) Ranked(items []*bank.Item, on schedule.Date, skip func(id string) bool) []Choice {
	today := memory.Day(on.Number())
	type candidate struct {
		Choice

		class, order int
	}
	var all []candidate
	for i, it := range items {
		st, last := h.states[it.ID], h.last[it.ID]
		switch {
		case skip(it.ID) || !st.New() && st.Last >= today:
		case st.New():
			all = append(all, candidate{Choice{it, New}, 2, i})
		case !last.Right:
			all = append(all, candidate{Choice{it, Wrong}, 1, int(st.Last)})
		case st.Due(today):
			all = append(all, candidate{Choice{it, Due}, 0, int(st.Last) + st.Gap})
		default:
			all = append(all, candidate{Choice{it, Again}, 3, int(st.Last)})
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(a.order, b.order)) })
	out := make([]Choice, len(all))
	for i, c := range all {
		out[i] = c.Choice
	}
	return out
}

// Waiting counts the questions among items that are due or were last answered wrongly.
func (h History) Waiting(items []*bank.Item, on schedule.Date) (due, wrong int) {
	today := memory.Day(on.Number())
	for _, it := range items {
		switch st := h.states[it.ID]; {
		case st.New():
		case !h.last[it.ID].Right:
			wrong++
		case st.Due(today):
			due++
		}
	}
	return due, wrong
}

// maxStreak bounds how far back a streak is counted.
const maxStreak = 400

// Streak counts the class days in a row, up to today, on which the student answered anything.
// A class day that is not over yet does not end it.
func (h History) Streak(cal schedule.Calendar, today schedule.Date) int {
	n := 0
	for back := range maxStreak {
		d := today.AddDays(-back)
		switch {
		case h.days[d]:
			if cal.Has(d) {
				n++
			}
		case cal.Has(d) && back > 0:
			return n
		}
	}
	return n
}

// Chapter is how far a student has come in a chapter.
type Chapter struct {
	Unit     *course.Unit
	Of       int // questions there are
	Answered int // of these
	Known    int // of these, answered rightly the last time
}

// Progress tells how far the student has come in each chapter that has questions among those
// given.
func (h History) Progress(items []*bank.Item) []Chapter {
	var out []Chapter
	at := map[*course.Unit]int{}
	for _, it := range items {
		if it.Chapter == nil {
			continue
		}
		i, ok := at[it.Chapter]
		if !ok {
			i = len(out)
			at[it.Chapter] = i
			out = append(out, Chapter{Unit: it.Chapter})
		}
		out[i].Of++
		if last, answered := h.last[it.ID]; answered {
			out[i].Answered++
			if last.Right {
				out[i].Known++
			}
		}
	}
	return out
}

// Objective is how well a student knows what an objective asks for.
type Objective struct {
	Name     string
	Answered int
	Recall   float64 // the mean probability of a right answer today, 0 to 1
}

// Strengths lists the objectives of those questions among items that the student has answered,
// the weakest first.
func (h History) Strengths(items []*bank.Item, on schedule.Date) []Objective {
	var out []Objective
	at := map[string]int{}
	for _, it := range items {
		st := h.states[it.ID]
		if it.Objective == "" || st.New() {
			continue
		}
		i, ok := at[it.Objective]
		if !ok {
			i = len(out)
			at[it.Objective] = i
			out = append(out, Objective{Name: it.Objective})
		}
		o := &out[i]
		r := 0.0
		if h.last[it.ID].Right {
			r = memory.Retrievability(st, float64(on.Number()-int(st.Last)))
		}
		o.Recall = (o.Recall*float64(o.Answered) + r) / float64(o.Answered+1)
		o.Answered++
	}
	slices.SortStableFunc(out, func(a, b Objective) int { return cmp.Compare(a.Recall, b.Recall) })
	return out
}
