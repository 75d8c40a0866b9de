package slack

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"lectern/internal/chat"
)

// escape makes text inert in mrkdwn and in the fallback text: these three characters are all
// that begins a mention, a link or an entity (Formatting text for app surfaces).
func escape(s string) string {
	s = chat.Printable(s)
	if !strings.ContainsAny(s, "&<>") {
		return s
	}
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// plain is for plain_text objects, which know no markup.
func plain(s string) string { return chat.OneLine(s) }

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

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
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

// address gives a URL that may be linked to; empty for any other.
func address(raw string) string {
	if len(raw) > maxButtonURL || strings.ContainsAny(raw, " \n\t<>\"|") {
		return ""
	}
	if simpleAddress(raw) {
		return raw
	}
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" && u.Scheme != "mailto" || u.Scheme != "mailto" && u.Host == "" {
		return ""
	}
	return raw
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

// appendString writes s as a JSON string (RFC 8259 §7).
func appendString[S ~string | ~[]byte](b []byte, s S) []byte {
	b = appendQuoted(append(b, '"'), s)
	return append(b, '"')
}

// appendQuoted writes the inside of a JSON string.
func appendQuoted[S ~string | ~[]byte](b []byte, s S) []byte {
	const hex = "0123456789abcdef"
	start := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[start:i]...)
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		start = i + 1
	}
	return append(b, s[start:]...)
}
