package commands

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"strings"

	"lectern/internal/bank"
	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/course"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/live"
	"lectern/internal/quiz"
	"lectern/internal/say"
)

// Kinds of Action of live rounds: a step of staff (round, step), and my result (round).
const (
	actStep   = "ls"
	actResult = "lm"
)

const (
	defaultQuestions = 5
	mostQuestions    = 50
	mostSeconds      = 600
)

// live leads a quiz question by question.
func (s *Set) live() bot.Command {
	return bot.Command{
		Spec: chat.Spec{
			Name: "live", Description: "Lead a live quiz in this channel", Staff: true,
			Subs: []chat.Spec{
				{Name: "start", Description: "Open the lobby of a new round", Args: []chat.Param{
					{Name: "questions", Description: "How many, 5 when left out", Kind: chat.NumberParam},
					{Name: "from", Description: "Chapters or lessons, with commas; everything when left out", Words: []string{"all"}, Suggest: true},
					{Name: "seconds", Description: "Time for each answer; as long as you wait when left out", Kind: chat.NumberParam},
					{Name: "speed", Description: "Faster right answers earn up to twice as much; needs seconds", Kind: chat.BoolParam},
					{Name: "confidence", Description: "Ask how sure students are", Kind: chat.BoolParam},
					{Name: "peer", Description: "Peer instruction: vote, discuss, vote again", Kind: chat.BoolParam},
				}},
				{Name: "panel", Description: "Get the controls of the round in this channel again"},
				{Name: "stop", Description: "End the round in this channel"},
			},
			Examples: []string{"/live start", "/live start questions:8 from:realism seconds:30", "/live panel"},
		},
		Run:     s.runLive,
		Suggest: s.suggestDaily,
		Actions: []bot.Action{
			{Name: actStep, Role: bot.Staff, Press: s.pressStep},
		},
	}
}

func (s *Set) runLive(ctx context.Context, r bot.Request) (chat.Reply, error) {
	switch r.Sub {
	case "panel", "stop":
		return s.runPanel(ctx, r)
	}
	w, err := s.wish(r)
	if err != nil {
		return chat.Reply{}, err
	}
	// A round is looked after by every replica, which knows only classes that are set up.
	c, err := s.room.Directory.Update(ctx, r.At, func(*class.Class) error { return nil })
	if err != nil {
		return chat.Reply{}, err
	}
	open, err := s.room.Store.OpenRounds(ctx, c.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	for _, o := range open {
		if o.On.Place == r.At {
			reply := chat.Reply{View: s.controls(o, r.Say)}
			return reply, nil
		}
	}
	round, err := s.room.Live.Begin(ctx, c, w, r.Received)
	if live.Took(round, r.Received) { // nobody may have seen it yet: the round goes on all the same
		err = errors.Join(err, s.room.log(ctx, c, r, say.T("began a live round in a place: {{.Place}}", say.Args{"Place": r.At})))
	}
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{View: s.controls(round, r.Say)}, nil
}

// wish reads what the round shall be like and draws its questions.
func (s *Set) wish(r bot.Request) (live.Wish, error) {
	w := live.Wish{Place: r.At, Key: r.Event, Speed: yes(r.Args.Get("speed")), Peer: yes(r.Args.Get("peer")), Confidence: yes(r.Args.Get("confidence"))}
	n, err := number(r.Args.Get("questions"), defaultQuestions, mostQuestions, say.T("a number of questions"))
	if err != nil {
		return w, err
	}
	if w.Seconds, err = number(r.Args.Get("seconds"), 0, mostSeconds, say.T("a number of seconds")); err != nil {
		return w, err
	}
	ids, err := s.unitsNamed(r.Args.Get("from"))
	if err != nil {
		return w, err
	}
	c, err := s.room.Directory.Of(r.At)
	if err != nil {
		return w, err
	}
	b := s.room.Bank()
	var units []*course.Unit
	for _, id := range ids {
		if u := b.Course().ByID(id); u != nil {
			units = append(units, u)
		}
	}
	for _, it := range draw(c.Released(b.Askable(units...), r.Received), n) {
		w.Questions = append(w.Questions, it.ID)
	}
	return w, nil
}

// draw picks n questions at random; only kinds that are answered by one press, which suits a
// room full of people, unless there are no others.
func draw(items []*bank.Item, n int) []*bank.Item {
	var quick []*bank.Item
	for _, it := range items {
		if it.Kind == bank.Single || it.Kind == bank.Bool {
			quick = append(quick, it)
		}
	}
	if len(quick) == 0 {
		quick = append(quick, items...)
	}
	rand.Shuffle(len(quick), func(i, j int) { quick[i], quick[j] = quick[j], quick[i] }) //nolint:gosec // which questions come is no secret
	return quick[:min(n, len(quick))]
}

func yes(v string) bool {
	return strings.EqualFold(v, "true") || strings.EqualFold(v, "yes") || v == "1"
}

func number(text string, otherwise, most int, what say.Text) (int, error) {
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, fault.New(fault.Invalid, "“{{.Text}}” is not {{.What}} from 1 to {{.Most}}.", "Give such a number, or leave it out.").With("Text", quotable(text)).With("What", what).With("Most", most)
	}
	return n, nil
}

