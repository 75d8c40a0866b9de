package bank_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lectern/internal/bank"
	"lectern/internal/doc"
	"lectern/internal/fault"
)

// asked is a question of a kind over options A, B, C; of a Match, with sides X and Y.
func asked(kind bank.Kind) bank.Pinned {
	span := func(text string) []doc.Span { return []doc.Span{doc.Plain(text)} }
	why := func(text string) []doc.Block { return []doc.Block{doc.Paragraph{Spans: span(text)}} }
	p := bank.Pinned{
		Kind: kind, Points: 100, Why: why("for all"),
		Options: []bank.PinnedOption{{Text: span("one"), Why: why("not one"), Right: 1}, {Text: span("two"), Correct: true, Why: why("two it is"), Right: 0}, {Text: span("three"), Right: 1}},
	}
	switch kind {
	case bank.Bool:
		p.Options = []bank.PinnedOption{{Text: span("True"), Correct: true}, {Text: span("False")}}
	case bank.Match:
		p.Rights = [][]doc.Span{span("X"), span("Y")}
	case bank.Order:
		p.Options[2].Right = 2
	case bank.Short, bank.Numeric:
		p.Options, p.Accept = nil, []string{"7", "eight"}[:1]
	case bank.Single, bank.Multi:
	}
	return p
}

// TestAnswersInWordsAreRead has what people type, and the pick it comes to; ! is a refusal.
func TestAnswersInWordsAreRead(t *testing.T) {
	long := strings.Repeat("é", bank.MaxTyped)
	for kind, typed := range map[bank.Kind]map[string]string{
		bank.Single:  {"B": "b", " c. ": "c", "2": "b", "(a)": "a", "D": "!", "4": "!", "0": "!", "two": "!", "ab": "!", "a b": "!", "": "!", "-": "!", "{": "!", "`": "!"},
		bank.Bool:    {"True": "a", "yes": "a", "false": "b", "B": "b", "1": "a", "C": "!", "ab": "!"},
		bank.Multi:   {"C A": "ac", "a and c": "ac", "ca": "ac", "aac": "ac", "1,3": "ac", "A+B & C/a": "abc", "d": "!", "a d": "!", "abk": "!"},
		bank.Order:   {"2 1 3": "bac", "b > a > c": "bac", "b, then a, then c": "bac", "bac": "bac", "ba": "!", "bab": "!", "bacb": "!", "abd": "!"},
		bank.Match:   {"b a b": "bab", "BAB": "bab", "1b 2a 3b": "bab", "1-B, 2-A, 3-B": "!", "1b 2a": "!", "a b c": "!", "0b 2a 3b": "!", "1z 2a 3b": "!", "1bb 2a": "!"},
		bank.Short:   {" Waltz ": "Waltz", long: long, long + "é": "!", " \n": "!"},
		bank.Numeric: {" 7 ": "7", "1,949": "1,949", "seven": "!", "7 apples": "!"},
	} {
		p := asked(kind)
		for text, want := range typed {
			got, err := p.Read(text)
			if want == "!" {
				if !fault.Is(err, fault.Invalid) || got != "" {
					t.Errorf("%s: %q is read as %q, %v", kind, text, got, err)
				}
				continue
			}
			if err != nil || got != want {
				t.Errorf("%s: %q is read as %q, %v; want %q", kind, text, got, err, want)
			}
		}
	}
}

func TestARefusalSaysWhatIsExpected(t *testing.T) {
	for kind, want := range map[bank.Kind]string{
		bank.Single: "Give one letter from A to C.", bank.Bool: "Give one letter from A to B.", bank.Multi: "Give the letters of all right options, such as A C.",
		bank.Order: "Give the letters from A to C in the right order, each once.", bank.Match: "Give for each of the 3 lines in turn the letter that belongs to it, such as B A C.",
		bank.Short: "Give a word or a name.", bank.Numeric: "Give a number, such as 1949 or 0.5.",
	} {
		_, err := asked(kind).Read("")
		var f *fault.Fault
		if f, _ = err.(*fault.Fault); f == nil { //nolint:errorlint // it is the error itself
			t.Fatalf("%s: %v", kind, err)
		}
		if _, remedy := f.English(); remedy != want {
			t.Errorf("%s: %q, want %q", kind, remedy, want)
		}
	}
}

