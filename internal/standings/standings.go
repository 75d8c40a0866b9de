// Package standings holds the rules of leaderboards: who stands where, and what is shown.
//
// Points are hundredths of a point, so that partial marks add up exactly. Equal points share
// a rank, and the rank after a tie leaves a gap (1, 2, 2, 4), as in sports. Students with
// equal points are listed by StudentID, which means nothing and is the same everywhere.
package standings

import (
	"context"

	"lectern/internal/quiz"
)

// Row is a line of a leaderboard.
type Row struct {
	Rank    int // 1-based; equal points share it
	Student quiz.StudentID
	Points  int // hundredths of a point
}

// Page is the head of a board together with one student's own row.
type Page struct {
	Top   []Row
	Own   *Row // nil when the student is not on the board
	Total int  // students on the board
}

// Store reads boards. Points get there by quiz.Store's Answer alone.
type Store interface {
	// Standings gives the first n rows of a board and the row of student me, which may be
	// empty, as one consistent picture.
	Standings(ctx context.Context, class quiz.ClassID, board quiz.Board, n int, me quiz.StudentID) (Page, error)
	// ResetBoard empties a board. The answers beneath it stay; nothing of what they were worth
	// is taken from the board later, when one is changed or taken back.
	ResetBoard(ctx context.Context, class quiz.ClassID, board quiz.Board) error
}
