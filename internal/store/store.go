// Package store joins what the domain packages need kept. Its implementations are
// store/sqlite, one file and the default, and store/redis, for several replicas; storetest
// is the contract that both fulfil.
package store

import (
	"context"

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
	// Close lets everything that was accepted become durable and lets go.
	Close() error
}
