// Package stats tells from the answers of a class what the questions are worth and how the
// class is doing: facility, discrimination, effective weight and consistency as Moodle reckons
// them, distractors, confidence, what a discussion gained, participation and who went silent.
//
// Every value is a Figure: the number, the interval in which it may lie with a class of this
// size, and a sentence in plain words. Where too few have answered there is no number, only
// the sentence that says so.
//
// An attempt is a student's first answer to a question that was asked of the class: of the day
// or in a live round, in the first vote when there were two. Practice is repeated and chosen by
// the student, so it counts for who has gone silent and for nothing else. A class is seldom
// complete, so a student's rest score is the share of what the other questions answered by
// that student could bring; where everybody has answered everything, that is Moodle's rest score
// divided by a constant, and each figure is Moodle's exactly.
package stats

import (
	"time"

	"lectern/internal/bank"
	"lectern/internal/quiz"
	"lectern/internal/say"
	"lectern/internal/schedule"
)

// The sizes below which a figure would mislead.
const (
	// MinShare is how many students a share must rest on.
	MinShare = 5
	// MinCorrelation is how many a correlation must rest on: its standard error is about
	// 1/√(n−3), which is ±0.29 with 15.
	MinCorrelation = 15
	// minRest is how many other questions make a rest score.
	minRest = 3
	// minTest is how many questions make a test whose consistency can be told.
	minTest = 3
	// minPickers is how many must have chosen an option before their rest score is compared
	// with that of others.
	minPickers = 3
	// minRare is how many answers there must be before an option chosen by fewer than one in
	// twenty is called idle.
	minRare = 20
)

// When a student has gone silent: nothing for so long, while so many questions were asked,
// after so many answers before.
const (
	SilentFor    = 14 * 24 * time.Hour
	silentMissed = 3
	silentBefore = 3
)

// Figure is a value with what is needed to read it rightly.
type Figure struct {
	Value     float64 // in percent, unless said otherwise
	Low, High float64 // it lies in between in 95 of 100 such classes; both zero where Range is empty
	N         int     // students it rests on
	Known     bool    // false: too few answers to say, and Value means nothing
	Text      say.Text
	Range     say.Text // the interval in words; Key is empty when there is none
}

// Report is what can be said of a class at a time. It is immutable.
type Report struct {
	At         time.Time
	Students   int // who ever answered a question that was asked of the class
	Answers    int // to such questions
	Asked      int // how often a question was asked; the two votes of a discussion are one
	Course     Chapter
	Chapters   []Chapter  // by id
	Questions  []Question // by id
	Weeks      []Week     // without gaps, the oldest first
	Silent     []Silent   // who went silent last comes first
	Revotes    []Revote   // the newest first
	Confidence []Degree   // from guess to sure; empty when it was never asked for
}

// Chapter is what can be said of the questions of a chapter together, or of all.
type Chapter struct {
	ID          string // of the chapter's unit; empty for questions of none, and for all together
	Questions   int    // that were asked
	Students    int    // who answered any of them
	Answers     int    // first attempts
	Facility    Figure
	Reach       Figure // of the students the class had then, how many answered
	Consistency Figure // Cronbach's α
	Error       Figure // by how many percentage points a score may be off by chance
}

// Question is what can be said of a question.
type Question struct {
	ID       string
	Kind     bank.Kind
	Chapter  string // id of its chapter's unit
	Unit     string // id of what it is about
	Stem     string // in plain text, as it was asked last
	Asked    int    // how often
	Last     time.Time
	Students int // who answered it
	Right    int // of these, wholly right at the first attempt

	Facility       Figure
	Guess          Figure // the facility that pressing at random would give
	Discrimination Figure
	Efficiency     Figure
	Weight         Figure // within its chapter
	Reach          Figure // when it was asked last
	SureWrong      Figure // of those who were sure, how many were not right

	Sure, Wrong int // who was sure, and of these who was not right
	Options     []Option
	Typed       []Typed // of a question answered in words: what was not right, the most frequent first
	Remarks     []say.Text
	Misled      bool // it led more than a few astray: worth talking about in class
}

// Option is a row of the distractor table.
type Option struct {
	Text    string
	Correct bool
	Picked  int
	Share   Figure
	Rest    Figure   // the mean share that those who chose it reach in other questions
	Remark  say.Text // Key is empty when there is nothing to say
}

// Typed is a wrong answer in words.
type Typed struct {
	Text   string
	Picked int
}

// Degree is how often those were right who were so sure.
type Degree struct {
	Confidence quiz.Confidence
	Answers    int
	Right      Figure
}

// Week is the participation in a week's questions.
type Week struct {
	Monday  schedule.Date
	Asked   int
	Active  int // students who answered any of them
	Known   int // students the class had by then
	Answers int
}

// Share is how many of a hundred known students took part.
func (w Week) Share() float64 {
	if w.Known == 0 {
		return 0
	}
	return 100 * float64(w.Active) / float64(w.Known)
}

// Silent is a student who took part and does not any more.
type Silent struct {
	Student quiz.StudentID
	Last    time.Time // the last answer of any kind
	Answers int       // to questions asked of the class
	Missed  int       // questions asked since
}

// Revote is a question that the class answered, discussed and answered again.
type Revote struct {
	Question      string
	Stem          string
	At            time.Time
	Students      int // who voted both times
	Before, After int // of these, who was right
	Gain          Figure
}
