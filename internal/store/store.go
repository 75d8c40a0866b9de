// Package store joins what the domain packages need kept. Its implementations are
// store/sqlite, one file and the default, and store/redis, for several replicas; storetest
// is the contract that both fulfil.
package store

import (
	"context"
	"time"

	"lectern/internal/class"
	"lectern/internal/ledger"
	"lectern/internal/quiz"
	"lectern/internal/record"
	"lectern/internal/standings"
)

// Store is everything that is kept.
type Store interface {
	quiz.Store
	quiz.RoundStore
	class.Store
	standings.Store
	ledger.Store
	record.Store

	// Check tells whether the store can be written to right now, in one round trip.
	Check(ctx context.Context) error
	// Lost looks whether the store was wiped while it was in use, in one round trip; nil while it
	// holds what it held. Every other verb notices that too, and is then refused with a fault of
	// kind Busy, as all are until the loss is over. A store is not opened that was wiped; a new
	// one, in which nothing ever was, is.
	Lost(ctx context.Context) (*Loss, error)
	// ClaimTelling tells whether the caller is to tell those whom a loss concerns. It is so for one
	// caller at a time, until Told says that it was done or the lease has run out.
	ClaimTelling(ctx context.Context, now time.Time, lease time.Duration) (bool, error)
	// Told says that those whom the loss concerns have been told.
	Told(ctx context.Context) error
	// Close lets everything that was accepted become durable and lets go.
	Close() error
}
