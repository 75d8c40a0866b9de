package wire_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"pgregory.net/rapid"

	"lectern/adapters/wire"
)

func TestCut(t *testing.T) {
	const family = "👩‍👩‍👧‍👦" // seven code points that are one character
	for _, test := range []struct {
		text string
		most int
		want string
	}{
		{"realism", 7, "realism"},
		{"größe", 5, "größe"}, // seven bytes, five code points
		{"The balance of power", 12, "The balance…"},
		{"Thebalanceofpower", 5, "Theb…"},
		{"A verylongwordindeed", 8, "A veryl…"}, // the only end of a word is too far back
		{"one, two, three", 10, "one, two…"},    // no comma before the ellipsis
		{"e\u0301te\u0301s", 5, "e\u0301t…"},    // accents stay with their letters
		{"ab" + family, 8, "ab…"},
		{family + "b", 8, family + "b"},
		{"安全困境理论", 4, "安全困…"},
		{"a\r\nb", 3, "a…"}, // a line's end is one character
	} {
		if got := wire.Cut(test.text, test.most); got != test.want {
			t.Errorf("%q to %d: %q, want %q", test.text, test.most, got, test.want)
		}
	}
}

// TestCutKeepsTheLimitAndTheCharacters holds what the platforms rely on over any text.
func TestCutKeepsTheLimitAndTheCharacters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("ab \r\n.,ßé\u0301安👩\u200d👧🇩🇪🏽")), 0, 60, -1).Draw(t, "text")
		most := rapid.IntRange(1, 60).Draw(t, "most")
		got := wire.Cut(text, most)
		if n := utf8.RuneCountInString(got); n > most {
			t.Fatalf("%q has %d code points, of %d", got, n, most)
		}
		if utf8.RuneCountInString(text) <= most {
			if got != text {
				t.Fatalf("%q fits and became %q", text, got)
			}
			return
		}
		head, ok := strings.CutSuffix(got, "…")
		if !ok || !strings.HasPrefix(text, head) {
			t.Fatalf("%q is no beginning of %q", got, text)
		}
		borders := map[int]bool{0: true}
		for g := uniseg.NewGraphemes(text); g.Next(); {
			_, to := g.Positions()
			borders[to] = true
		}
		if !borders[len(head)] && strings.TrimRight(head, " ,;:") == head && !strings.ContainsAny(text[len(head):len(head)+1], " ,;:") {
			t.Fatalf("%q is cut within a character of %q", head, text)
		}
	})
}

func TestStringsAreJSON(t *testing.T) {
	for _, text := range []string{"", "realism", "\"\\/\b\f\n\r\t\x00\x1f", "größe 安全 👩‍👧", "\u2028</script>"} {
		b := wire.AppendString([]byte("x:"), text)
		var back string
		if err := json.Unmarshal(b[2:], &back); err != nil || back != text {
			t.Errorf("%q became %s: %q, %v", text, b, back, err)
		}
		if inside := wire.AppendQuoted(nil, []byte(text)); string(inside) != string(b[3:len(b)-1]) {
			t.Errorf("%q: %s inside, %s with its marks", text, inside, b)
		}
	}
}

func FuzzAppendString(f *testing.F) {
	f.Add("a\"b\\c\x00\u2029")
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		var back string
		if err := json.Unmarshal(wire.AppendString(nil, text), &back); err != nil || back != text {
			t.Fatalf("%q came back as %q, %v", text, back, err)
		}
	})
}

func TestWhatMayBeLinkedTo(t *testing.T) {
	for raw, want := range map[string]bool{
		"https://example.org":                true,
		"https://example.org/a/b-c_d.html":   true,
		"https://example.org/a?q=1&r=(2)#x":  true,
		"http://example.org/":                true,
		"mailto:staff@example.org":           true,
		"":                                   false,
		"example.org":                        false,
		"/read/chapter6":                     false,
		"https://":                           false,
		"https:///path":                      false,
		"http:example.org":                   false,
		"javascript:alert(1)":                false,
		"data:text/html,x":                   false,
		"file:///etc/passwd":                 false,
		"HTTPS://example.org/":               true, // a scheme has no case
		"https://example.org/a b":            false,
		"https://example.org/\n":             false,
		"https://example.org/<@1>":           false,
		"https://example.org/\"onclick=x":    false,
		"https://example.org/%zz":            false,
		"https://user:secret@example.org/x":  true,
		"https://xn--bcher-kva.example/über": true,
	} {
		if got := wire.Linkable(raw); got != want {
			t.Errorf("%q: %v, want %v", raw, got, want)
		}
	}
}

func TestWordsThatPassForAnAddress(t *testing.T) {
	for label, want := range map[string]bool{
		"example.org": true, "www.example": true, "https://example.org": true, "bank.example/login": true, " example.org ": true,
		"Read on": false, "": false, "Waltz 1979": false, "e.g": false, "v1.": false, ".env": false, "and/or": false, "anarchy": false,
	} {
		if got := wire.LooksLikeAddress(label); got != want {
			t.Errorf("%q: %v, want %v", label, got, want)
		}
	}
}

func TestDrainWaitsForAllThatIsUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var f wire.Inflight
		f.Drain() // nothing is
		f.Begin()
		go func() {
			time.Sleep(time.Second)
			f.Begin() // one answer brings about another
			f.End()
			time.Sleep(time.Second)
			f.End()
		}()
		began := time.Now()
		f.Drain()
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("drained after %v, want 2s", took)
		}
		f.Begin()
		f.End()
		f.Drain()
	})
}
