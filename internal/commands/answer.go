package commands

import (
	"context"
	"strings"

	"lectern/internal/bank"
	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/live"
	"lectern/internal/practice"
	"lectern/internal/quiz"
	"lectern/internal/say"
)

// questionActions are the actions that questions of every kind share.
func (s *Set) questionActions() []bot.Action {
	return []bot.Action{
		{Name: actPick, Press: s.pressPick},
		{Name: actSure, Press: s.pressSure},
		{Name: actSend, Press: s.pressSend},
		{Name: actPanel, Press: s.pressPanel},
		{Name: actType, Press: s.pressType, Submit: s.submitType},
		{Name: actMine, Press: s.pressMine},
		{Name: actResult, Press: s.pressResult}, // of a round, which only staff can begin
	}
}

func (s *Set) pressPick(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	l, a, err := s.room.asked(ctx, r, args)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(args) != 3 {
		return chat.Reply{}, damaged()
	}
	reply, err := s.take(ctx, r, l, a, args[2])
	reply.Replace = a.Kind == quiz.Practice // the question was the asker's own message
	return reply, err
}

// pressSend is pressPick from a panel, which has served its purpose then.
func (s *Set) pressSend(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	reply, err := s.pressPick(ctx, r, args)
	reply.Replace = true
	return reply, err
}

// take keeps an answer, or asks first how sure the student is where the class wants to know.
func (s *Set) take(ctx context.Context, r bot.Request, l learner, a *quiz.Asked, pick string) (chat.Reply, error) {
	if err := a.Q.Check(pick); err != nil {
		return chat.Reply{}, err
	}
	asks, err := s.asksConfidence(ctx, l, a)
	if err != nil {
		return chat.Reply{}, err
	}
	if asks && tokenSafe(pick) {
		return chat.Reply{View: s.howSure(a, pick, r.Say)}, nil
	}
	return s.keep(ctx, r, l, a, pick, quiz.NotAsked)
}

// asksConfidence tells whether a student is asked how sure an answer is.
func (s *Set) asksConfidence(ctx context.Context, l learner, a *quiz.Asked) (bool, error) {
	switch a.Kind {
	case quiz.Daily:
		return l.class.Daily.Confidence, nil
	case quiz.Live:
		r, err := s.room.Live.RoundOf(ctx, a.Prompt)
		return r.Confidence, err
	case quiz.Practice:
		return l.class.Daily.Confidence, nil
	}
	return false, nil
}

// tokenSafe tells whether a pick can travel in a token: a typed one cannot.
func tokenSafe(pick string) bool {
	return len(pick) <= bank.MaxOptions && strings.Trim(pick, "abcdefghijklmnopqrstuvwxyz") == ""
}

func (s *Set) howSure(a *quiz.Asked, pick string, to *say.Speaker) chat.View {
	card := chat.Card{Title: to.T("How sure are you?"), Body: []doc.Block{doc.Para(to.T("Your answer: {{.Answer}}. It counts once you have said how sure you are; that earns or costs nothing.", say.Args{"Answer": describe(a.Q, pick, to)}))}}
	for _, d := range []struct {
		label  string
		degree quiz.Confidence
	}{{to.T("Sure"), quiz.Sure}, {to.T("Likely"), quiz.Likely}, {to.T("A guess"), quiz.Guess}} {
		card.Controls = append(card.Controls, chat.Button{Label: d.label, Token: s.tokens.Seal(actSure, string(a.Class), string(a.ID), pick, string(d.degree[:1]))})
	}
	return card
}

func (s *Set) pressSure(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	l, a, err := s.room.asked(ctx, r, args)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(args) != 4 {
		return chat.Reply{}, damaged()
	}
	degree, ok := map[string]quiz.Confidence{"s": quiz.Sure, "l": quiz.Likely, "g": quiz.Guess}[args[3]]
	if !ok {
		return chat.Reply{}, damaged()
	}
	reply, err := s.keep(ctx, r, l, a, args[2], degree)
	reply.Replace = true
	return reply, err
}

// keep records an answer and tells what became of it.
func (s *Set) keep(ctx context.Context, r bot.Request, l learner, a *quiz.Asked, pick string, sure quiz.Confidence) (chat.Reply, error) {
	given := quiz.Given{
		Student: l.student, Pick: pick, Confidence: sure, At: r.Clicked, From: r.From.Platform, Key: r.Event, Boards: []quiz.Board{quiz.PlaceBoard(r.At)},
	}
	if a.Kind == quiz.Live {
		round, err := s.room.Live.Takes(ctx, a.Prompt, r.Clicked)
		if err != nil {
			return chat.Reply{}, err
		}
		given.Factor = live.Factor(round, r.Clicked)
	}
	v, err := s.room.Quiz.Answer(ctx, a, given)
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{View: s.verdict(a, v, r.Say)}, nil
}

// verdict tells a student what became of an answer. Before a question is closed it says
// whether the answer is right and why, and not which one would have been.
func (s *Set) verdict(a *quiz.Asked, v quiz.Verdict, to *say.Speaker) chat.View {
	if a.Kind == quiz.Live && v.Stands.Pick != "" {
		return s.liveVerdict(a, v, to)
	}
	if a.Kind == quiz.Daily && v.Stands.Pick != "" && tokenSafe(v.Stands.Pick) {
		return s.catalogue().told(a, v, to)
	}
	return s.marked(a, v, to)
}