// TestNoForgedPickIsLetThrough: picks arrive in tokens and forms, which anybody may send.
func TestNoForgedPickIsLetThrough(t *testing.T) {
	for kind, picks := range map[bank.Kind]struct{ good, forged []string }{
		bank.Single:  {[]string{"a", "c"}, []string{"", "d", "ab", "A", "é"}},
		bank.Bool:    {[]string{"a", "b"}, []string{"c", ""}},
		bank.Multi:   {[]string{"a", "abc"}, []string{"", "ba", "aa", "ad"}},
		bank.Order:   {[]string{"abc", "cab"}, []string{"", "ab", "aab", "abd", "abca"}},
		bank.Match:   {[]string{"aaa", "bab"}, []string{"", "ab", "abc", "abab"}},
		bank.Short:   {[]string{"x", strings.Repeat("é", bank.MaxTyped)}, []string{"", strings.Repeat("é", bank.MaxTyped+1)}},
		bank.Numeric: {[]string{"7", strings.Repeat("9", bank.MaxTyped)}, []string{"", "x", strings.Repeat("9", bank.MaxTyped+1)}},
	} {
		p := asked(kind)
		for _, pick := range picks.good {
			if err := p.Check(pick); err != nil {
				t.Errorf("%s: %q is refused: %v", kind, pick, err)
			}
		}
		for _, pick := range picks.forged {
			if err := p.Check(pick); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %q is let through: %v", kind, pick, err)
			}
			if p.Describe(pick) != pick {
				t.Errorf("%s: the forged %q is described as %q", kind, pick, p.Describe(pick))
			}
		}
	}
}

func TestAPickIsToldInWordsWithItsReasons(t *testing.T) {
	for _, tt := range []struct {
		kind                   bank.Kind
		pick, described, words string
	}{
		{bank.Single, "b", "B – two", "two it is\nfor all"},
		{bank.Multi, "ac", "A – one; C – three", "not one\nfor all"},
		{bank.Bool, "b", "False", "for all"},
		{bank.Order, "bac", "B – two; A – one; C – three", "for all"},
		{bank.Match, "bab", "one → Y; two → X; three → Y", "for all"},
		{bank.Short, "a", "a", "for all"},
	} {
		p := asked(tt.kind)
		if got := p.Describe(tt.pick); got != tt.described {
			t.Errorf("%s %s is described as %q", tt.kind, tt.pick, got)
		}
		if got := doc.BlockText(p.Reasons(tt.pick)); got != tt.words {
			t.Errorf("%s %s has the reasons %q", tt.kind, tt.pick, got)
		}
	}
	if got := doc.BlockText(asked(bank.Single).Reasons("z")); got != "for all" {
		t.Errorf("an option that is not there any more has the reasons %q", got)
	}
}

// TestTheKeyIsWhollyRightAndNothingElseIsMore holds for any question that can be asked.
func TestTheKeyIsWhollyRightAndNothingElseIsMore(t *testing.T) {
	kinds := []bank.Kind{bank.Single, bank.Multi, bank.Bool, bank.Short, bank.Numeric, bank.Match, bank.Order}
	rapid.Check(t, func(t *rapid.T) {
		p := asked(rapid.SampledFrom(kinds).Draw(t, "kind"))
		key := p.Key()
		if m := p.Mark(key); p.Check(key) != nil || !m.Right || m.Share != 100 || p.Worth(m) != p.Points {
			t.Fatalf("%s: the key %q is worth %+v, %v", p.Kind, key, m, p.Check(key))
		}
		pick := rapid.StringMatching(`[a-c]{1,3}`).Draw(t, "pick")
		if p.Check(pick) != nil || pick == key {
			return
		}
		if m := p.Mark(pick); m.Right || m.Share < 0 || m.Share >= 100 {
			t.Errorf("%s: %q is worth %+v where the key is %q", p.Kind, pick, m, key)
		}
	})
	if key := (bank.Pinned{Kind: bank.Short}).Key(); key != "" {
		t.Errorf("a question that accepts nothing has the key %q", key)
	}
}

func TestNumbersCountToTheEdgeOfTheirTolerance(t *testing.T) {
	for _, tt := range []struct {
		accept    string
		tolerance float64
		typed     string
		right     bool
	}{
		{"0.3", 0.1, "0.4", true},
		{"0.3", 0.1, "0.2", true},
		{"0.3", 0.1, "0.4001", false},
		{"0.3", 0, "0.3", true},
		{"1949", 0, "1949.1", false},
		{"-5", 0, "5", false},
		{"0.1", 0, "0.10000000000000001", true},
		{"0", 0, "0.001", false},
		{"3000000000", 0, "3000000001", true},
		{"3000000000", 0, "3000000004", false},
	} {
		p := bank.Pinned{Kind: bank.Numeric, Accept: []string{tt.accept}, Tolerance: tt.tolerance}
		if got := p.Mark(tt.typed).Right; got != tt.right {
			t.Errorf("%s for %s±%v: right = %v", tt.typed, tt.accept, tt.tolerance, got)
		}
	}
}

