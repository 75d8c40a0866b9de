package discord

import (
	"bytes"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"

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

// cut shortens s to at most n code points, between characters as people see them, with an
// ellipsis; it prefers the end of a word in the last third.
func cut(s string, n int) string {
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	end, word := cutAt(s, n-1)
	if word > end*2/3 {
		end = word
	}
	return strings.TrimRight(s[:end], " ,;:") + "…"
}

// cutAt finds the last border between characters within n code points, and the end of the last
// word before it.
func cutAt(s string, n int) (end, word int) {
	if head := s[:min(len(s), n+1)]; isASCII(head) && !strings.Contains(head, "\r") {
		return n, max(strings.LastIndexByte(s[:n], ' '), 0)
	}
	count := 0
	g := uniseg.NewGraphemes(s)
	for g.Next() {
		k := len(g.Runes())
		if count+k > n {
			break
		}
		_, to := g.Positions()
		if g.Str() == " " {
			word = end
		}
		end, count = to, count+k
	}
	return end, word
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// address makes a URL safe inside a masked link; empty when it cannot be one.
func address(raw string) string {
	if len(raw) > maxURL || strings.ContainsAny(raw, " \n\t<>\"") {
		return ""
	}
	if simpleAddress(raw) {
		return raw
	}
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" && u.Scheme != "mailto" || u.Scheme != "mailto" && u.Host == "" {
		return ""
	}
	return strings.ReplaceAll(strings.ReplaceAll(raw, "(", "%28"), ")", "%29")
}

// simpleAddress tells whether an address is so plain that there is nothing to parse: https, a
// host, and a path of letters, digits and dashes.
func simpleAddress(raw string) bool {
	rest, ok := strings.CutPrefix(raw, "https://")
	if !ok || rest == "" || rest[0] == '/' {
		return false
	}
	for i := range len(rest) {
		c := rest[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '/' && c != '.' && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// looksLikeAddress tells whether a link's words could be taken for the address of a site.
func looksLikeAddress(label string) bool {
	label = strings.TrimSpace(label)
	if strings.ContainsAny(label, " \n") || label == "" {
		return false
	}
	if strings.Contains(label, "://") || strings.HasPrefix(label, "www.") {
		return true
	}
	host, _, _ := strings.Cut(label, "/")
	dot := strings.LastIndexByte(host, '.')
	return dot > 0 && dot < len(host)-2
}
