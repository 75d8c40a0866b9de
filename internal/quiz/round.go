package quiz

import (
	"context"
	"time"

	"lectern/internal/chat"
)

// RoundID names a live round; unique over all classes, [a-z0-9-].
type RoundID string

// Phase is where a round is.
type Phase string

// The phases of a round.
const (
	Lobby    Phase = "lobby"    // announced; students gather
	Asking   Phase = "asking"   // a question is open
	Paused   Phase = "paused"   // between questions, or while staff explains
	Voted    Phase = "voted"    // peer instruction: the first vote is shown, the key is not
	Revealed Phase = "revealed" // the key and the distribution are shown
	Over     Phase = "over"
)

// Round is a live quiz led by staff, question by question. Everything needed to go on is in
// it: any replica can.
type Round struct {
	ID         RoundID    `json:"id"`
	Class      ClassID    `json:"class"`
	Phase      Phase      `json:"phase"`
	Resume     Phase      `json:"resume,omitempty"` // what Paused goes back to
	Ending     bool       `json:"ending,omitempty"` // staff has ended it, and that is not shown everywhere yet
	Questions  []string   `json:"questions"`        // ids in the bank, in the order they are asked
	At         int        `json:"at"`               // index of the present question; -1 in the lobby
	Prompt     PromptID   `json:"prompt,omitempty"`
	First      PromptID   `json:"first,omitempty"` // peer instruction: the vote before the discussion
	Asked      []PromptID `json:"asked,omitempty"` // the prompts whose answers count, in order
	On         chat.Ref   `json:"on"`              // the message that shows the round
	Thread     chat.Place `json:"thread"`          // where the class discusses
	Peer       bool       `json:"peer,omitempty"`
	Confidence bool       `json:"confidence,omitempty"`
	Seconds    int        `json:"seconds,omitempty"` // for an answer; 0: as long as staff waits
	Speed      bool       `json:"speed,omitempty"`   // faster right answers earn more
	Ends       time.Time  `json:"ends,omitzero"`     // when the present question closes by itself
	Left       int        `json:"left,omitempty"`    // of a paused question: seconds it still has
	Began      time.Time  `json:"began"`
	Touched    time.Time  `json:"touched"` // when staff last acted
	Revision   int        `json:"-"`       // how often it was saved; set by the store
}

// RoundStore keeps rounds. Every method is one atomic step and may be repeated.
type RoundStore interface {
	// SaveRound keeps a round whose Revision is the one it was read with, 0 for a new one.
	// When somebody else has saved it since, it is a fault.Conflict. Saving the same contents
	// again is no conflict.
	SaveRound(ctx context.Context, r Round) error
	// Round reads a round. One that is over may be forgotten RoundKept after it was saved.
	Round(ctx context.Context, class ClassID, id RoundID) (Round, error)
	// OpenRounds lists the rounds of a class that are not over, by id.
	OpenRounds(ctx context.Context, class ClassID) ([]Round, error)
}

// RoundKept is how long a round that is over can be read.
const RoundKept = 7 * 24 * time.Hour

// Unrevealed are the prompts of the round whose answer has not been told yet, and the id of
// their question in the bank; none when there is no such question at the moment. Until then
// nobody learns whether an answer was right: it may still be changed.
func (r Round) Unrevealed() (prompts []PromptID, question string) {
	phase := r.Phase
	if phase == Paused {
		phase = r.Resume
	}
	if r.At < 0 || r.At >= len(r.Questions) || phase != Asking && phase != Voted {
		return nil, ""
	}
	prompts = []PromptID{r.Prompt}
	if r.First != "" {
		prompts = append(prompts, r.First)
	}
	return prompts, r.Questions[r.At]
}
