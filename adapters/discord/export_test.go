package discord

import (
	"context"
	"crypto/ed25519"
	"log/slog"
	"net/http"
	"strconv"
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
	inv := in.invocation(time.Time{}, nil)
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

// KeepQuietAfter makes the bot stop after so many refused requests.
func KeepQuietAfter(a chat.Adapter, refused int) {
	q := a.(*Adapter).rest.quota //nolint:forcetypeassert // tests make no other
	q.mu.Lock()
	defer q.mu.Unlock()
	q.invalid.most = refused
}

// Kept tells how many limits are kept after one request to each of so many channels, a second
// apart, each with a window of five seconds.
func Kept(channels int) int {
	q, now := newQuota(), time.Unix(1_764_000_000, 0)
	h := http.Header{"X-Ratelimit-Limit": {"5"}, "X-Ratelimit-Remaining": {"4"}, "X-Ratelimit-Reset-After": {"5"}, "X-Ratelimit-Bucket": {"abc"}}
	for i := range channels {
		rq := request{route: "create", major: strconv.Itoa(i)}
		key, _, _ := q.take(rq, now)
		q.learn(rq, key, http.StatusOK, h, now)
		now = now.Add(time.Second)
	}
	return len(q.buckets)
}

// Refusals tells how many refused requests count at the end of so many minutes with one each.
func Refusals(minutes int) (n int) {
	v, now := invalid{most: 1 << 30}, time.Unix(1_764_000_000, 0)
	for range minutes {
		v.count(now)
		now = now.Add(time.Minute)
	}
	for _, c := range v.counts {
		n += c
	}
	return n
}

// ForgetTokens makes the tokens of interactions live for d.
func ForgetTokens(a chat.Adapter, d time.Duration) {
	a.(*Adapter).tokenLife = d //nolint:forcetypeassert // tests make no other
}

// Asker gives the person that an interaction is from.
func Asker(body []byte) (chat.Person, error) {
	in, err := decode(body)
	return in.from(), err
}

// Through has the bot's requests carried by t.
func Through(a chat.Adapter, t http.RoundTripper) {
	a.(*Adapter).rest.http.Transport = t //nolint:forcetypeassert // tests make no other
}

// Files gives the files that came with an interaction.
func Files(body []byte) chat.Uploads {
	in, _ := decode(body)
	return in.uploads(nil)
}

// MayFetch tells why a file may not be fetched from an address; nil when it may.
func MayFetch(a chat.Adapter, address string) error {
	return a.(*Adapter).rest.content(address) //nolint:forcetypeassert // tests make no other
}
