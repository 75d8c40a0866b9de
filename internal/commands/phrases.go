package commands

import (
	"crypto/sha256"
	"encoding/base64"
	"sync"

	"lectern/internal/bot"
	"lectern/internal/fault"
)

// phrases puts what somebody typed into tokens: as it is when it is short, else as a reference
// to a bounded memory, the oldest of which goes first. A restart empties it; then a button
// says that the command must be given again.
type phrases struct {
	mu    sync.Mutex
	kept  map[string]string
	order []string // ring of the keys in kept
	at    int
}

// maxPhrases is how many long queries are remembered; with 200 characters each, under 2 MB.
const maxPhrases = 2048

// Marks of the two forms; neither is a letter of the other's encoding at that place.
const (
	inline   = '-'
	recalled = '~'
)

// keep gives the token argument for a phrase, at most room bytes long.
func (p *phrases) keep(text string, room int) string {
	if n := base64.RawURLEncoding.EncodedLen(len(text)); n+1 <= room {
		return string(inline) + base64.RawURLEncoding.EncodeToString([]byte(text))
	}
	sum := sha256.Sum256([]byte(text))
	key := base64.RawURLEncoding.EncodeToString(sum[:12])
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, known := p.kept[key]; !known {
		if p.kept == nil {
			p.kept = make(map[string]string)
		}
		if len(p.order) < maxPhrases {
			p.order = append(p.order, key)
		} else {
			delete(p.kept, p.order[p.at])
			p.order[p.at] = key
			p.at = (p.at + 1) % maxPhrases
		}
		p.kept[key] = text
	}
	return string(recalled) + key
}

// recall gives the phrase back.
func (p *phrases) recall(arg string) (string, error) {
	if arg == "" {
		return "", damaged()
	}
	if arg[0] == inline {
		text, err := base64.RawURLEncoding.DecodeString(arg[1:])
		if err != nil {
			return "", damaged()
		}
		return string(text), nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	text, ok := p.kept[arg[1:]]
	if !ok {
		return "", fault.New(fault.Missing, "This list is too old: the words it was made for are no longer remembered.", "Give the command again.")
	}
	return text, nil
}

// phraseRoom is what a phrase may take in a token beside a one-letter action and a position of
// up to three digits.
const phraseRoom = bot.MaxPayload - len("r.") - len(".999")
