package commands

import (
	"context"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/live"
	"lectern/internal/quiz"
	"lectern/internal/say"
)

// Round implements live.Views: the one message that shows a round to the class.
func (s *Set) Round(st live.State) chat.View {
	r, to := st.Round, s.to(st.Class)
	card := chat.Card{Title: to.T("Live quiz"), Footer: st.Class.Name}
	at := say.Args{"Number": r.At + 1, "Total": len(r.Questions)}
	if r.At >= 0 {
		card.Title = to.T("Live quiz – question {{.Number}} of {{.Total}}", at)
	}
	result := chat.Button{Label: to.T("My result"), Hint: to.T("See your points and rank, for you alone"), Token: s.tokens.Seal(actResult, string(r.ID))}
	switch r.Phase {
	case quiz.Lobby:
		card.Body = []doc.Block{doc.Para(to.N(len(r.Questions), "A live quiz with {{.Count}} question starts soon. Answer with the buttons; only you see what you chose, and you can change your answer once. {{.Rule}}",
			"A live quiz with {{.Count}} questions starts soon. Answer with the buttons; only you see what you chose, and you can change your answer once. {{.Rule}}", say.Args{"Rule": howCounted(r)}))}
		card.Controls = []chat.Control{result}
	case quiz.Asking:
		card.Body = append(questionBody(st.Asked.Q, to), s.progress(st, to)...)
		card.Controls = s.answering(st.Asked, to)
	case quiz.Paused:
		card.Body = []doc.Block{doc.Para(to.T("The round is paused. It goes on when your instructor resumes it."))}
		card.Controls = []chat.Control{result}
	case quiz.Voted:
		card.Title = to.T("Live quiz – question {{.Number}} of {{.Total}}: discuss", at)
		card.Body = append(questionBody(st.Asked.Q, to), doc.Para(to.T("This is how you voted. Convince your neighbour, then vote again: the second vote counts.")))
		if lines := histogram(st.Asked.Q, st.Tally, false, to); len(lines) > 0 {
			card.Body = append(card.Body, doc.Paragraph{Spans: lines})
		}
		card.Controls = []chat.Control{result}
	case quiz.Revealed:
		card.Body = append(card.Body, s.revealed(st, to)...)
		card.Controls = append([]chat.Control{result}, s.afterwards(st.Asked, to)...)
	case quiz.Over:
		card.Title = to.T("Live quiz: the podium")
		card.Body = s.podium(st, to)
		card.Controls = []chat.Control{result}
	}
	return chat.In(bot.WordsOf(to), card)
}

func howCounted(r quiz.Round) say.Text {
	switch {
	case r.Speed:
		return say.T("Right answers count, and faster ones count up to twice as much.")
	case r.Peer:
		return say.T("You vote, discuss and vote again; only the second vote counts.")
	}
	return say.T("Right answers count; speed does not.")
}

func (s *Set) progress(st live.State, to *say.Speaker) []doc.Block {
	said := to.N(st.Tally.Answers, "{{.Count}} answer so far.", "{{.Count}} answers so far.")
	switch {
	case st.Round.Peer && st.Round.First != "":
		said += " " + to.T("Second vote.")
	case st.Round.Peer:
		said += " " + to.T("First vote.")
	}
	if !st.Round.Ends.IsZero() {
		said += " " + to.T("Closes {{.Time}}.", say.Args{"Time": slot("Time")})
	}
	return []doc.Block{woven(said, slots{"Time": doc.Moment{At: st.Round.Ends, Style: doc.MomentRelative}})}
}

func (s *Set) revealed(st live.State, to *say.Speaker) []doc.Block {
	q := st.Asked.Q
	body := append([]doc.Block(nil), q.Stem...)
	body = append(body, rightAnswer(q, to))
	body = append(body, q.Reasons(q.Key())...)
	body = append(body, distribution(q, st.Tally, to)...)
	if gain, ok := live.Gain(st.Before, st.Tally); ok && st.Round.First != "" {
		body = append(body, doc.Para(to.T("Right before the discussion: {{.Before}} %, after it: {{.After}} %. That is {{.Gain}} % of what could be gained.",
			say.Args{"Before": st.Before.Share(st.Before.Right), "After": st.Tally.Share(st.Tally.Right), "Gain": gain})))
	}
	if st.Board.Total > 0 {
		body = append(body, doc.Para(to.T("So far:")), s.boardOf(st, 5, to))
	}
	return body
}

// podium shows who came first. Equal points share a place, so there may be more than three.
func (s *Set) podium(st live.State, to *say.Speaker) []doc.Block {
	if st.Board.Total == 0 {
		return []doc.Block{doc.Para(to.T("The round is over. Nobody has answered."))}
	}
	return []doc.Block{doc.Para(to.T("The round is over. Thank you for playing!")), s.boardOf(st, 3, to)}
}

// boardOf is the head of a round's board down to a rank. Names come from the profiles of
// those who chose one.
func (s *Set) boardOf(st live.State, rank int, to *say.Speaker) doc.Table {
	page := st.Board
	for i, row := range page.Top {
		if row.Rank > rank {
			page.Top = page.Top[:i]
			break
		}
	}
	return boardTable(st.Class.ID, page, st.Names, "", to)
}

// liveVerdict tells what stands, and not whether it is right: that is told to all at once.
func (s *Set) liveVerdict(a *quiz.Asked, v quiz.Verdict, to *say.Speaker) chat.View {
	st := v.Stands
	card := chat.Card{Title: to.T("Your answer: {{.Answer}}", say.Args{"Answer": describe(a.Q, st.Pick, to)})}
	switch v.Outcome {
	case quiz.Kept:
		card.Body = []doc.Block{doc.Para(to.T("You have changed your answer once already, so this one stands."))}
	case quiz.Changed:
		card.Body = []doc.Block{doc.Para(to.T("Changed. It stands now."))}
	case quiz.Late:
		card.Body = []doc.Block{doc.Para(to.T("The question is closed, so this is the answer that counts."))}
	case quiz.Recorded, quiz.Repeated:
		card.Body = []doc.Block{doc.Para(to.T("Recorded. You can change it once until the answer is revealed."))}
	}
	return card
}

// pressResult tells a student's points and rank in a round.
func (s *Set) pressResult(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	l, err := s.room.learner(r)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(args) != 1 {
		return chat.Reply{}, damaged()
	}
	round, err := s.room.Store.Round(ctx, l.class.ID, quiz.RoundID(args[0]))
	if err != nil {
		return chat.Reply{}, fault.Wrap(err, fault.Missing, "This round is long over, and its result is no longer kept.", "Your points are in /leaderboard and /me.")
	}
	if open, _ := round.Unrevealed(); len(open) > 0 {
		// Points would tell whether the answer just given is right.
		return chat.Reply{View: chat.Notice(chat.Neutral, r.Say.T("Not yet"), r.Say.T("Your result is told once the answer is revealed."), "")}, nil
	}
	page, err := s.room.Store.Standings(ctx, l.class.ID, quiz.RoundBoard(round.ID), 0, l.student)
	if err != nil {
		return chat.Reply{}, err
	}
	if page.Own == nil {
		return chat.Reply{View: chat.Notice(chat.Neutral, r.Say.T("No points yet"), r.Say.T("You have not answered in this round."), "")}, nil
	}
	return chat.Reply{View: chat.Notice(chat.Good, r.Say.T("Rank {{.Rank}} of {{.Total}}", say.Args{"Rank": page.Own.Rank, "Total": page.Total}),
		r.Say.T("You have {{.Points}} in this round.", say.Args{"Points": points(page.Own.Points, r.Say)}), "")}, nil
}
