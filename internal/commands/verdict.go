package commands

import (
	"time"

	"lectern/internal/chat"
	"lectern/internal/quiz"
	"lectern/internal/say"
)

// verdictKey is all that a verdict on an answer to a question of the day depends on, beside the
// course. A class presses three or four buttons, so that a few cards answer all of it.
type verdictKey struct {
	class  quiz.ClassID
	prompt quiz.PromptID
	pick   string
	stood  bool // an earlier answer stands
	points int
	closes time.Time
	in     *say.Speaker
}

// maxVerdicts bounds the cards kept; they go with the snapshot of the course.
const maxVerdicts = 10_000

// told gives the verdict that everybody with this answer is told.
func (c *catalogue) told(a *quiz.Asked, v quiz.Verdict, to *say.Speaker) chat.View {
	key := verdictKey{
		class: a.Class, prompt: a.ID, pick: v.Stands.Pick, stood: v.Outcome == quiz.Kept || v.Outcome == quiz.Late,
		points: v.Stands.Points, closes: a.Closes, in: to,
	}
	if f, ok := c.verdicts.Load(key); ok {
		return f.(*chat.Fixed) //nolint:forcetypeassert // nothing else is stored
	}
	f := chat.NewFixed(c.set.marked(a, v, to))
	if c.nVerdicts.Add(1) <= maxVerdicts {
		c.verdicts.Store(key, f)
	}
	return f
}
