package discord

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"lectern/adapters/wire"
	"lectern/internal/chat"
)

// appendEscaped writes text so that Discord shows it letter by letter: no markup, no mention,
// no link, no list. bol tells that it begins a line.
func appendEscaped(b []byte, s string, bol bool) []byte {
	s = chat.Printable(s)
	for {
		if bol {
			b, s = appendLineStart(b, s)
		}
		i := 0
		for i < len(s) && !hasMeaning(s[i]) {
			i++
		}
		b, s = append(b, s[:i]...), s[i:]
		if s == "" {
			return b
		}
		// "@everyone" cannot notify anybody (allowed_mentions is always empty), but unescaped
		// it would still look as if it did. A bare address would become a link.
		if bol = s[0] == '\n'; !bol && (s[0] != ':' || strings.HasPrefix(s, "://")) {
			b = append(b, '\\')
		}
		b, s = append(b, s[0]), s[1:]
	}
}

// hasMeaning tells of a byte whether appendEscaped must look at it anywhere in a line.
func hasMeaning(c byte) bool {
	const low = 1<<'*' | 1<<'<' | 1<<':' | 1<<'\n'
	const high = 1<<('@'-64) | 1<<('['-64) | 1<<('\\'-64) | 1<<(']'-64) | 1<<('_'-64) | 1<<('`'-64) | 1<<('|'-64) | 1<<('~'-64)
	if c < 64 {
		return uint64(low)>>c&1 != 0
	}
	return c < utf8.RuneSelf && uint64(high)>>(c-64)&1 != 0
}

// appendLineStart writes the beginning of a line, up to the first sign that is neither a blank
// nor a figure, with a back-slash where it would begin a quote, a heading or a list.
func appendLineStart(b []byte, s string) (written []byte, rest string) {
	i := 0
	for i < len(s) && (s[i] == ' ' || isDigit(s[i])) {
		i++
	}
	b = append(b, s[:i]...)
	if i < len(s) {
		switch s[i] {
		case '>', '#', '-', '+':
			b = append(b, '\\', s[i])
			i++
		case '.', ')':
			if len(b) > 0 && isDigit(b[len(b)-1]) {
				b = append(b, '\\') // or it would be an entry of a list
			}
			b = append(b, s[i])
			i++
		}
	}
	return b, s[i:]
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// begins tells whether what was written last may still be the beginning of an entry of a list:
// blanks and digits since the line began. bol tells that the line had not got further before.
func begins(written []byte, bol bool) bool {
	if i := bytes.LastIndexByte(written, '\n'); i >= 0 {
		written, bol = written[i+1:], true
	}
	return bol && len(bytes.Trim(written, " 0123456789")) == 0
}

func escaped(s string) string {
	return string(appendEscaped(make([]byte, 0, len(s)+8), s, true))
}

// plain is for places where Discord knows no markup: labels, titles of menus, footers.
func plain(s string) string {
	return chat.OneLine(s)
}

// address makes a URL safe inside a masked link; empty when it cannot be one.
func address(raw string) string {
	if len(raw) > maxURL || !wire.Linkable(raw) {
		return ""
	}
	return strings.ReplaceAll(strings.ReplaceAll(raw, "(", "%28"), ")", "%29")
}
