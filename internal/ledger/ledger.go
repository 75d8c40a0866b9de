// Package ledger makes a planned post happen once.
//
// A job (this prompt to that place, this closing, this announcement) is an entry with a key.
// A replica claims it for a while, posts, and confirms where the message is. Whoever dies in
// between leaves a claim that runs out, and a marker in what may have been posted: the next
// replica looks before it posts again. Exactly-once posting does not exist; a lease together
// with a key the platform honours (Discord's nonce) or a message that can be found again
// (the ids in its buttons) comes as near as can be.
package ledger

import (
	"context"
	"time"

	"lectern/internal/chat"
	"lectern/internal/quiz"
)

// Key names a job within a class: "prompt/2026-11-24/discord/…". It is made from planned
// dates, never from a clock.
type Key string

// Stage is how far a job has come. It only ever moves forward.
type Stage string

// The stages of a job.
const (
	Claimed   Stage = "claimed"   // somebody is about to post, or died while posting
	Posted    Stage = "posted"    // the platform took it
	Confirmed Stage = "confirmed" // nothing is left to do
)

// Entry is a job as the ledger knows it.
type Entry struct {
	Key      Key
	Stage    Stage
	Owner    string    // a token of the replica that holds the claim
	Until    time.Time // the claim runs out then
	Attempts int       // claims so far, this one included: more than one means look before posting
	First    time.Time // when it was first claimed
	Ref      chat.Ref  // where it was posted; set from Posted on
}

// Claim is the answer to a claim.
type Claim struct {
	Mine  bool // the caller holds the claim and must post
	Entry Entry
}

// Store keeps the ledger. Every method is one atomic step and may be repeated with the same
// arguments without further effect: a caller whose reply was lost asks again and still holds
// its claim. now is the caller's clock; a lease outlives the difference between replicas'.
type Store interface {
	// Claim takes the job for owner until now+lease when it is new, when its claim has run
	// out, or when owner holds it already (the claim is then not prolonged and Attempts not
	// counted up). A job that is posted or confirmed is nobody's to claim.
	Claim(ctx context.Context, class quiz.ClassID, key Key, owner string, now time.Time, lease time.Duration) (Claim, error)
	// Post notes where the job's message is. It holds even when the claim has run out
	// meanwhile, because the message is there; the first Ref stays.
	Post(ctx context.Context, class quiz.ClassID, key Key, owner string, ref chat.Ref) (Entry, error)
	// Confirm ends the job.
	Confirm(ctx context.Context, class quiz.ClassID, key Key) error
	// Release gives a claim back untouched, so that another replica may try at once.
	Release(ctx context.Context, class quiz.ClassID, key Key, owner string) error
	// Unfinished lists the jobs of a class that are not confirmed, oldest first.
	Unfinished(ctx context.Context, class quiz.ClassID) ([]Entry, error)
}
