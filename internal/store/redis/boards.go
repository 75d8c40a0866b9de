package redis

import (
	"context"
	"fmt"
	"strconv"

	"lectern/internal/quiz"
	"lectern/internal/standings"
)

// Standings implements standings.Store.
func (s *Store) Standings(ctx context.Context, class quiz.ClassID, board quiz.Board, n int, me quiz.StudentID) (standings.Page, error) {
	k := keysOf(class)
	r, err := s.seen(ctx, class, func(era string) ([]any, error) {
		return s.run(ctx, s.scripts.standings, []string{k.board(board), k.resets()}, n, string(me), era)
	})
	if err != nil {
		return standings.Page{}, err
	}
	total, _ := r[0].(int64)
	p := standings.Page{Total: int(total)}
	top, _ := r[1].([]any)
	for i := 0; i+1 < len(top); i += 2 {
		points, err := points(top[i+1])
		if err != nil {
			return standings.Page{}, err
		}
		student, _ := top[i].(string)
		row := standings.Row{Rank: len(p.Top) + 1, Student: quiz.StudentID(student), Points: points}
		if last := len(p.Top) - 1; last >= 0 && p.Top[last].Points == points {
			row.Rank = p.Top[last].Rank
		}
		p.Top = append(p.Top, row)
	}
	if len(r) > 3 {
		own, err := points(r[2])
		if err != nil {
			return standings.Page{}, err
		}
		ahead, _ := r[3].(int64)
		p.Own = &standings.Row{Rank: int(ahead) + 1, Student: me, Points: own}
	}
	return p, nil
}

// points reads a score, which is the negative of the points.
func points(v any) (int, error) {
	s, _ := v.(string)
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, fmt.Errorf("decode a score: %w", err)
	}
	return int(-f), nil
}

// ResetBoard implements standings.Store.
func (s *Store) ResetBoard(ctx context.Context, class quiz.ClassID, board quiz.Board) error {
	k := keysOf(class)
	_, err := s.write(ctx, class, s.scripts.reset, []string{k.board(board)}, string(board))
	return err
}
