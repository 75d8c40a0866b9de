package wire

import (
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Cut shortens s to at most n code points, between characters as people see them, with an
// ellipsis; it prefers the end of a word in the last third.
func Cut(s string, n int) string {
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	end, word := CutAt(s, n-1)
	if word > end*2/3 {
		end = word
	}
	return strings.TrimRight(s[:end], " ,;:") + "…"
}

// CutAt finds the last border between characters within n code points, and the end of the last
// word before it; both in bytes. s has more than n code points.
func CutAt(s string, n int) (end, word int) {
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
