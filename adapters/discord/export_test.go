package discord

import (
	"context"
	"crypto/ed25519"
	"log/slog"
	"time"

	"lectern/internal/chat"
)

// Scan reads a body with the scanner alone and tells whether it took it for JSON.
func Scan(body []byte) error {
	s := scanner{b: body}
	if err := s.skip(0); err != nil {
		return err
	}
	return s.end()
}

// Decoded gives the parts of an interaction that a test compares.
func Decoded(body []byte) (id, command, guild string, err error) {
	in, err := decode(body)
	return in.id, in.command, in.guild, err
}

// Arguments gives what a command was called with.
func Arguments(body []byte) (sub string, args chat.Args, err error) {
	in, err := decode(body)
	inv := in.invocation(time.Time{})
	return inv.Sub, inv.Args, err
}

// Hurry makes the bot lose patience with a silent gateway as soon as d has passed.
func Hurry(a chat.Adapter, d time.Duration) {
	a.(*Adapter).watch = watch{open: d, silence: d, every: d / 4} //nolint:forcetypeassert // tests make no other
}

// Message gives the bytes of a view, from prepared ones where there are any.
func Message(a chat.Adapter, v chat.View) []byte {
	m := a.(*Adapter).message(v) //nolint:forcetypeassert // tests make no other
	return m.json()
}

// Signed tells whether a request would pass for Discord's.
func Signed(key ed25519.PublicKey, signature, timestamp string, body []byte, now time.Time) bool {
	return signed(key, signature, timestamp, body, now, nil)
}

// Patiently does again what Discord did not answer.
func Patiently(ctx context.Context, do func() error) error {
	return patiently(ctx, slog.New(slog.DiscardHandler), do)
}

// Refused is an answer of Discord's that says no.
func Refused() error { return errRefused }
