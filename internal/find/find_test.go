package find_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"lectern/internal/find"
)

// TestEveryTitleFindsItself asks for every title of every committed course, as written, in
// upper case and without its accents and hyphens.
func TestEveryTitleFindsItself(t *testing.T) {
	for _, c := range courses(t) {
		ix := find.New(c.Entries)
		for _, e := range c.Entries {
			for _, q := range []string{e.Title, strings.ToUpper(e.Title), "  " + strings.ReplaceAll(e.Title, " ", "   ") + "?"} {
				if !answers(c.Entries, ix.Lookup(q), e.Title) {
					t.Errorf("%s: %q: got %s", c.Name, q, told(c.Entries, ix.Lookup(q)))
				}
			}
		}
	}
}

// answers says whether the first result has the title, or all candidates have.
func answers(entries []find.Entry, r find.Result, title string) bool {
	switch r.Outcome {
	case find.Found:
		return strings.EqualFold(entries[r.Best.Entry].Title, title)
	case find.Ambiguous:
		return slices.ContainsFunc(r.Others, func(h find.Hit) bool { return entries[h.Entry].Title == title })
	case find.Nothing:
	}
	return false
}

func TestSpellingsOfOneTitle(t *testing.T) {
	entries := []find.Entry{
		{Title: "Realism in Security Studies", Level: 1, Parent: -1, Body: "About power."},
		{Title: "Structural Realism (Neo-Realism)", Level: 2, Parent: 0, Body: "Kenneth Waltz wrote of neorealism and of self-help."},
		{Title: "Défense européenne", Level: 2, Parent: 0, Body: "Les armées."},
		{Title: "A.F.K. Organski", Level: 2, Parent: 0, Body: "Power transition."},
		{Title: "C++ and C#", Level: 2, Parent: 0, Body: "Two languages."},
		{Title: "Waltz's Levels", Level: 2, Parent: 0, Body: "Images of war."},
	}
	ix := find.New(entries)
	for query, want := range map[string]int{
		"neo-realism": 1, "neorealism": 1, "neo realism": 1, "NEO–REALISM": 1, "neo\u2011realism": 1, "structural realism": 1,
		"neorealist": 1, "neo-realistic": 1, "self help": 1, "selfhelp": 1,
		"realism": 0, "realist": 0, "re\u200balism": 0, "\u202erealism\u202c": 0, "ＲＥＡＬＩＳＭ": 0, "realism\x00": 0, "*realism*": 0,
		"defense europeenne": 2, "DÉFENSE": 2, "de\u0301fense": 2,
		"afk organski": 3, "a.f.k.": 3, "c++": 4, "c#": 4, "waltz’s levels": 5, "waltz levels": 5,
	} {
		if r := ix.Lookup(query); r.Outcome != find.Found || r.Best.Entry != want {
			t.Errorf("%q: want %q, got %s", query, entries[want].Title, told(entries, r))
		}
	}
}

func TestSeveralOfTheSameTitle(t *testing.T) {
	entries := []find.Entry{
		{Title: "Prices", Level: 1, Parent: -1, Body: "What things cost."},
		{Title: "Introduction", Level: 2, Parent: 0, Body: "Prices tell."},
		{Title: "Wages", Level: 1, Parent: -1, Body: "What work earns."},
		{Title: "Introduction", Level: 2, Parent: 2, Body: "Wages tell."},
		{Title: "Markets", Level: 1, Parent: -1, Body: "Where both meet."},
		{Title: "Markets", Level: 2, Parent: 4, Body: "The part with the name of the whole."},
	}
	ix := find.New(entries)
	r := ix.Lookup("introduction")
	if r.Outcome != find.Ambiguous || len(r.Others) != 2 {
		t.Errorf("introduction: want both, got %s", told(entries, r))
	}
	for query, want := range map[string]int{"introduction wages": 3, "prices introduction": 1, "markets": 4} {
		if r := ix.Lookup(query); r.Outcome != find.Found || r.Best.Entry != want {
			t.Errorf("%q: want entry %d, got %s", query, want, told(entries, r))
		}
	}
}

func TestEmptyStandsBehindText(t *testing.T) {
	entries := []find.Entry{
		{Title: "Human Security", Level: 1, Parent: -1, Empty: true, Body: "never indexed secretword"},
		{Title: "Energy Security", Level: 1, Parent: -1, Empty: true},
		{Title: "Energy Security", Level: 2, Parent: -1, Body: "Oil and gas."},
	}
	ix := find.New(entries)
	if r := ix.Lookup("human security"); r.Outcome != find.Found || r.Best.Entry != 0 {
		t.Errorf("an announced lesson is found by its title; got %s", told(entries, r))
	}
	if r := ix.Lookup("energy security"); r.Outcome != find.Found || r.Best.Entry != 2 {
		t.Errorf("the one with text comes first; got %s", told(entries, r))
	}
	if r := ix.Lookup("secretword"); r.Outcome != find.Nothing {
		t.Errorf("an empty entry is found by its title only; got %s", told(entries, r))
	}
}

