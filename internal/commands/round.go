package commands

import (
	"context"
	"strconv"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/live"
	"lectern/internal/quiz"
)

// Round implements live.Views: the one message that shows a round to the class.
func (s *Set) Round(st live.State) chat.View {
	r := st.Round
	card := chat.Card{Title: "Live quiz", Footer: st.Class.Name}
	if r.At >= 0 {
		card.Title = "Live quiz – question " + strconv.Itoa(r.At+1) + " of " + strconv.Itoa(len(r.Questions))
	}
	result := chat.Button{Label: "My result", Hint: "See your points and rank, for you alone", Token: s.tokens.Seal(actResult, string(r.ID))}
	switch r.Phase {
	case quiz.Lobby:
		card.Body = []doc.Block{doc.Para("A live quiz with " + count(len(r.Questions), "question") + " starts soon. Answer with the buttons; only you see what you chose, and you can change your answer once. " + howCounted(r))}
		card.Controls = []chat.Control{result}
	case quiz.Asking:
		card.Body = append(questionBody(st.Asked.Q), s.progress(st)...)
		card.Controls = s.answering(st.Asked)
	case quiz.Paused:
		card.Body = []doc.Block{doc.Para("The round is paused. It goes on when your instructor resumes it.")}
		card.Controls = []chat.Control{result}
	case quiz.Voted:
		card.Title += ": discuss"
		card.Body = append(questionBody(st.Asked.Q), doc.Para("This is how you voted. Convince your neighbour, then vote again: the second vote counts."))
		if lines := histogram(st.Asked.Q, st.Tally, false); len(lines) > 0 {
			card.Body = append(card.Body, doc.Paragraph{Spans: lines})
		}
		card.Controls = []chat.Control{result}
	case quiz.Revealed:
		card.Body = append(card.Body, s.revealed(st)...)
		card.Controls = append([]chat.Control{result}, s.afterwards(st.Asked)...)
	case quiz.Over:
		card.Title = "Live quiz: the podium"
		card.Body = s.podium(st)
		card.Controls = []chat.Control{result}
	}
	return card
}

func howCounted(r quiz.Round) string {
	switch {
	case r.Speed:
		return "Right answers count, and faster ones count up to twice as much."
	case r.Peer:
		return "You vote, discuss and vote again; only the second vote counts."
	}
	return "Right answers count; speed does not."
}

func (s *Set) progress(st live.State) []doc.Block {
	spans := []doc.Span{doc.Plain(count(st.Tally.Answers, "answer") + " so far.")}
	if st.Round.Peer {
		vote := " First vote."
		if st.Round.First != "" {
			vote = " Second vote."
		}
		spans = append(spans, doc.Plain(vote))
	}
	if !st.Round.Ends.IsZero() {
		spans = append(spans, doc.Plain(" Closes "), doc.Moment{At: st.Round.Ends, Style: doc.MomentRelative}, doc.Plain("."))
	}
	return []doc.Block{doc.Paragraph{Spans: spans}}
}

func (s *Set) revealed(st live.State) []doc.Block {
	q := st.Asked.Q
	body := append([]doc.Block(nil), q.Stem...)
	body = append(body, doc.Paragraph{Spans: []doc.Span{doc.Plain("The right answer: "), doc.Bold(q.Describe(q.Key())), doc.Plain(".")}})
	body = append(body, q.Reasons(q.Key())...)
	body = append(body, distribution(q, st.Tally)...)
	if gain, ok := live.Gain(st.Before, st.Tally); ok && st.Round.First != "" {
		body = append(body, doc.Para("Right before the discussion: "+strconv.Itoa(st.Before.Share(st.Before.Right))+" %, after it: "+strconv.Itoa(st.Tally.Share(st.Tally.Right))+" %. That is "+strconv.Itoa(gain)+" % of what could be gained."))
	}
	if st.Board.Total > 0 {
		body = append(body, doc.Para("So far:"), s.boardOf(st, 5))
	}
	return body
}

// podium shows who came first. Equal points share a place, so there may be more than three.
func (s *Set) podium(st live.State) []doc.Block {
	if st.Board.Total == 0 {
		return []doc.Block{doc.Para("The round is over. Nobody has answered.")}
	}
	return []doc.Block{doc.Para("The round is over. Thank you for playing!"), s.boardOf(st, 3)}
}

// boardOf is the head of a round's board down to a rank. Names come from the profiles of
// those who chose one.
func (s *Set) boardOf(st live.State, rank int) doc.Table {
	page := st.Board
	for i, row := range page.Top {
		if row.Rank > rank {
			page.Top = page.Top[:i]
			break
		}
	}
	return boardTable(st.Class.ID, page, st.Names, "")
}

// liveVerdict tells what stands, and not whether it is right: that is told to all at once.
func (s *Set) liveVerdict(a *quiz.Asked, v quiz.Verdict) chat.View {
	st := v.Stands
	card := chat.Card{Title: "Your answer: " + a.Q.Describe(st.Pick)}
	switch v.Outcome {
	case quiz.Kept:
		card.Body = []doc.Block{doc.Para("You have changed your answer once already, so this one stands.")}
	case quiz.Changed:
		card.Body = []doc.Block{doc.Para("Changed. It stands now.")}
	case quiz.Late:
		card.Body = []doc.Block{doc.Para("The question is closed, so this is the answer that counts.")}
	case quiz.Recorded, quiz.Repeated:
		card.Body = []doc.Block{doc.Para("Recorded. You can change it once until the answer is revealed.")}
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
	if unrevealed(round) {
		// Points would tell whether the answer just given is right.
		return chat.Reply{View: chat.Notice(chat.Neutral, "Not yet", "Your result is told once the answer is revealed.", "")}, nil
	}
	page, err := s.room.Store.Standings(ctx, l.class.ID, quiz.RoundBoard(round.ID), 0, l.student)
	if err != nil {
		return chat.Reply{}, err
	}
	if page.Own == nil {
		return chat.Reply{View: chat.Notice(chat.Neutral, "No points yet", "You have not answered in this round.", "")}, nil
	}
	return chat.Reply{View: chat.Notice(chat.Good, "Rank "+strconv.Itoa(page.Own.Rank)+" of "+strconv.Itoa(page.Total), "You have "+points(page.Own.Points)+" in this round.", "")}, nil
}
