package quiz_test

import (
	"slices"
	"testing"

	"lectern/internal/quiz"
)

// TestAnAnswerIsHeldBackUntilItIsRevealed lists where a round may stand. What it says is held
// back must not be told by /me, by practice or anywhere else.
func TestAnAnswerIsHeldBackUntilItIsRevealed(t *testing.T) {
	one, both := []quiz.PromptID{"p2"}, []quiz.PromptID{"p2", "p1"}
	for _, tt := range []struct {
		name     string
		round    quiz.Round
		prompts  []quiz.PromptID
		question string
	}{
		{"students gather", quiz.Round{Phase: quiz.Lobby, At: -1}, nil, ""},
		{"a question is open", quiz.Round{Phase: quiz.Asking, At: 1, Prompt: "p2"}, one, "second"},
		{"the second vote on it", quiz.Round{Phase: quiz.Asking, At: 0, Prompt: "p2", First: "p1"}, both, "first"},
		{"the first vote is shown", quiz.Round{Phase: quiz.Voted, At: 0, Prompt: "p2", First: "p1"}, both, "first"},
		{"paused while it is open", quiz.Round{Phase: quiz.Paused, Resume: quiz.Asking, At: 1, Prompt: "p2"}, one, "second"},
		{"paused after the vote", quiz.Round{Phase: quiz.Paused, Resume: quiz.Voted, At: 1, Prompt: "p2"}, one, "second"},
		{"paused after it was told", quiz.Round{Phase: quiz.Paused, Resume: quiz.Revealed, At: 1, Prompt: "p2"}, nil, ""},
		{"told", quiz.Round{Phase: quiz.Revealed, At: 1, Prompt: "p2"}, nil, ""},
		{"over", quiz.Round{Phase: quiz.Over, At: 1, Prompt: "p2"}, nil, ""},
		{"asked before any question", quiz.Round{Phase: quiz.Asking, At: -1, Prompt: "p2"}, nil, ""},
		{"past the last question", quiz.Round{Phase: quiz.Asking, At: 2, Prompt: "p2"}, nil, ""},
	} {
		tt.round.Questions = []string{"first", "second"}
		prompts, question := tt.round.Unrevealed()
		if !slices.Equal(prompts, tt.prompts) || question != tt.question {
			t.Errorf("%s: %v of %q is held back, want %v of %q", tt.name, prompts, question, tt.prompts, tt.question)
		}
	}
}
