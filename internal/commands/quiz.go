package commands

import (
	"context"
	"slices"
	"strconv"
	"time"

	"lectern/internal/bank"
	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/course"
	"lectern/internal/doc"
	"lectern/internal/practice"
	"lectern/internal/quiz"
	"lectern/internal/say"
	"lectern/internal/schedule"
)

// actAnother asks a further question: about a unit by its Ref, or anywhere, or forReview, and
// after passing over so many.
const (
	actAnother = "qn"
	anywhere   = "-"
	forReview  = "~"
)

// quiz asks a question for practice, for the asker alone.
func (s *Set) quiz() bot.Command {
	return bot.Command{
		Spec: chat.Spec{
			Name: "quiz", Description: "Practise with a question, for you alone",
			Args:     []chat.Param{{Name: "section", Description: "What to practise; everything when left out", Suggest: true, Rest: true}},
			Examples: []string{"/quiz", "/quiz realism"},
		},
		Run:     s.runQuiz,
		Suggest: s.suggestUnits,
		Actions: slices.Concat(s.questionActions(), s.noticeActions(), []bot.Action{{Name: actAnother, Press: s.pressAnother}}),
	}
}

func (s *Set) runQuiz(ctx context.Context, r bot.Request) (chat.Reply, error) {
	l, err := s.room.learner(r)
	if err != nil {
		return chat.Reply{}, err
	}
	topic := r.Args.Get("section")
	if topic == "" {
		return s.practise(ctx, l, nil, anywhere, 0)
	}
	c := s.shelf(r)
	u := chosen(c.snap.Course, topic)
	if u == nil {
		a := c.snap.Lookup(topic)
		if a.Best.Unit == nil {
			return s.look(r, topic, r.Cut), nil // several fit, or none: the same answer as /section
		}
		u = a.Best.Unit
	}
	return s.practise(ctx, l, u, u.Ref, 0)
}

func (s *Set) pressAnother(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	l, err := s.room.learner(r)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(args) != 2 {
		return chat.Reply{}, damaged()
	}
	passed, err := strconv.Atoi(args[1])
	if err != nil || passed < 0 {
		return chat.Reply{}, damaged()
	}
	var reply chat.Reply
	switch args[0] {
	case anywhere:
		reply, err = s.practise(ctx, l, nil, anywhere, passed)
	case forReview:
		reply, err = s.reviewNext(ctx, l, passed)
	default:
		c := s.shelf(r)
		u := c.snap.Course.ByRef(args[0])
		if u == nil {
			return chat.Reply{View: c.gone(args[0], r.Say)}, nil
		}
		reply, err = s.practise(ctx, l, u, args[0], passed)
	}
	reply.Replace = true
	return reply, err
}

