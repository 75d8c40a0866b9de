package bot

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"strings"
	"sync"

	"lectern/internal/chat"
	"lectern/internal/fault"
)

// macSize is how much of the HMAC a Token carries, in bytes: 128 bits cannot be guessed
// (RFC 2104 §5 allows truncation to half of the hash, which for SHA-256 is 128 bits).
const macSize = 16

// macText is macSize in base64url without padding.
const macText = (macSize*8 + 5) / 6

// MaxPayload is how many bytes an action and its arguments may take, dots included.
const MaxPayload = chat.MaxToken - macText - 1

// purpose separates the token key from every other key made of the same secret.
const purpose = "lectern button tokens, version 1"

// Tokens seals what a control does into a chat.Token and opens it again. Equal contents give
// equal Tokens, so adapters may prepare them. It is safe for concurrent use.
type Tokens struct {
	keys []*sync.Pool // of *sealer; the first seals, all open
}

// sealer is a keyed HMAC with room for its sum.
type sealer struct {
	mac hash.Hash
	sum [sha256.Size]byte
}

// NewTokens derives the keys from secrets. The first one seals; the others are former secrets
// whose Tokens still open, so that a secret can be changed while messages with buttons live on.
func NewTokens(secrets ...[]byte) (*Tokens, error) {
	if len(secrets) == 0 {
		return nil, errors.New("make tokens: no secret was given")
	}
	t := &Tokens{}
	for _, s := range secrets {
		if len(s) < 16 {
			return nil, fault.New(fault.Invalid, "The secret is too short to protect buttons: it has fewer than 16 bytes.",
				"Set LECTERN_SECRET to at least 16 random characters, or leave it unset to have one made.")
		}
		key, err := hkdf.Key(sha256.New, s, nil, purpose, sha256.Size)
		if err != nil {
			return nil, fmt.Errorf("derive token key: %w", err)
		}
		t.keys = append(t.keys, &sync.Pool{New: func() any { return &sealer{mac: hmac.New(sha256.New, key)} }})
	}
	return t, nil
}

// Seal makes the Token of an action and its arguments. These consist of [A-Za-z0-9_~-] and
// fit MaxPayload; Seal panics otherwise, because that is a mistake in a command.
func (t *Tokens) Seal(action string, args ...string) chat.Token {
	var room [chat.MaxToken]byte
	b := append(room[:0], action...)
	for _, a := range args {
		b = append(append(b, '.'), a...)
	}
	if action == "" || len(b) > MaxPayload || !plain(action) {
		panic("bot: action " + action + " does not fit a token")
	}
	for _, a := range args {
		if !plain(a) {
			panic("bot: an argument of action " + action + " does not fit a token")
		}
	}
	sum := t.sum(0, b)
	b = append(b, '.')
	return chat.Token(base64.RawURLEncoding.AppendEncode(b, sum[:]))
}

// Sealable tells whether an action and its arguments fit a Token: identifiers that a platform
// made may hold anything.
func Sealable(action string, args ...string) bool {
	n, fits := len(action), action != "" && plain(action)
	for _, a := range args {
		n += 1 + len(a)
		fits = fits && plain(a)
	}
	return fits && n <= MaxPayload
}

// Open gives what Seal was given. What was not sealed here is refused with a sentence.
func (t *Tokens) Open(tok chat.Token) (action string, args []string, err error) {
	s := string(tok)
	end := len(s) - macText - 1
	if len(s) > chat.MaxToken || end < 1 || s[end] != '.' {
		return "", nil, staleControl()
	}
	var got [macSize]byte
	// Strict: an alternative spelling of the same bits is a forgery too.
	if n, err := base64.RawURLEncoding.Strict().Decode(got[:], []byte(s[end+1:])); err != nil || n != macSize {
		return "", nil, staleControl()
	}
	var room [chat.MaxToken]byte
	payload := append(room[:0], s[:end]...)
	for k := range t.keys {
		want := t.sum(k, payload)
		if subtle.ConstantTimeCompare(got[:], want[:]) == 1 {
			action, rest, more := strings.Cut(s[:end], ".")
			if more {
				args = strings.Split(rest, ".")
			}
			return action, args, nil
		}
	}
	return "", nil, staleControl()
}

func (t *Tokens) sum(key int, payload []byte) (sum [macSize]byte) {
	s, _ := t.keys[key].Get().(*sealer)
	s.mac.Reset()
	s.mac.Write(payload)
	copy(sum[:], s.mac.Sum(s.sum[:0]))
	t.keys[key].Put(s)
	return sum
}

// plain tells whether s holds only what may stand between the dots of a Token.
func plain(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' && c != '~' && c != '-' {
			return false
		}
	}
	return true
}

func staleControl() error {
	return fault.New(fault.Invalid, "This button is not one that works here any more: it is damaged, or from before the bot's secret was changed.",
		"Give the command again to get fresh buttons.")
}
