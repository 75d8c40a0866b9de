package discord

import (
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// Interactions are decoded by a scanner of our own: it reads the few fields that are used
// and skips the rest, so an unknown kind of component somewhere in a message cannot spoil
// the event, and it costs a tenth of decoding the whole. It accepts what encoding/json
// accepts, except that a repeated key keeps its first value in every case.

var errJSON = errors.New("not JSON") //nolint:gochecknoglobals // a sentinel

// maxDepth bounds nesting; real interactions nest to about twelve.
const maxDepth = 64

// scanner walks over one JSON text.
type scanner struct {
	b []byte
	i int
}

func (s *scanner) space() {
	for s.i < len(s.b) {
		switch s.b[s.i] {
		case ' ', '\t', '\n', '\r':
			s.i++
		default:
			return
		}
	}
}

func (s *scanner) peek() byte {
	s.space()
	if s.i < len(s.b) {
		return s.b[s.i]
	}
	return 0
}

func (s *scanner) expect(c byte) error {
	if s.peek() != c {
		return fmt.Errorf("%w: %q expected at byte %d", errJSON, c, s.i)
	}
	s.i++
	return nil
}

// object calls f with each key; f must read or skip the value.
func (s *scanner) object(f func(key []byte) error) error {
	if s.peek() == 'n' {
		return s.skip(0)
	}
	if err := s.expect('{'); err != nil {
		return err
	}
	if s.peek() == '}' {
		s.i++
		return nil
	}
	for {
		if s.peek() != '"' {
			return fmt.Errorf("%w: a key expected at byte %d", errJSON, s.i)
		}
		key, plain, err := s.raw()
		if err != nil {
			return err
		}
		if !plain {
			k, err := unquote(key)
			if err != nil {
				return err
			}
			key = []byte(k)
		} else {
			key = key[1 : len(key)-1]
		}
		if err := s.expect(':'); err != nil {
			return err
		}
		if err := f(key); err != nil {
			return err
		}
		switch s.peek() {
		case ',':
			s.i++
		case '}':
			s.i++
			return nil
		default:
			return fmt.Errorf("%w: , or } expected at byte %d", errJSON, s.i)
		}
	}
}

// array calls f for each element; f must read or skip it.
func (s *scanner) array(f func() error) error {
	if s.peek() == 'n' {
		return s.skip(0)
	}
	if err := s.expect('['); err != nil {
		return err
	}
	if s.peek() == ']' {
		s.i++
		return nil
	}
	for {
		if err := f(); err != nil {
			return err
		}
		switch s.peek() {
		case ',':
			s.i++
		case ']':
			s.i++
			return nil
		default:
			return fmt.Errorf("%w: , or ] expected at byte %d", errJSON, s.i)
		}
	}
}

// raw reads a string with its quotes; plain tells that it holds no escape and valid UTF-8
// without control characters.
func (s *scanner) raw() (text []byte, plain bool, err error) {
	start, b := s.i, s.b
	plain = true
	high := byte(0) // all bytes together: above 0x7f when one of them is not ASCII
	for j := start + 1; j < len(b); j++ {
		c := b[j]
		high |= c
		if c > '"' && c != '\\' || c == ' ' || c == '!' {
			continue
		}
		switch c {
		case '\\':
			plain = false
			j++
		case '"':
			s.i = j + 1
			text = b[start:s.i]
			return text, plain && (high < utf8.RuneSelf || utf8.Valid(text)), nil
		default:
			return nil, false, fmt.Errorf("%w: a control character at byte %d", errJSON, j)
		}
	}
	return nil, false, fmt.Errorf("%w: a string is never closed", errJSON)
}

func unquote(raw []byte) (string, error) {
	var v string
	if err := json.Unmarshal(raw, &v); err != nil {
		return "", fmt.Errorf("%w: %w", errJSON, err)
	}
	return v, nil
}

// str reads a string, and null as empty; the value of any other kind is skipped as empty.
func (s *scanner) str(into *string) error {
	if s.peek() != '"' {
		return s.skip(0)
	}
	raw, plain, err := s.raw()
	if err != nil || *into != "" {
		return err
	}
	if plain {
		*into = string(raw[1 : len(raw)-1])
		return nil
	}
	*into, err = unquote(raw)
	return err
}

// text reads a scalar of any kind as it is written; strings without their quotes.
func (s *scanner) text(into *string) error {
	if s.peek() == '"' {
		return s.str(into)
	}
	start := s.i
	if err := s.skip(0); err != nil {
		return err
	}
	if *into == "" && s.b[start] != '{' && s.b[start] != '[' && s.b[start] != 'n' {
		*into = string(s.b[start:s.i])
	}
	return nil
}

// number reads a small integer; anything else counts as 0.
func (s *scanner) number(into *int) error {
	var t string
	if err := s.text(&t); err != nil {
		return err
	}
	n := 0
	for i := range len(t) {
		if t[i] < '0' || t[i] > '9' || n > 1<<40 {
			return nil
		}
		n = n*10 + int(t[i]-'0')
	}
	if *into == 0 {
		*into = n
	}
	return nil
}

// skip passes over one value and checks its form.
func (s *scanner) skip(depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("%w: nested more than %d deep", errJSON, maxDepth)
	}
	switch c := s.peek(); {
	case c == '"':
		raw, plain, err := s.raw()
		if err == nil && !plain {
			_, err = unquote(raw)
		}
		return err
	case c == '{':
		return s.skipObject(depth)
	case c == '[':
		return s.array(func() error { return s.skip(depth + 1) })
	case c == 't':
		return s.literal("true")
	case c == 'f':
		return s.literal("false")
	case c == 'n':
		return s.literal("null")
	case c == '-' || c >= '0' && c <= '9':
		return s.skipNumber()
	}
	return fmt.Errorf("%w: a value expected at byte %d", errJSON, s.i)
}

func (s *scanner) skipObject(depth int) error {
	return s.object(func([]byte) error { return s.skip(depth + 1) })
}

func (s *scanner) literal(word string) error {
	if len(s.b)-s.i < len(word) || string(s.b[s.i:s.i+len(word)]) != word {
		return fmt.Errorf("%w: %s expected at byte %d", errJSON, word, s.i)
	}
	s.i += len(word)
	return nil
}

func (s *scanner) skipNumber() error {
	start := s.i
	for s.i < len(s.b) {
		c := s.b[s.i]
		if (c < '0' || c > '9') && c != '-' && c != '+' && c != '.' && c != 'e' && c != 'E' {
			break
		}
		s.i++
	}
	if !json.Valid(s.b[start:s.i]) {
		return fmt.Errorf("%w: a number expected at byte %d", errJSON, start)
	}
	return nil
}

// end makes sure that nothing follows.
func (s *scanner) end() error {
	if s.peek() != 0 || s.i != len(s.b) {
		return fmt.Errorf("%w: something follows at byte %d", errJSON, s.i)
	}
	return nil
}
