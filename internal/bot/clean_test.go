package bot_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"lectern/internal/bot"
)

func TestClean(t *testing.T) {
	long := strings.Repeat("x", bot.MaxArgument)
	for _, tt := range []struct {
		name, in, want string
		cut            bool
	}{
		{"as typed", "security dilemma", "security dilemma", false},
		{"empty", "", "", false},
		{"blanks", " \t\r\n\u00a0\u3000 ", "", false},
		{"blanks within", "  security\n\n  dilemma\t", "security dilemma", false},
		{"bidi override", "\u202eabc\u202c \u2066x\u2069 \u200f", "abc x", false},
		{"zero width", "neo\u200brealism \ufeffx\u2060y", "neorealism xy", false},
		{"joiners are spelling", "می\u200cخواهم", "می\u200cخواهم", false},
		{"soft hyphen", "real\u00adism", "realism", false},
		{"tags", "a\U000e0041\U000e007fb", "ab", false},
		{"control", "a\x00b\x1b[31mc\x7f", "ab[31mc", false},
		{"broken UTF-8", "a\xff\xfeb", "ab", false},
		{"mentions stay words", "@everyone <!channel>", "@everyone <!channel>", false},
		{"accents and scripts", "réalisme 現実主義 الواقعية", "réalisme 現実主義 الواقعية", false},
		{"just fits", long, long, false},
		{"one too many", long + "y", long, true},
		{"ten thousand", strings.Repeat("ab ", 3334), strings.Repeat("ab ", 66) + "ab", true},
		{"ten thousand wide", strings.Repeat("主", 10_000), strings.Repeat("主", bot.MaxArgument), true},
		{"blanks at the end are no more", long + "   ", long, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, cut := bot.Clean(tt.in)
			if got != tt.want || cut != tt.cut {
				t.Errorf("got %q, %v\nwant %q, %v", got, cut, tt.want, tt.cut)
			}
		})
	}
}

func FuzzClean(f *testing.F) {
	f.Add("security dilemma")
	f.Add("\u202e a\u200b\x00")
	f.Add(strings.Repeat("ab ", 100))
	f.Fuzz(func(t *testing.T, s string) {
		got, _ := bot.Clean(s)
		if again, cut := bot.Clean(got); again != got || cut {
			t.Errorf("cleaning twice changes %q to %q", got, again)
		}
		if n := utf8.RuneCountInString(got); n > bot.MaxArgument || !utf8.ValidString(got) {
			t.Errorf("%d characters, valid %v", n, utf8.ValidString(got))
		}
		for _, r := range got {
			if unicode.IsControl(r) || r != '\u200c' && r != '\u200d' && unicode.Is(unicode.Cf, r) {
				t.Errorf("%U is left in %q", r, got)
			}
		}
	})
}
