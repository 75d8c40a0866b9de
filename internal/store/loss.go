package store

import (
	"time"

	"lectern/internal/fault"
)

// Loss is what a store knows of having been wiped: emptied, taken away or replaced while it was
// in use. From the moment it is noticed nothing is recorded and nothing read, because whatever
// the store would say next, "nobody has answered" before all, would be wrong. It ends when a
// backup is restored, or when whoever runs Lectern accepts it.
type Loss struct {
	Noticed time.Time
	Rescued string // a file with what could still be read; empty when there is none
}

// Fault is what everybody reads who wants something of a wiped store.
func (l Loss) Fault() error {
	return fault.New(fault.Busy, "The store was wiped, so nothing is recorded and nothing counts until whoever runs Lectern has restored it.",
		"The staff know. Please try again later.")
}

// Refusal is what whoever runs Lectern reads when it is started on a wiped store.
func (l Loss) Refusal() error {
	if l.Rescued != "" {
		return fault.New(fault.Invalid, "The store was wiped while Lectern ran; it was noticed on {{.When}}. What it held was rescued into {{.File}}.",
			"Put that file in the place of the store and give lectern store accept: then nothing is lost. Or restore a backup (lectern restore --replace FILE).").
			With("When", l.when()).With("File", l.Rescued)
	}
	return fault.New(fault.Invalid, "The store was wiped while Lectern ran; it was noticed on {{.When}}.",
		"Restore a backup (lectern restore --replace FILE), or accept the loss and begin anew (lectern store accept).").With("When", l.when())
}

func (l Loss) when() string { return l.Noticed.UTC().Format("2006-01-02 15:04 MST") }

// Unlost is the answer to accepting a loss that is none.
func Unlost() error {
	return fault.New(fault.Missing, "The store holds what it held, so there is no loss to accept.", "")
}
