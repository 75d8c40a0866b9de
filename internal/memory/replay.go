package memory

import "slices"

// Answer is one answer of a student to one question.
type Answer struct {
	On    Day
	Grade Grade
}

// Of replays a student's answers to one question. They may come in any order of days; those of
// one day count in the order given.
func Of(answers []Answer) State {
	if !slices.IsSortedFunc(answers, byDay) {
		answers = slices.Clone(answers)
		slices.SortStableFunc(answers, byDay)
	}
	var s State
	for _, a := range answers {
		s = s.Answered(a.On, a.Grade)
	}
	return s
}

func byDay(a, b Answer) int { return int(a.On) - int(b.On) }
