package class

import (
	"strconv"

	"lectern/internal/quiz"
	"lectern/internal/schedule"
)

// mostQuestions is how many questions a planned date has at most.
const mostQuestions = 10

// DailyPrompt names the prompt of a class on a planned date; n counts the questions of that
// date. It follows from the date, not from a clock, so that replicas agree.
func DailyPrompt(c quiz.ClassID, d schedule.Date, n int) quiz.PromptID {
	return quiz.PromptID("d" + Digest(12, "daily", string(c), d.String(), strconv.Itoa(n)))
}

// PlannedDate is the date that a prompt was planned for: the one its id was made of. A place
// east of the class is asked on the eve by the class's own clocks, and one west of it on the
// morrow, so when a prompt opened does not tell. Other prompts have the date of their opening.
func (c Class) PlannedDate(p quiz.Prompt) schedule.Date {
	opened := c.Date(p.Opens)
	if p.Kind != quiz.Daily {
		return opened
	}
	for _, days := range []int{0, 1, -1, 2, -2} {
		d := opened.AddDays(days)
		for n := range mostQuestions {
			if DailyPrompt(c.ID, d, n) == p.ID {
				return d
			}
		}
	}
	return opened
}
