// Package live runs live rounds: a quiz that staff leads question by question in one place,
// shown in one message that is edited, never in a flood of them.
//
// A Round (package quiz) is all there is to know; every step of staff makes a new one and
// saves it if nobody else did in the meantime. What follows from a step (a prompt opened or
// closed, the message shown) follows from the saved round alone, so a replica that dies in
// between is replaced by any other: Run looks after all rounds that are not over.
package live

import (
	"slices"
	"strconv"
	"time"

	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/quiz"
)

// Step is something that staff does with a round.
type Step string

// The steps.
const (
	Next    Step = "next"    // ask the first or the next question, or vote again
	Pause   Step = "pause"   // take the question away for a while
	Resume  Step = "resume"  // and bring it back
	Discuss Step = "discuss" // peer instruction: show the first vote and let the class talk
	Reveal  Step = "reveal"  // close the question and tell the answer
	Stop    Step = "stop"    // end the round
)

// Steps lists what staff may do with a round as it stands, the most likely first.
func Steps(r quiz.Round) []Step {
	if r.Ending {
		return []Step{Stop}
	}
	switch r.Phase {
	case quiz.Lobby:
		return []Step{Next, Stop}
	case quiz.Asking:
		if r.Peer && r.First == "" {
			return []Step{Discuss, Reveal, Pause, Stop}
		}
		return []Step{Reveal, Pause, Stop}
	case quiz.Voted:
		return []Step{Next, Reveal, Stop}
	case quiz.Paused:
		return []Step{Resume, Stop}
	case quiz.Revealed:
		if r.At+1 < len(r.Questions) {
			return []Step{Next, Pause, Stop}
		}
		return []Step{Stop}
	case quiz.Over:
	}
	return nil
}

// Take makes the round that a step leads to. It changes nothing else. A step that is not
// possible now is a fault.Conflict.
func Take(r quiz.Round, s Step, now time.Time) (quiz.Round, error) {
	if !slices.Contains(Steps(r), s) {
		return r, fault.New(fault.Conflict, "The round has moved on since: this step is not possible now.", "Look at the controls as they are now.")
	}
	r.Asked = slices.Clone(r.Asked)
	r.Touched = now.UTC().Truncate(time.Millisecond)
	switch s {
	case Next:
		r = ask(r)
	case Pause:
		if r.Phase == quiz.Asking && !r.Ends.IsZero() {
			r.Left = max(int(r.Ends.Sub(r.Touched)/time.Second), 1)
		}
		r.Phase, r.Resume, r.Ends = quiz.Paused, r.Phase, time.Time{}
	case Resume:
		r.Phase, r.Resume = r.Resume, ""
		if r.Left > 0 {
			r.Ends, r.Left = r.Touched.Add(time.Duration(r.Left)*time.Second), 0
		}
	case Discuss:
		r.Phase, r.First, r.Ends = quiz.Voted, r.Prompt, time.Time{}
	case Reveal:
		r.Phase, r.Ends = quiz.Revealed, time.Time{}
		if len(r.Asked) == 0 || r.Asked[len(r.Asked)-1] != r.Prompt {
			r.Asked = append(r.Asked, r.Prompt)
		}
	case Stop:
		r.Phase, r.Ends, r.Ending = quiz.Over, time.Time{}, false
	}
	return r, nil
}

// Took tells of the round that Lead or Begin gave whether it was the step asked for at that time
// that led there: it stands then, even where an error says that something could not be shown.
func Took(r quiz.Round, now time.Time) bool {
	return r.Touched.Equal(now.UTC().Truncate(time.Millisecond))
}

// ask goes on to the next question, or to the second vote on the present one.
func ask(r quiz.Round) quiz.Round {
	vote := 1
	if r.Phase == quiz.Voted {
		vote = 2
	} else {
		r.At++
		r.First = ""
	}
	r.Prompt = PromptID(r.ID, r.At, vote)
	r.Phase = quiz.Asking
	if r.Seconds > 0 {
		r.Ends = r.Touched.Add(time.Duration(r.Seconds) * time.Second)
	}
	return r
}

// PromptID names the prompt of a question of a round.
func PromptID(id quiz.RoundID, at, vote int) quiz.PromptID {
	return quiz.PromptID("l" + class.Digest(12, "live", string(id), strconv.Itoa(at), strconv.Itoa(vote)))
}

// Counts tells whether the answers to the present prompt earn points: those of a first vote
// before a discussion do not.
func Counts(r quiz.Round) bool { return !r.Peer || r.First != "" }

// SpeedShare is how many hundredths of the points a right answer loses that is given at the
// last moment of a timed question: half of them.
const SpeedShare = 50

// Factor gives the hundredths of the points that an answer earns by its time: all of them in
// the first half second, then falling evenly, for the platforms themselves take that long.
// All, when the round does not count speed or the question has no end.
func Factor(r quiz.Round, at time.Time) int {
	if !r.Speed || r.Seconds <= 0 || r.Ends.IsZero() {
		return 100
	}
	total := time.Duration(r.Seconds) * time.Second
	used := at.Sub(r.Ends.Add(-total))
	if used < 500*time.Millisecond {
		return 100
	}
	return 100 - int(SpeedShare*min(used, total)/total)
}

// Gain is the share of what could be gained that a discussion gained (normalised gain, as in
// Crouch and Mazur 2001): (after−before)/(100−before), in percent. ok is false where nothing
// could be gained.
func Gain(before, after quiz.Tally) (percent int, ok bool) {
	pre, post := before.Share(before.Right), after.Share(after.Right)
	if before.Answers == 0 || after.Answers == 0 || pre == 100 {
		return 0, false
	}
	return 100 * (post - pre) / (100 - pre), true
}