// marked is the verdict on an answer that may be told.
func (s *Set) marked(a *quiz.Asked, v quiz.Verdict, to *say.Speaker) chat.Card {
	st := v.Stands
	switch {
	case v.Outcome == quiz.Late && st.Pick == "":
		card := chat.Notice(chat.Warning, to.T("Too late"), to.T("This question was closed before your answer arrived, so it was not counted."), to.T("Use /review to answer it for practice."))
		card.Controls = s.reading(a.Q, to)
		return card
	case st.Pick == "":
		return chat.Notice(chat.Warning, to.T("No answer"), to.T("Nothing of yours is recorded for this question."), "")
	}
	card := chat.Card{Tone: chat.Warning, Title: to.T("Not quite")}
	if a.Kind == quiz.Practice {
		card.Body = append(card.Body, doc.Quote{Blocks: a.Q.Stem})
	}
	switch {
	case v.Mark.Right:
		card.Tone, card.Title = chat.Good, to.T("Right!")
	case v.Mark.Share > 0:
		card.Title = to.T("Partly right")
	}
	if v.Outcome == quiz.Kept || v.Outcome == quiz.Late {
		card.Body = append(card.Body, doc.Para(to.T("You have answered this already, and the first answer counts.")))
	}
	card.Body = append(card.Body, woven(to.T("Your answer: {{.Answer}}.", say.Args{"Answer": slot("Answer")}), slots{"Answer": doc.Bold(describe(a.Q, st.Pick, to))}))
	card.Body = append(card.Body, a.Q.Reasons(st.Pick)...)
	card.Body = append(card.Body, s.worth(a, v, to)...)
	card.Controls = s.reading(a.Q, to)
	card.Controls = append(card.Controls, s.reportButton(to, reportPrompt, string(a.ID)))
	if a.Kind == quiz.Practice {
		card.Controls = append(card.Controls, chat.Button{Label: to.T("Another question"), Style: chat.Primary, Token: s.tokens.Seal(actAnother, anywhere, "0")})
	}
	return card
}

// worth tells the points and when the rest is told.
func (s *Set) worth(a *quiz.Asked, v quiz.Verdict, to *say.Speaker) []doc.Block {
	switch {
	case a.Kind == quiz.Practice && !v.Mark.Right:
		return []doc.Block{woven(to.T("The right answer: {{.Answer}}. It comes back in /review.", say.Args{"Answer": slot("Answer")}), slots{"Answer": doc.Bold(describe(a.Q, a.Q.Key(), to))})}
	case a.Kind == quiz.Practice:
		return nil
	}
	worth := say.Args{"Points": points(v.Stands.Points, to), "Time": slot("Time")}
	if v.Mark.Right || a.Closes.IsZero() {
		return []doc.Block{doc.Para(to.T("Recorded: {{.Points}}.", worth))}
	}
	return []doc.Block{woven(to.T("Recorded: {{.Points}}. The right answer is told when the question closes, {{.Time}}.", worth), slots{"Time": doc.Moment{At: a.Closes, Style: doc.MomentRelative}})}
}

// pressMine tells a student what was answered and whether it was right, once the question is
// over or the answer was given.
func (s *Set) pressMine(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	l, a, err := s.room.asked(ctx, r, args)
	if err != nil {
		return chat.Reply{}, err
	}
	list, err := s.room.Store.AnswersOf(ctx, a.Class, l.student, practice.Limit)
	if err != nil {
		return chat.Reply{}, err
	}
	for _, st := range list {
		if st.Prompt == a.ID {
			v := quiz.Verdict{Receipt: quiz.Receipt{Outcome: quiz.Recorded, Stands: st}, Mark: a.Q.Mark(st.Pick)}
			p, _, err := s.room.Store.Prompt(ctx, a.Class, a.ID)
			if err != nil || p.State == quiz.Closed {
				return chat.Reply{View: s.marked(a, v, r.Say)}, err
			}
			return chat.Reply{View: s.verdict(a, v, r.Say)}, nil
		}
	}
	card := chat.Notice(chat.Neutral, r.Say.T("No answer"), r.Say.T("You have not answered this question."), r.Say.T("Use /review to answer it for practice."))
	card.Controls = s.reading(a.Q, r.Say)
	return chat.Reply{View: card}, nil
}

func (s *Set) pressType(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	_, a, err := s.room.asked(ctx, r, args)
	if err != nil {
		return chat.Reply{}, err
	}
	hint := r.Say.T("A word or a name")
	if a.Q.Kind == bank.Numeric {
		hint = r.Say.T("A number, such as 1949 or 0.5")
	}
	return chat.Reply{View: chat.Form{
		Title: r.Say.T("Your answer"), Token: s.tokens.Seal(actType, args[0], args[1]), Lead: a.Q.Stem,
		Fields: []chat.Field{{Name: actAnswer, Label: r.Say.T("Answer"), Hint: hint, Max: bank.MaxTyped}},
	}}, nil
}

func (s *Set) submitType(ctx context.Context, r bot.Request, args []string, fields chat.Args) (chat.Reply, error) {
	l, a, err := s.room.asked(ctx, r, args)
	if err != nil {
		return chat.Reply{}, err
	}
	pick, err := a.Q.Read(fields.Get(actAnswer))
	if err != nil {
		return chat.Reply{}, err
	}
	return s.take(ctx, r, l, a, pick)
}

// late is what a control says whose question is over.
func late() error {
	return fault.New(fault.Conflict, "This question is closed.", "Use /review to answer it for practice.")
}
