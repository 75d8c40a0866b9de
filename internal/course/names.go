package course

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"path"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"lectern/internal/doc"
)

// maxSlug bounds a slug in characters; longer headings are cut.
const maxSlug = 60

// slug makes a name for addresses: letters and digits of any script, folded, joined by '-'.
func slug(s string) string {
	var b strings.Builder
	n, gap := 0, false
	for _, r := range norm.NFKC.String(strings.ToLower(s)) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) {
			gap = b.Len() > 0
			continue
		}
		if n++; n > maxSlug {
			break
		}
		if gap {
			b.WriteByte('-')
			gap = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// namer hands out unique names: a name that is taken gets -2, -3, ….
type namer map[string]int

func (n namer) unique(name string) string {
	for {
		n[name]++
		k := n[name]
		if k == 1 {
			return name
		}
		candidate := name + "-" + strconv.Itoa(k)
		if n[candidate] == 0 {
			n[candidate] = 1
			return candidate
		}
	}
}

// refLength is the length of Unit.Ref: 12 characters of base 32 are 60 bits, so that among
// 100,000 units a collision is less likely than one in 200 million.
const refLength = 12

func refOf(id string) string {
	sum := sha256.Sum256([]byte(id))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:refLength])
}

// hashOf names what a unit says: it changes when its words, its parts or its questions do. It
// is kept with what was posted, so the bytes it is made of never change their order.
func hashOf(u *Unit) string {
	all := make([]byte, 0, 2048)
	all = append(all, u.Title...)
	all = append(append(all, 0), u.Lead...)
	all = doc.AppendText(append(all, 0), u.Own)
	for _, ch := range u.Children {
		all = append(append(all, 0), ch.Hash...)
	}
	for _, q := range u.Quizzes {
		all = doc.AppendText(append(all, 1), q.Question)
		for _, o := range q.Options {
			all = doc.AppendSpans(append(all, 2), o.Text)
			all = doc.AppendText(append(all, 3), o.Feedback)
		}
	}
	sum := sha256.Sum256(all)
	return hex.EncodeToString(sum[:8])
}

// titleFromName makes a readable title of a file name: "02-the_start.md" → "The start".
func titleFromName(file string) string {
	base := strings.TrimSuffix(path.Base(file), path.Ext(file))
	words := strings.FieldsFunc(base, func(r rune) bool {
		return r == '-' || r == '_' || unicode.IsSpace(r) || !unicode.IsGraphic(r)
	})
	if len(words) > 1 {
		if _, err := strconv.Atoi(words[0]); err == nil {
			words = words[1:]
		}
	}
	t := []rune(strings.Join(words, " "))
	if len(t) == 0 {
		return "–" // no word: a course is in any language
	}
	t[0] = unicode.ToUpper(t[0])
	return string(t)
}

// label cleans a heading for lists and lookups: no emoji, no closing marks, plain blanks.
func label(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == '\u2011': // the no-break hyphen is a hyphen to whoever types
			return '-'
		case isEmoji(r):
			return -1
		}
		return r
	}, s)
	return strings.TrimRight(strings.Join(strings.Fields(s), " "), "# ")
}

func isEmoji(r rune) bool {
	return r >= 0x1f000 && r <= 0x1faff || r >= 0x2600 && r <= 0x27bf || r == 0xfe0f || r == 0x200d
}

// Natural compares names as people order them: chapter2 before chapter10, case aside.
func Natural(a, b string) int {
	for a != "" && b != "" {
		da, db := digits(a), digits(b)
		if da > 0 && db > 0 {
			na, nb := strings.TrimLeft(a[:da], "0"), strings.TrimLeft(b[:db], "0")
			if len(na) != len(nb) {
				return len(na) - len(nb)
			}
			if c := strings.Compare(na, nb); c != 0 {
				return c
			}
			a, b = a[da:], b[db:]
			continue
		}
		ca, cb := lower(a[0]), lower(b[0])
		if ca != cb {
			return int(ca) - int(cb)
		}
		a, b = a[1:], b[1:]
	}
	return len(a) - len(b)
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