// practise asks the most useful question about a unit; about everything when u is nil.
func (s *Set) practise(ctx context.Context, l learner, u *course.Unit, ref string, passed int) (chat.Reply, error) {
	items, near := s.about(l, u)
	if len(items) == 0 {
		card := chat.Notice(chat.Neutral, l.say.T("No questions yet"), l.say.T("There are no approved questions here yet."), l.say.T("Use /section to read on; your instructor can add questions beside the chapters."))
		return chat.Reply{View: card}, nil
	}
	h, err := s.history(ctx, l)
	if err != nil {
		return chat.Reply{}, err
	}
	open, err := s.openQuestions(ctx, l.class.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	ranked := h.Ranked(items, l.today(), func(id string) bool { return open[id] })
	if len(ranked) == 0 {
		card := chat.Notice(chat.Good, l.say.T("All done for today"), l.say.N(len(items), "You have answered the {{.Count}} question here today.", "You have answered all {{.Count}} questions here today."),
			l.say.T("Come back tomorrow, or practise something else with /quiz and a topic."))
		return chat.Reply{View: card}, nil
	}
	reply, err := s.exercise(ctx, l, ranked[passed%len(ranked)], ref, passed)
	if card, ok := reply.View.(chat.Card); ok && near != nil {
		card.Footer = l.say.T("There are no questions about “{{.Wanted}}” itself; this one is about “{{.Near}}”.", say.Args{"Wanted": heading(u, l.say), "Near": heading(near, l.say)})
		reply.View = card
	}
	return reply, err
}

// about lists the questions on a unit; where there are none, those on what lies around it.
func (s *Set) about(l learner, u *course.Unit) (items []*bank.Item, near *course.Unit) {
	b := s.room.Bank()
	if u == nil {
		return l.class.Released(b.Askable(), l.now), nil
	}
	for v := b.Course().ByID(u.ID); v != nil; v = v.Parent {
		if items := l.class.Released(b.Askable(v), l.now); len(items) > 0 {
			if v.ID != u.ID {
				near = v
			}
			return items, near
		}
	}
	return nil, nil
}

// exercise asks a question for practice. All who practise it on a day share a prompt, so that
// a student's first answer of the day is the one that counts for memory.
func (s *Set) exercise(ctx context.Context, l learner, choice practice.Choice, ref string, passed int) (chat.Reply, error) {
	it := choice.Item
	id := quiz.PromptID("p" + class.Digest(12, "practice", string(l.class.ID), l.today().String(), it.ID))
	a, err := s.room.Quiz.Open(ctx, quiz.Prompt{ID: id, Class: l.class.ID, Kind: quiz.Practice, Opens: midnight(l.today())},
		s.room.Bank().Pin(it, quiz.Seed(s.room.Secret, l.class.ID, id)))
	if err != nil {
		return chat.Reply{}, err
	}
	card := chat.Card{Title: l.say.T("Practice"), Body: questionBody(a.Q, l.say), Controls: s.answering(a, l.say)}
	if t := s.topic(a.Q, l.say); t != "" {
		card.Title += ": " + t
	}
	switch choice.Why {
	case practice.Due:
		card.Body = append([]doc.Block{doc.Para(l.say.T("You knew this once; it is time to see whether you still do."))}, card.Body...)
	case practice.Wrong:
		card.Body = append([]doc.Block{doc.Para(l.say.T("Last time this one went wrong."))}, card.Body...)
	case practice.New, practice.Again:
	}
	card.Controls = append(card.Controls, chat.Button{Label: l.say.T("Skip"), Hint: l.say.T("Ask me something else"), Token: s.tokens.Seal(actAnother, ref, strconv.Itoa(passed+1))})
	return chat.Reply{View: card}, nil
}

// review brings back what a student is about to forget, got wrong or missed.
func (s *Set) review() bot.Command {
	return bot.Command{
		Spec: chat.Spec{
			Name: "review", Description: "Go over what is due, what went wrong and what you missed, for you alone",
			Examples: []string{"/review"},
		},
		Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
			l, err := s.room.learner(r)
			if err != nil {
				return chat.Reply{}, err
			}
			return s.reviewNext(ctx, l, 0)
		},
	}
}

// missedPrompts is how many of the latest daily prompts /review looks through.
const missedPrompts = 60

func (s *Set) reviewNext(ctx context.Context, l learner, passed int) (chat.Reply, error) {
	h, err := s.history(ctx, l)
	if err != nil {
		return chat.Reply{}, err
	}
	past, err := s.room.Store.Prompts(ctx, l.class.ID, missedPrompts)
	if err != nil {
		return chat.Reply{}, err
	}
	open, err := s.openQuestions(ctx, l.class.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	missed := map[string]bool{}
	for _, p := range past {
		switch {
		case p.State == quiz.Open && !p.Closes.IsZero() && !l.now.Before(p.Closes): // its time is up, and its results are on their way
			delete(open, p.Question)
			missed[p.Question] = missed[p.Question] || h.State(p.Question).New()
		case open[p.Question]:
		case h.State(p.Question).New():
			missed[p.Question] = true
		}
	}
	b := s.room.Bank()
	var items []*bank.Item
	left := 0 // of those missed, what can be asked now
	for _, it := range l.class.Released(b.Askable(), l.now) {
		if missed[it.ID] || !h.State(it.ID).New() {
			items = append(items, it)
		}
		if missed[it.ID] {
			left++
		}
	}
	due, wrong := h.Waiting(items, l.today())
	ranked := h.Ranked(items, l.today(), func(id string) bool { return open[id] })
	ranked = slices.DeleteFunc(ranked, func(c practice.Choice) bool { return c.Why == practice.Again })
	if len(ranked) == 0 {
		return chat.Reply{View: s.nothingDue(l.say)}, nil
	}
	reply, err := s.exercise(ctx, l, ranked[passed%len(ranked)], forReview, passed)
	if card, ok := reply.View.(chat.Card); ok {
		card.Footer = l.say.T("{{.Due}} due, {{.Wrong}} wrong last time, {{.Missed}} missed.", say.Args{"Due": due, "Wrong": wrong, "Missed": left})
		reply.View = card
	}
	return reply, err
}

func (s *Set) nothingDue(to *say.Speaker) chat.View {
	card := chat.Notice(chat.Good, to.T("Nothing to review"), to.T("Nothing is due today, and nothing is left that went wrong or that you missed."), to.T("Use /quiz for something new."))
	card.Controls = []chat.Control{chat.Button{Label: to.T("Something new"), Style: chat.Primary, Token: s.tokens.Seal(actAnother, anywhere, "0")}}
	return card
}

// midnight is the beginning of a date in UTC: a practice prompt is named by its date, and
// must be the same whoever opens it.
func midnight(d schedule.Date) time.Time { return time.Unix(int64(d.Number())*86_400, 0).UTC() }
