package discord_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"strconv"
	"testing"
	"time"

	"lectern/adapters/discord"
)

// FuzzSigned holds the check to what it promises: of everything that may arrive, only the bytes
// that were signed pass, under the time they were signed with, while they are fresh.
func FuzzSigned(f *testing.F) {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	public := key.Public().(ed25519.PublicKey) //nolint:forcetypeassert // by its documentation
	now := time.Unix(1_764_000_000, 0)
	stamp, body := strconv.FormatInt(now.Unix(), 10), []byte(`{"type":1}`)
	good := hex.EncodeToString(ed25519.Sign(key, append([]byte(stamp), body...)))
	f.Add(good, stamp, body)
	f.Add(good, stamp[:9], []byte(stamp[9:]+string(body)))
	f.Add(good, stamp+"{", body[1:])
	f.Add(good[:127], stamp, body)
	f.Add("", "", []byte(nil))
	f.Add(good, "-764000000", body)
	f.Fuzz(func(t *testing.T, signature, timestamp string, sent []byte) {
		if !discord.Signed(public, signature, timestamp, sent, now) {
			if signature == good && timestamp == stamp && string(sent) == string(body) {
				t.Error("what Discord signed is refused")
			}
			return
		}
		if raw, _ := hex.DecodeString(signature); hex.EncodeToString(raw) != good || timestamp != stamp || string(sent) != string(body) {
			t.Errorf("accepted %q over %q and %q", signature, timestamp, sent)
		}
	})
}
