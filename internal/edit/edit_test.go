package edit_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lectern/internal/edit"
)

func TestDistance(t *testing.T) {
	long := strings.Repeat("anarchy ", 20)
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"waltz", "waltz", 0},
		{"waltz", "", 5},
		{"waltz", "walt", 1},
		{"waltz", "wlatz", 1}, // neighbours exchanged
		{"waltz", "schmitz", 5},
		{"Waltz", "waltz", 1},
		{"größe", "grösse", 2},
		{"ca", "abc", 3}, // no part is changed twice
		{"安全困境", "安全困竟", 1},
		{long, long + "x", 1},
		{long, "", len(long)},
		{strings.Repeat("a", 63), strings.Repeat("a", 64), 1}, // where the rows grow
		{strings.Repeat("a", 65), strings.Repeat("b", 64), 65},
		{"\xff", "\xfe", 0}, // neither is a letter
	} {
		if got := edit.Distance(test.a, test.b); got != test.want {
			t.Errorf("%q to %q: %d, want %d", test.a, test.b, got, test.want)
		}
	}
}

// TestDistanceIsOne holds what is true of the count over texts at random. A detour may be shorter:
// ca to ac to abc takes two changes, and ca to abc three.
func TestDistanceIsOne(t *testing.T) {
	word := rapid.StringOfN(rapid.RuneFrom([]rune("abcß安")), 0, 80, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		d := edit.Distance(a, b)
		x, y := len([]rune(a)), len([]rune(b))
		switch {
		case d != edit.Distance(b, a):
			t.Fatal("there and back are not alike")
		case (d == 0) != (a == b):
			t.Fatalf("%d between %q and %q", d, a, b)
		case d < max(x-y, y-x), d > max(x, y):
			t.Fatalf("%d between texts of %d and %d letters", d, x, y)
		}
		at := rapid.IntRange(0, x).Draw(t, "at")
		more := string([]rune(a)[:at]) + "z" + string([]rune(a)[at:])
		if edit.Distance(a, more) != 1 {
			t.Fatalf("a letter more is %d changes", edit.Distance(a, more))
		}
	})
}

func FuzzDistance(f *testing.F) {
	f.Add("waltz", "walt")
	f.Add("", "\x00\xff")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a)*len(b) > 1<<20 {
			return
		}
		if d := edit.Distance(a, b); d != edit.Distance(b, a) {
			t.Fatalf("%d there, %d back", d, edit.Distance(b, a))
		}
	})
}