// TestTypingErrorsAreForgivenByLength: none in up to four letters, one in up to eight, two beyond.
func TestTypingErrorsAreForgivenByLength(t *testing.T) {
	for _, tt := range []struct {
		accept, typed string
		rivals        []string
		right         bool
	}{
		{"Mill", "Mil", nil, false},
		{"Locke", "Lock", nil, true},
		{"Locke", "Loc", nil, false},
		{"Hedleybu", "Hedlebu", nil, true},
		{"Hedleybu", "Hedlbu", nil, false},
		{"Morgentha", "Morgntha", nil, true},
		{"Morgentha", "Mrgntha", nil, true},
		{"Morgentha", "Mrgnth", nil, false},
		{"1949", "1948", nil, false},
		{"version 2", "version 3", nil, false},
		{"version", "version2", nil, false},
		{"A.F.K. Organski", "afk organski", nil, true},
		{"O'Neill", "ONeill", nil, true},
		{"O’Neill", "O'Neill", nil, true},
		{"The State", "state", nil, true},
		{"the", "the", nil, true},
		{"balance-of-power", "Balance of  power!", nil, true},
		{"ﬁnance", "FINANCE", nil, true},
		{"Gómez", "gomez", nil, true},
		{"größe", "grosse", nil, true},
		{"שָׁלוֹם", "שלום", nil, true}, // points may be left out
		{"سَلَام", "سلام", nil, true},
		{"かき", "がき", nil, false}, // another letter, another fruit
		{"かき", "か\u3099き", nil, false},
		{"がき", "か\u3099き", nil, true}, // the same letter, typed in two parts
		{"दिन", "दन", nil, false},     // a vowel is no accent
		{"เสือ", "เสอ", nil, false},
		{"Locke", "...", nil, false},
		{"Locke", "Lockd", []string{"locks"}, false},
		{"Locke", "Lockd", []string{"hobbes"}, true},
		{"Locke", "Locke", []string{"lockes"}, true},
	} {
		p := bank.Pinned{Kind: bank.Short, Accept: []string{"something else", tt.accept}, Rivals: tt.rivals}
		if got := p.Mark(tt.typed).Right; got != tt.right {
			t.Errorf("%q for %q beside %q: right = %v", tt.typed, tt.accept, tt.rivals, got)
		}
	}
}

// TestAPinnedQuestionIsKeptWhole pins one of every kind, and keeps what is damaged from being asked.
func TestAPinnedQuestionIsKeptWhole(t *testing.T) {
	b := load(t, `questions:
- {id: s, kind: single, section: Realism, stem: "A *word*?", options: [{text: a, correct: true, why: "**yes**"}, {text: b}], why: All., objective: o, tags: [x], points: 2.5, state: approved}
- {id: m, kind: match, stem: 'Which?', options: [{text: a, match: x}, {text: b, match: y}, {text: c, match: x}], state: approved}
- {id: t, kind: bool, stem: 'So?', answer: false, state: approved}
- {id: n, kind: numeric, stem: 'How many?', answer: 5, tolerance: 0.5, state: approved}
- {id: f, kind: single, stem: 'Which?', options: [{text: p, correct: true}, {text: q}, {text: r}], fixed: true, state: approved}
- {id: w, kind: short, stem: 'Who?', accept: [Waltz], state: approved}
- {id: v, kind: short, stem: 'Who else?', accept: [Walz], state: approved}
- {id: z, kind: short, stem: 'Who again?', accept: [Morgenthau], state: approved}
`)
	for _, f := range b.Findings {
		t.Fatalf("%s:%d %s", f.File, f.Line, f.Message)
	}
	for _, id := range []string{"s", "m", "t", "n", "f", "w"} {
		p := b.Pin(b.ByID(id), []byte("seed"))
		data, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := bank.Decode(data)
		if diff := cmp.Diff(p, got); err != nil || diff != "" {
			t.Errorf("%s, %v (-pinned +kept):\n%s", id, err, diff)
		}
		if p.Chapter == "" || p.Unit == "" {
			t.Errorf("%s knows neither its chapter nor its unit: %+v", id, p)
		}
	}
	pin := func(id string) bank.Pinned { return b.Pin(b.ByID(id), []byte("seed")) }
	if s := pin("s"); s.Points != 250 || s.Unit == s.Chapter || s.StemText() != "A word?" {
		t.Errorf("pinned as %+v", s)
	}
	if m := pin("m"); len(m.Rights) != 2 { // x is one side, though it belongs to two
		t.Errorf("the right sides are %v", m.Rights)
	}
	if truth := pin("t"); truth.Key() != "b" || doc.SpanText(truth.Options[0].Text) != "True" || truth.Accept != nil {
		t.Errorf("true or false is pinned as %+v", truth)
	}
	for seed := range strings.SplitSeq("abcdefgh", "") {
		if f := b.Pin(b.ByID("f"), []byte(seed)); f.Key() != "a" {
			t.Errorf("options that keep their order have the key %q", f.Key())
		}
	}
	if w := pin("w"); !slices.Equal(w.Rivals, []string{"walz"}) {
		t.Errorf("what Waltz could be taken for: %q", w.Rivals)
	}
	for _, damaged := range []string{"", "{", `{"id":"q","stem":3}`, `{"id":"q","options":[{"text":{}}]}`, `{"id":"q","rights":[7]}`} {
		if _, err := bank.Decode([]byte(damaged)); err == nil {
			t.Errorf("%s is read", damaged)
		}
	}
}
