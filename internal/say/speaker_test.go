package say_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"lectern/internal/say"
)

func load(t *testing.T) *say.Languages {
	t.Helper()
	l, err := say.Load()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestWordsThatAreTheSameEverywhereAreNotTranslated: somebody may be called as a button is.
func TestWordsThatAreTheSameEverywhereAreNotTranslated(t *testing.T) {
	german := load(t).In("de")
	if got := german.T("True"); got != "Richtig" {
		t.Errorf("the text is %q", got)
	}
	name := say.Plain("True")
	for got, want := range map[string]string{
		german.Say(name): "True",
		german.T("No section is called {{.Query}}.", say.Args{"Query": name}):          "No section is called True.",
		german.T("No section is called {{.Query}}.", say.Args{"Query": say.T("True")}): "No section is called Richtig.",
		(*say.Speaker)(nil).Say(name):                      "True",
		german.Say(say.Text{}):                             "",
		german.Say(say.Text{Args: say.Args{"Query": "x"}}): "",
	} {
		if got != want {
			t.Errorf("said %q, want %q", got, want)
		}
	}
	if name.Equal(say.T("True")) || !name.Equal(say.Plain("True")) {
		t.Error("a name equals the text that reads the same in English alone")
	}
}

func TestWhoIsNotUnderstoodIsSpokenToInEnglish(t *testing.T) {
	l := load(t)
	long := "de-x" + strings.Repeat("-abcdefgh", 6) // 58 characters
	for _, tt := range []struct {
		prefer []string
		want   string
	}{
		{nil, "en"},
		{[]string{"de"}, "de"},
		{[]string{"es-MX", "de"}, "es"},
		{[]string{"en-US", "de"}, "en"},
		{[]string{"zz", "?", "de"}, "de"},
		{[]string{"zz", "zz"}, "en"},
		{[]string{long}, "de"},
		{[]string{long + "-abcdefgh", "es"}, "es"}, // longer than any language's name
	} {
		for range 2 { // the second time from memory
			if s := l.In(tt.prefer...); s.Tag() != tt.want || s.English() != (tt.want == "en") {
				t.Errorf("%q are spoken to in %s", tt.prefer, s.Tag())
			}
		}
	}
	var none *say.Languages
	if s := none.In("de"); s.Tag() != "en" || !s.English() || s.T("True") != "True" || !slices.Equal(none.Tags(), []string{"en"}) {
		t.Error("without languages, English is spoken")
	}
	if got := l.Tags(); !slices.Equal(got, []string{"en", "de", "es"}) {
		t.Errorf("the languages are %v", got)
	}
}

func TestPreferencesWithoutEndAreNotRememberedForEver(t *testing.T) {
	l := load(t)
	for i := range 1201 {
		l.In(fmt.Sprintf("de-x-%04d", i))
		if n := l.Heard(); n < 1 || n > 500 {
			t.Fatalf("after %d preferences, %d are remembered", i+1, n)
		}
	}
	if l.Heard() != 201 {
		t.Errorf("%d are remembered, not those since it was last full", l.Heard())
	}
}

func TestAFigureHasTheSignOfItsLanguage(t *testing.T) {
	l := load(t)
	for _, tt := range []struct{ lang, figure, want string }{
		{"en", "0.5", "0.5"}, {"de", "0.5", "0,5"}, {"es", "-12.25", "-12,25"}, {"de", "7", "7"},
	} {
		if got := l.In(tt.lang).Decimal(tt.figure); got != tt.want {
			t.Errorf("%s: %s is written %s, want %s", tt.lang, tt.figure, got, tt.want)
		}
	}
	if got := (*say.Speaker)(nil).Decimal("0.5"); got != "0.5" {
		t.Errorf("nobody's language writes %s", got)
	}
}

func TestValuesAreAddedTogetherAndTheCallersStayAsTheyAre(t *testing.T) {
	mine := say.Args{"Who": "Ann", "What": "a"}
	text := say.N(1, "{{.Who}} has {{.Count}} {{.What}}", "{{.Who}} has {{.Count}} {{.What}}s", mine, say.Args{"What": "point"})
	if got := text.String(); got != "Ann has 1 point" {
		t.Errorf("said %q", got)
	}
	if len(mine) != 2 || mine["What"] != "a" {
		t.Errorf("the caller's values became %v", mine)
	}
	for n, want := range map[int]string{-1: "-1 points", 0: "0 points", 1: "1 point", 2: "2 points", 11: "11 points"} {
		if got := (*say.Speaker)(nil).N(n, "{{.Count}} point", "{{.Count}} points"); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
	// A value that happens to be called Count makes no singular of a text that has none.
	if got := say.T("{{.Count}} of them", say.Args{"Count": 1}).String(); got != "1 of them" {
		t.Errorf("said %q", got)
	}
}
