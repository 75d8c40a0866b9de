// Package quiz holds the rules of questions that are asked: prompts posted to places, the
// answers students give, and what an answer is worth.
//
// A Prompt is one question with an opening and a closing time, pinned when it is opened: an
// edit of the bank afterwards changes neither what was asked nor how it is marked. A student
// has one answer per prompt, over all places and platforms. Points are counted in the same
// step that keeps the answer, so a board is never ahead of the answers or behind them.
package quiz

import (
	"context"
	"time"

	"lectern/internal/chat"
)

// ClassID names a class. It holds [a-z0-9-] only, so that it can stand in a store's keys.
type ClassID string

// StudentID names a student of a class over all linked accounts; opaque, [a-z0-9-].
type StudentID string

// PromptID names a prompt; unique over all classes, [a-z0-9-].
type PromptID string

// Kind says how a prompt came to be.
type Kind string

// The kinds of prompt.
const (
	Daily    Kind = "daily"    // posted by the schedule
	Live     Kind = "live"     // a question of a round
	Practice Kind = "practice" // asked of one student in private
)

// State is where a prompt is in its life. It only ever moves forward.
type State string

// The states of a prompt.
const (
	Open   State = "open"
	Closed State = "closed"
)

// Prompt is a question that has been asked.
type Prompt struct {
	ID       PromptID
	Class    ClassID
	Kind     Kind
	Question string    // the question's id in the bank
	Pinned   []byte    // the question as asked, in the bank's own form; opaque to stores
	Opens    time.Time // to the millisecond
	Closes   time.Time // to the millisecond; zero: open until it is closed
	Changes  int       // how often a student may change an answer
	Boards   []Board   // where its points count
	State    State     // set by the store
}

// Board names a leaderboard of a class: "course", "chapter:chapter6", "week:2026-W48", ….
type Board string

// Answer is what a student answered.
type Answer struct {
	Prompt     PromptID
	Question   string // the prompt's question, so that a student's history needs no prompts
	Student    StudentID
	Pick       string // the answer in the bank's canonical form; opaque to stores
	Right      bool
	Points     int // hundredths of a point
	Confidence Confidence
	At         time.Time     // when the platform received it, to the millisecond
	From       chat.Platform // where it came from
	Key        string        // the platform's id of the event: the same event twice is one answer
	Revision   int           // 0 for the first pick; set by the store
}

// Pick is as much of an Answer as statistics need.
type Pick struct {
	Student    StudentID
	Pick       string
	Confidence Confidence
}

// Confidence is how sure a student was.
type Confidence string

// The degrees of confidence.
const (
	NotAsked Confidence = ""
	Guess    Confidence = "guess"
	Likely   Confidence = "likely"
	Sure     Confidence = "sure"
)

// Outcome says what became of an answer.
type Outcome string

// The outcomes of answering.
const (
	Recorded Outcome = "recorded" // kept, and its points counted
	Changed  Outcome = "changed"  // took the place of the student's earlier pick
	Repeated Outcome = "repeated" // this very event was recorded before: nothing happened
	Kept     Outcome = "kept"     // the student had answered, and may not change it (any more)
	Late     Outcome = "late"     // the prompt was closed at that time: nothing was recorded
)

// Receipt tells the outcome, and the answer that stands for the student afterwards. For Late
// the answer is the one given in time, or zero.
type Receipt struct {
	Outcome Outcome
	Stands  Answer
}

// PracticeKept is how long a Practice prompt can still be read: it is asked anew every day.
const PracticeKept = 3 * 24 * time.Hour

// Store keeps prompts and answers. Every method is one atomic step and may be repeated with
// the same arguments without further effect: a caller that lost the reply simply asks again.
// No method reads a clock. Errors are of kind fault.Missing (no such prompt), fault.Conflict
// (the id is taken by something else), fault.Busy (the store is away: nothing was told
// "recorded"), or plain.
type Store interface {
	// OpenPrompt keeps a prompt, in state Open. Opening it again changes nothing; another
	// prompt of the same id is a fault.Conflict.
	OpenPrompt(ctx context.Context, p Prompt) error
	// Placed remembers where a prompt was posted.
	Placed(ctx context.Context, class ClassID, id PromptID, at chat.Ref) error
	// Prompt gives a prompt as it stands, with the places it was posted to, in the order
	// they were noted.
	Prompt(ctx context.Context, class ClassID, id PromptID) (Prompt, []chat.Ref, error)
	// OpenPrompts lists the prompts of a class that are open, by opening time and id. A
	// Practice prompt is not listed, here or by Prompts, and may be forgotten (its answers
	// not) PracticeKept after it was opened.
	OpenPrompts(ctx context.Context, class ClassID) ([]Prompt, error)
	// Prompts lists the prompts of a class, open or closed, newest opening first and then by
	// id downwards, at most limit.
	Prompts(ctx context.Context, class ClassID, limit int) ([]Prompt, error)
	// Answer keeps the student's first pick, or a permitted change of it, and counts its
	// points on every board that p names: the caller has p from OpenPrompt or Prompt, and may
	// have added boards that depend on where the answer was given when p permits no change.
	// An answer given at or after the closing time, or after ClosePrompt, is not kept.
	Answer(ctx context.Context, p Prompt, a Answer) (Receipt, error)
	// ClosePrompt closes a prompt; no later answer counts.
	ClosePrompt(ctx context.Context, class ClassID, id PromptID) error
	// Answers lists the answers to a prompt, by student.
	Answers(ctx context.Context, class ClassID, id PromptID) ([]Answer, error)
	// AnswersOf lists a student's answers, newest first and then by the prompt's id downwards,
	// at most limit.
	AnswersOf(ctx context.Context, class ClassID, student StudentID, limit int) ([]Answer, error)
	// Students lists the students of a class who have answered anything or have a profile, by
	// id. It may look through the whole store: it is not for requests.
	Students(ctx context.Context, class ClassID) ([]StudentID, error)
	// AnswersTo gives the answers to many prompts, in the order of the prompts' ids and then by
	// student: all of a class in one reading. Prompts that are not there have none. An error of
	// each ends the reading and is given back.
	AnswersTo(ctx context.Context, class ClassID, ids []PromptID, each func(Answer) error) error
	// Picks gives what was answered to many prompts, prompt by prompt in the order of their ids:
	// all of a class in one reading that leaves out what statistics do not need. The list is in
	// no particular order and only lent until each returns. Prompts that are not there, or have
	// no answers, are passed over. An error of each ends the reading and is
	// given back.
	Picks(ctx context.Context, class ClassID, ids []PromptID, each func(PromptID, []Pick) error) error
	// LastAnswers tells when each of the students last answered anything, practice too; those
	// who never did are left out.
	LastAnswers(ctx context.Context, class ClassID, students []StudentID) (map[StudentID]time.Time, error)
	// MoveStudent gives everything of one student to another: answers with their points, and
	// the profile unless the other has one. Where both answered the same prompt, the answer of
	// the other stands alone, and the one that goes counts nowhere any more. When to is empty, all of it is erased; when to is from, nothing
	// happens. It may be done in several steps; calling it again completes it.
	MoveStudent(ctx context.Context, class ClassID, from, to StudentID) error
}