// lead takes a round one step on, and writes down who did.
func (s *Set) lead(ctx context.Context, r bot.Request, c class.Class, id quiz.RoundID, step live.Step) (quiz.Round, error) {
	round, err := s.room.Live.Lead(ctx, c, id, step, r.Received)
	if fault.Is(err, fault.Conflict) || !live.Took(round, r.Received) {
		return round, err
	}
	// Whether it could be shown or not, the step stands. An error of its own is not wrapped: it
	// may be one for people.
	if logged := s.room.log(ctx, c, r, stepDeed(round, step)); err == nil {
		err = logged
	}
	return round, err
}

// stepDeed is what the log says of a step, by the round as it stands after it.
func stepDeed(r quiz.Round, step live.Step) say.Text {
	on := say.Args{"Place": r.On.Place, "Number": r.At + 1, "Total": len(r.Questions)}
	switch step {
	case live.Next:
		if r.First != "" {
			return say.T("had question {{.Number}} of {{.Total}} of a live round voted on again: {{.Place}}", on)
		}
		return say.T("asked question {{.Number}} of {{.Total}} of a live round: {{.Place}}", on)
	case live.Pause:
		return say.T("paused a live round at question {{.Number}} of {{.Total}}: {{.Place}}", on)
	case live.Resume:
		return say.T("went on with a live round at question {{.Number}} of {{.Total}}: {{.Place}}", on)
	case live.Discuss:
		return say.T("showed the vote on question {{.Number}} of {{.Total}} of a live round: {{.Place}}", on)
	case live.Reveal:
		return say.T("revealed the answer to question {{.Number}} of {{.Total}} of a live round: {{.Place}}", on)
	case live.Stop:
	}
	return say.T("ended a live round in a place: {{.Place}}", on)
}

func (s *Set) runPanel(ctx context.Context, r bot.Request) (chat.Reply, error) {
	l, err := s.room.learner(r)
	if err != nil {
		return chat.Reply{}, err
	}
	open, err := s.room.Store.OpenRounds(ctx, l.class.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	for _, o := range open {
		if o.On.Place != r.At {
			continue
		}
		if r.Sub == "stop" {
			if o, err = s.lead(ctx, r, l.class, o.ID, live.Stop); err != nil {
				return chat.Reply{}, err
			}
		}
		return chat.Reply{View: s.controls(o, r.Say)}, nil
	}
	return chat.Reply{}, fault.New(fault.Missing, "There is no live round in this channel.", "Begin one with /live start.")
}

func (s *Set) pressStep(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	l, err := s.room.learner(r)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(args) != 2 {
		return chat.Reply{}, damaged()
	}
	round, err := s.lead(ctx, r, l.class, quiz.RoundID(args[0]), live.Step(args[1]))
	if fault.Is(err, fault.Conflict) && round.ID != "" { // somebody else led on: show how it stands
		card := s.controls(round, r.Say)
		card.Body = append([]doc.Block{doc.Para(r.Say.T("Somebody else has led the round on in the meantime."))}, card.Body...)
		return chat.Reply{View: card, Replace: true}, nil
	}
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{View: s.controls(round, r.Say), Replace: true}, nil
}

// controls is the panel with which staff leads a round.
func (s *Set) controls(r quiz.Round, to *say.Speaker) chat.Card {
	card := chat.Card{Title: to.T("Your live round"), Footer: to.T("Only staff can use these buttons. The class sees the round in the channel.")}
	at := say.Args{"Number": r.At + 1, "Total": len(r.Questions)}
	card.Body = []doc.Block{doc.Para(to.Say(map[quiz.Phase]say.Text{
		quiz.Lobby:    say.N(len(r.Questions), "The lobby is open: {{.Count}} question is ready.", "The lobby is open: {{.Count}} questions are ready."),
		quiz.Asking:   say.T("Question {{.Number}} of {{.Total}} is open.", at),
		quiz.Paused:   say.T("Paused at question {{.Number}} of {{.Total}}.", at),
		quiz.Voted:    say.T("The first vote on question {{.Number}} of {{.Total}} is shown; the class discusses.", at),
		quiz.Revealed: say.T("Question {{.Number}} of {{.Total}} is answered.", at),
		quiz.Over:     say.T("The round is over."),
	}[r.Phase]))}
	for i, step := range live.Steps(r) {
		b := chat.Button{Label: stepLabel(r, step, to), Token: s.tokens.Seal(actStep, string(r.ID), string(step))}
		switch {
		case step == live.Stop:
			b.Style = chat.Danger
		case i == 0:
			b.Style = chat.Primary
		}
		card.Controls = append(card.Controls, b)
	}
	return card
}

func stepLabel(r quiz.Round, step live.Step, to *say.Speaker) string {
	switch step {
	case live.Next:
		switch r.Phase {
		case quiz.Lobby:
			return to.T("Ask the first question")
		case quiz.Voted:
			return to.T("Vote again")
		case quiz.Asking, quiz.Paused, quiz.Revealed, quiz.Over:
		}
		return to.T("Next question")
	case live.Pause:
		return to.T("Pause")
	case live.Resume:
		return to.T("Resume")
	case live.Discuss:
		return to.T("Show the vote and discuss")
	case live.Reveal:
		return to.T("Reveal the answer")
	case live.Stop:
	}
	return to.T("End the round")
}