func TestNothing(t *testing.T) {
	entries := entriesOf(t, "sky")
	ix := find.New(entries)
	for _, q := range []string{
		"", " ", "\u200b\u200e", "???", "@everyone", "@here", "<!channel>", "<@&123>", "<#C024>", "]](((", "🎉🎉",
		strings.Repeat("realism ", 1250), strings.Repeat("a", 10_000), strings.Repeat("\u202e", 10_000), strings.Repeat("星", 10_000), "\xff\xfe",
	} {
		r := ix.Lookup(q)
		if r.Outcome != find.Nothing {
			t.Errorf("%.20q: got %s", q, told(entries, r))
		}
		if len(r.Suggestions) == 0 || !r.Unlike {
			t.Errorf("%.20q: want where the course begins, got %q", q, r.Suggestions)
		}
	}
	r := ix.Lookup("moon landing conspiracy")
	if r.Outcome != find.Nothing || r.Unlike || !slices.Contains(r.Suggestions, "The Moon In Sky Watching") {
		t.Errorf("want nothing and the moon suggested, got %s", told(entries, r))
	}
	if r := find.New(nil).Lookup("realism"); r.Outcome != find.Nothing {
		t.Errorf("no entries: got %v", r)
	}
}

func TestCorrected(t *testing.T) {
	ix := find.New(entriesOf(t, "sky"))
	for query, want := range map[string]string{
		"lunar eclpises": "lunar eclipses", "supernovea": "supernovae", "black holes": "", "retro mot": "", "nutron stars": "neutron stars",
	} {
		if got := ix.Lookup(query).Corrected; got != want {
			t.Errorf("%q: understood as %q, want %q", query, got, want)
		}
	}
}

func TestSearch(t *testing.T) {
	entries := entriesOf(t, "sky")
	ix := find.New(entries)
	hits := ix.Search("galileo", 10)
	if len(hits) != 2 {
		t.Fatalf("galileo is in two sections, found %d", len(hits))
	}
	for i, h := range hits {
		if !strings.Contains(entries[h.Entry].Body, "Galileo") {
			t.Errorf("%s does not mention Galileo", entries[h.Entry].Title)
		}
		if i > 0 && h.Score > hits[i-1].Score {
			t.Error("not the best first")
		}
	}
	if n := len(ix.Search("moon", 3)); n != 3 {
		t.Errorf("asked for 3 of many, got %d", n)
	}
	for _, q := range []string{"", "zzzzqqq", "@everyone"} {
		if hits := ix.Search(q, 5); len(hits) != 0 {
			t.Errorf("%q: found %v", q, hits)
		}
	}
}

func TestComplete(t *testing.T) {
	entries := entriesOf(t, "sky")
	ix := find.New(entries)
	for typed, want := range map[string]string{
		"":           "Chapter 1: The Sky Above Us",
		"moo":        "The Moon In Sky Watching",
		"the moo":    "The Moon In Sky Watching",
		"eclipses l": "Lunar Eclipses",
		"blck ho":    "Black Holes",
		"supernvo":   "Supernovae",
		"KEPLER":     "Kepler's Laws",
		"kepler’s l": "Kepler's Laws",
		"paralax":    "Parallax",
		"main-seq":   "Main Sequence",
	} {
		got := ix.Complete(typed, 25)
		if len(got) == 0 || len(got) > 25 || entries[got[0]].Title != want {
			t.Errorf("%q: want %q first, got %v", typed, want, titles(entries, got))
		}
	}
	start := titles(entries, ix.Complete("", 4))
	if want := []string{"Chapter 1: The Sky Above Us", "Introduction To Sky Watching", "The Moon In Sky Watching", "Planets In Sky Watching"}; !slices.Equal(start, want) {
		t.Errorf("with nothing typed: %q", start)
	}
	for _, typed := range []string{"qqqq", "@everyone", strings.Repeat("x", 10_000)} {
		if got := ix.Complete(typed, 25); len(got) != 0 {
			t.Errorf("%.20q: %v", typed, titles(entries, got))
		}
	}
	garden := entriesOf(t, "huayuan")
	if got := titles(garden, find.New(garden).Complete("土壤", 5)); len(got) == 0 || got[0] != "配制土壤" {
		t.Errorf("inside a run without blanks: %v", got)
	}
}

