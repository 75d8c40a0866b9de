package class

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"strings"
	"time"

	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/record"
)

// CodeLife is how long a Code is good for.
const CodeLife = 10 * time.Minute

// Purpose says what a Code does; one made for one thing does nothing else.
type Purpose string

// The purposes.
const (
	LinkAccounts Purpose = "link" // one more account for a student
	JoinClass    Purpose = "join" // one more server or workspace for a class
)

// Code is good once, for a few minutes: whoever gives it shows that they hold the other
// account, or teach the other class.
type Code struct {
	Purpose Purpose        `json:"purpose"`
	Class   quiz.ClassID   `json:"class"`
	Student quiz.StudentID `json:"student,omitempty"` // of LinkAccounts
	Until   time.Time      `json:"until"`
	Taken   string         `json:"taken,omitempty"` // random, by whoever used it
}

// Codes keeps them. They belong to no class in the store, because they are given where their
// class is not known yet.
type Codes struct{ Store record.Store }

const (
	codes      record.Kind  = "code"
	codesHome  quiz.ClassID = "codes"
	codeLength              = 8 // 40 bits: a guess a millisecond for ten minutes finds one in two million
)

// Make gives a new Code's letters.
func (c Codes) Make(ctx context.Context, code Code, now time.Time) (string, error) {
	if err := c.clean(ctx, now); err != nil {
		return "", err
	}
	var b [5]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand, Go 1.24)
	id := strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))[:codeLength]
	code.Until = now.Add(CodeLife).UTC().Truncate(time.Second)
	return id, record.Save(ctx, c.Store, codesHome, codes, id, 0, code)
}

// Take uses a Code up.
func (c Codes) Take(ctx context.Context, purpose Purpose, typed string, now time.Time) (Code, error) {
	id := strings.ToLower(strings.TrimSpace(typed))
	unknown := fault.New(fault.Missing, "This code is not good, or not any more: it works once, for ten minutes.", "Get a new one and type it here.")
	if len(id) != codeLength || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz234567") != "" {
		return Code{}, unknown
	}
	var code Code
	revision, err := record.Get(ctx, c.Store, codesHome, codes, id, &code)
	if fault.Is(err, fault.Missing) || err == nil && (code.Purpose != purpose || code.Taken != "" || !now.Before(code.Until)) {
		return Code{}, unknown
	}
	if err != nil {
		return Code{}, err
	}
	// Removing what somebody else has removed is no conflict in the store, so the winner is
	// whoever saves it as taken first.
	used := code
	used.Taken = rand.Text()
	if err := record.Save(ctx, c.Store, codesHome, codes, id, revision, used); err != nil {
		if fault.Is(err, fault.Conflict) {
			return Code{}, unknown
		}
		return Code{}, err
	}
	return code, record.Remove(ctx, c.Store, codesHome, codes, id)
}

// clean removes what has run out.
func (c Codes) clean(ctx context.Context, now time.Time) error {
	var old []string
	err := record.All(ctx, c.Store, codesHome, codes, func(id string, _ int, code Code) {
		if !now.Before(code.Until) {
			old = append(old, id)
		}
	})
	for _, id := range old {
		if err == nil {
			err = record.Remove(ctx, c.Store, codesHome, codes, id)
		}
	}
	return err
}
