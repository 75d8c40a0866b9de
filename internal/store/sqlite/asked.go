package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"lectern/internal/quiz"
)

// asked is what an answer needs to know of its prompt.
type asked struct {
	closes  int64 // Unix milliseconds; 0: open until it is closed
	changes int
	state   quiz.State
	boards  []quiz.Board
	epoch   int // of the class: how often boards were emptied
}

type promptKey struct {
	class quiz.ClassID
	id    quiz.PromptID
}

// maxAsked bounds the prompts that the writer remembers: more than are open at a time.
const maxAsked = 1000

// asked reads what an answer needs to know of a prompt, or remembers it from the answer before:
// a class answers the same question. Every step that changes it says so to forget.
func (w *writer) asked(ctx context.Context, class quiz.ClassID, id quiz.PromptID) (asked, error) {
	key := promptKey{class, id}
	if a, ok := w.known[key]; ok {
		return a, nil
	}
	var a asked
	var boards []byte
	err := w.row(ctx, `SELECT closes, changes, state, boards, (SELECT coalesce(max(epoch), 0) FROM resets WHERE class = ?1) FROM prompts WHERE class = ?1 AND id = ?2`,
		[]any{class, id}, []any{&a.closes, &a.changes, &a.state, &boards, &a.epoch})
	if errors.Is(err, sql.ErrNoRows) {
		return a, missing(id)
	}
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal(boards, &a.boards); err != nil {
		return a, fmt.Errorf("boards of prompt %s: %w", id, err)
	}
	if len(w.known) >= maxAsked {
		w.forget()
	}
	w.known[key] = a
	return a, nil
}

// forget drops what is remembered of prompts. It is called by what changes one, and when a
// transaction is undone, from which something may be remembered that never was.
func (w *writer) forget() { clear(w.known) }
