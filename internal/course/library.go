package course

import (
	"time"

	"lectern/internal/find"
)

// Snapshot is one immutable state of a course: what a request works with from start to end.
type Snapshot struct {
	Course   *Course
	Findings []Finding
	Loaded   time.Time
	Changes  Changes // against the snapshot before

	index *find.Index
}

// Changes summarises what an edit changed, by unit ID.
type Changes struct {
	Added   []string
	Removed []string
	Edited  []string
	Filled  []string // planned lessons that now have text
}

// Match is a unit found.
type Match struct {
	Unit  *Unit
	Score float64
}

// Answer is the outcome of a lookup over units; see find.Result.
type Answer struct {
	Outcome     find.Outcome
	Best        Match
	Others      []Match
	Suggestions []string
	Corrected   string
}
