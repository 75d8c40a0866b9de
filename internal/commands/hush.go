package commands

import (
	"context"
	"slices"

	"lectern/internal/chat"
	"lectern/internal/practice"
	"lectern/internal/quiz"
	"lectern/internal/say"
)

// hush is what nobody is told while a live question waits for its answer to be revealed: a
// student who could see the points of an answer would know whether to change it.
type hush struct {
	prompts   map[quiz.PromptID]bool
	questions map[string]bool // ids in the bank
}

// any tells whether something is not to be told at the moment.
func (h hush) any() bool { return len(h.prompts) > 0 }

// hushed looks at the rounds of a class.
func (s *Set) hushed(ctx context.Context, id quiz.ClassID) (hush, error) {
	h := hush{prompts: map[quiz.PromptID]bool{}, questions: map[string]bool{}}
	open, err := s.room.Store.OpenRounds(ctx, id)
	if err != nil {
		return h, err
	}
	for _, r := range open {
		prompts, question := r.Unrevealed()
		for _, p := range prompts {
			h.prompts[p], h.questions[question] = true, true
		}
	}
	return h, nil
}

// notYet is a leaderboard while a live question is open.
func notYet(to *say.Speaker) chat.View {
	return chat.Notice(chat.Neutral, to.T("Not yet"), to.T("A live question is open, and leaderboards would tell who has answered it rightly. They are back once its answer is revealed."), "")
}

func (s *Set) history(ctx context.Context, l learner) (practice.History, error) {
	answers, err := s.room.Store.AnswersOf(ctx, l.class.ID, l.student, practice.Limit)
	if err != nil {
		return practice.History{}, err
	}
	h, err := s.hushed(ctx, l.class.ID)
	if err != nil {
		return practice.History{}, err
	}
	answers = slices.DeleteFunc(answers, func(a quiz.Answer) bool { return h.prompts[a.Prompt] })
	return practice.Read(answers, l.class.Zone()), nil
}

// openQuestions are those that the class is asked right now, by a prompt or in a round that
// has not revealed the answer: practising them would give them away.
func (s *Set) openQuestions(ctx context.Context, c quiz.ClassID) (map[string]bool, error) {
	open, err := s.room.Store.OpenPrompts(ctx, c)
	if err != nil {
		return nil, err
	}
	h, err := s.hushed(ctx, c)
	if err != nil {
		return nil, err
	}
	out := h.questions
	for _, p := range open {
		out[p.Question] = true
	}
	return out, nil
}

// latestRound is the board of the latest live round whose questions counted.
func (s *Set) latestRound(ctx context.Context, l learner) (quiz.Board, bool, error) {
	past, err := s.room.Store.Prompts(ctx, l.class.ID, missedPrompts)
	if err != nil {
		return "", false, err
	}
	for _, p := range past {
		if p.Kind != quiz.Live {
			continue
		}
		for _, b := range p.Boards {
			if b.OfRound() {
				return b, true, nil
			}
		}
	}
	return "", false, nil
}