func titles(entries []find.Entry, list []int) []string {
	out := make([]string, len(list))
	for i, at := range list {
		out[i] = entries[at].Title
	}
	return out
}

func TestSnippet(t *testing.T) {
	entries := entriesOf(t, "sky")
	ix := find.New(entries)
	for query, want := range map[string]string{
		"chandrasekhar limit": "…[Chandrasekhar]",
		"electrons":           "…[electrons].",
	} {
		hit := ix.Search(strings.Fields(query)[0], 1)[0].Entry
		got := marked(ix.Snippet(hit, query, 60))
		if inner := strings.Trim(want, "…"); !strings.Contains(got, inner) || !strings.HasPrefix(got, "…") {
			t.Errorf("%q: got %q", query, got)
		}
	}
	for i, e := range entries {
		for _, width := range []int{1, 10, 40, 10_000} {
			checkSnippet(t, e, ix.Snippet(i, "the moon sun star light planets", width), width)
		}
	}
	if got := ix.Snippet(len(entries), "moon", 10); got != nil {
		t.Errorf("no such entry: %v", got)
	}
	kitchen := entriesOf(t, "chikyu")
	jx := find.New(kitchen)
	if got := marked(jx.Snippet(jx.Search("うま味", 1)[0].Entry, "うま味", 20)); !strings.Contains(got, "[うま味]") {
		t.Errorf("got %q", got)
	}
}

func marked(list []find.Piece) string {
	var b strings.Builder
	for _, p := range list {
		if p.Hit {
			b.WriteString("[" + p.Text + "]")
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// checkSnippet wants valid text of about the width asked for, cut between words.
func checkSnippet(t *testing.T, e find.Entry, list []find.Piece, width int) {
	t.Helper()
	var b strings.Builder
	for _, p := range list {
		if p.Text == "" || !utf8.ValidString(p.Text) {
			t.Errorf("%s: piece %q", e.Title, p.Text)
		}
		b.WriteString(p.Text)
	}
	const dots = 2
	if n := utf8.RuneCountInString(b.String()); n > width+dots {
		t.Errorf("%s: %d characters, asked for %d: %q", e.Title, n, width, b.String())
	}
	whole := " " + strings.Join(strings.Fields(e.Body+" "+e.Lead), " ") + " "
	text := strings.Trim(b.String(), "…")
	if !strings.Contains(whole, text) {
		t.Errorf("%s: %q is not from the text", e.Title, text)
	}
	if width >= 40 && !strings.Contains(whole, " "+strings.TrimSpace(text)) && strings.HasPrefix(b.String(), "…") {
		t.Errorf("%s: %q begins inside a word", e.Title, text)
	}
}

func TestAllocations(t *testing.T) {
	entries := entriesOf(t, "sky")
	ix := find.New(entries)
	const most = 5
	for _, q := range []string{"moon", "spring tides", "introduction", "supernovae", "who found the first pulsar"} {
		ix.Lookup(q)
		if n := testing.AllocsPerRun(100, func() { ix.Lookup(q) }); n > most {
			t.Errorf("%q: %v allocations, at most %d", q, n, most)
		}
	}
}

// TestNoWildGuess asks one course for what it does not teach. A stray word of the text may make
// an answer of one in thirty.
func TestNoWildGuess(t *testing.T) {
	entries := entriesOf(t, "music")
	ix := find.New(entries)
	absent := strings.Split("pizza,guitar lesson prices,banana bread,football scores,quantum field theory,chemistry,biology,calculus,"+
		"linear algebra,homework,deadline,exam,grades,lunch,coffee,netflix,javascript,kubernetes,docker,bitcoin price,stock market,"+
		"weather tomorrow,vaccine,cancer,neuron,dinosaur,volcano,planet,rain,train,plane,car,house rent,taxes,loan,bank,insurance,"+
		"marriage,dog,cat,horse,fish,tree,flower,garden,recipe,soup,cheese,wine,hello,thanks,asdf,qwerty,foo,xyz,cake,skate,taxi,"+
		"tell me a joke,french revolution,roman empire,napoleon,shakespeare,picasso,einstein,darwin,freud,plato,hegel,marx,keynes,"+
		"thermodynamics,entropy,black hole,mitochondria,gene editing,machine learning,neural network,blockchain,web design,"+
		"supply chain,inflation rate,unemployment,minimum wage,photosynthesis,量子力学,квантовая механика", ",")
	wrong := 0
	for _, q := range absent {
		if r := ix.Lookup(q); r.Outcome != find.Nothing {
			wrong++
			t.Logf("%q: %s", q, told(entries, r))
		}
	}
	if 30*wrong > len(absent) {
		t.Errorf("%d of %d got an answer", wrong, len(absent))
	}
}
