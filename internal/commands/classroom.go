package commands

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"lectern/internal/announce"
	"lectern/internal/bank"
	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/ledger"
	"lectern/internal/live"
	"lectern/internal/places"
	"lectern/internal/quiz"
	"lectern/internal/record"
	"lectern/internal/say"
	"lectern/internal/schedule"
	"lectern/internal/standings"
)

// Classroom is what the commands need that ask, mark and rank. Without it a Set has only
// those that read.
type Classroom struct {
	Directory *class.Directory
	Bank      func() *bank.Bank
	Quiz      *quiz.Service
	Store     interface {
		quiz.Store
		quiz.RoundStore
		class.Store
		standings.Store
		record.Store
	}
	Live     *live.Service
	Announce *announce.Runner
	Adapters ledger.Adapters
	Links    *class.Links
	Names    *places.Names // nil: places are shown by their ids
	Insight  *Insight      // nil: no statistics
	Log      *slog.Logger  // nothing is logged when nil
	Secret   []byte        // decides the order of options; known to nobody outside

	seats seats
}

// log writes down what staff did.
func (r *Classroom) log(ctx context.Context, c class.Class, rq bot.Request, what say.Text) error {
	return class.Log{Store: r.Store}.Add(ctx, c.ID, rq.From, rq.Event, rq.Received, what)
}

// change changes the settings of the class and writes down what change says it did, unless
// everything was so already.
func (r *Classroom) change(ctx context.Context, rq bot.Request, change func(*class.Class) (say.Text, error)) (class.Class, error) {
	var did say.Text
	acted := false
	c, err := r.Directory.Update(ctx, rq.At, func(c *class.Class) error {
		before, err := json.Marshal(c)
		if err != nil {
			return fmt.Errorf("read the settings of a class: %w", err)
		}
		if did, err = change(c); err != nil {
			return err
		}
		after, err := json.Marshal(c)
		acted = !bytes.Equal(before, after)
		return err
	})
	if err == nil && acted {
		err = r.log(ctx, c, rq, did)
	}
	return c, err
}

// Access tells who is staff: of the class a place belongs to, at the time of the act.
func (r *Classroom) Access(_ context.Context, who chat.Person, at chat.Place) (bot.Role, error) {
	c, err := r.Directory.Of(at)
	if err != nil { // a direct message of nobody's class: nothing in it is for staff
		return bot.Everyone, nil //nolint:nilerr // the command itself says what is wrong
	}
	if c.IsStaff(who) {
		return bot.Staff, nil
	}
	return bot.Everyone, nil
}

// Language is that of the class a place belongs to, as BCP 47; empty when it has none.
func (r *Classroom) Language(at chat.Place) string {
	c, err := r.Directory.Of(at)
	if err != nil { // a direct message of nobody's class
		return ""
	}
	return c.Language
}

// learner is who asks, in which class, at what time.
type learner struct {
	class   class.Class
	student quiz.StudentID
	now     time.Time
	say     *say.Speaker
}

// today is the class's date.
func (l learner) today() schedule.Date { return l.class.Date(l.now) }

func (r *Classroom) learner(rq bot.Request) (learner, error) {
	c, err := r.Directory.Of(rq.At)
	if err != nil {
		return learner{}, err
	}
	return learner{class: c, student: r.Links.Of(c.ID, class.StudentOf(c.ID, rq.From)), now: rq.Received, say: rq.Say}, nil
}

// asked finds the prompt that a token names. It must belong to the class in whose place the
// token was pressed: a control copied elsewhere does nothing there.
func (r *Classroom) asked(ctx context.Context, rq bot.Request, args []string) (learner, *quiz.Asked, error) {
	l, err := r.learner(rq)
	if err != nil {
		return l, nil, err
	}
	if len(args) < 2 {
		return l, nil, damaged()
	}
	if quiz.ClassID(args[0]) != l.class.ID {
		return l, nil, fault.New(fault.Forbidden, "This question belongs to another class.", "Use /quiz for a question of this one.")
	}
	a, err := r.Quiz.Asked(ctx, l.class.ID, quiz.PromptID(args[1]))
	return l, a, err
}
