package bank_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lectern/internal/bank"
)

// words draws a text as people write it, with every sign that means something in a format.
func words() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		s := rapid.StringMatching(`[A-Za-zäß国][A-Za-z ~=#{}:\\'"%,.?!*_\-é国]{0,40}[A-Za-z.?]`).Draw(t, "text")
		return strings.Join(strings.Fields(strings.ReplaceAll(s, "->", "to")), " ")
	})
}

// anyQuestion draws a question that check has nothing against.
func anyQuestion(kinds ...bank.Kind) *rapid.Generator[bank.Question] {
	return rapid.Custom(func(t *rapid.T) bank.Question {
		q := bank.Question{
			ID: rapid.StringMatching(`[a-z][a-z0-9-]{2,20}`).Draw(t, "id"), Kind: rapid.SampledFrom(kinds).Draw(t, "kind"),
			Stem: words().Draw(t, "stem"), Tags: rapid.SliceOfN(rapid.StringMatching(`[a-z]{2,8}`), 0, 2).Draw(t, "tags"), State: bank.Draft, Origin: "import",
		}
		if len(q.Tags) == 0 {
			q.Tags = nil
		}
		switch q.Kind {
		case bank.Single, bank.Multi, bank.Match, bank.Order:
			n := rapid.IntRange(2, 5).Draw(t, "options")
			for i := range n {
				o := bank.Option{Text: words().Draw(t, "option") + " " + string(rune('a'+i))}
				switch q.Kind {
				case bank.Single:
					o.Correct, o.Why = i == 0, words().Draw(t, "why")
				case bank.Multi:
					o.Correct, o.Why = i%2 == 0, words().Draw(t, "why")
				case bank.Match:
					o.Match = words().Draw(t, "match")
				case bank.Order, bank.Bool, bank.Short, bank.Numeric:
				}
				q.Options = append(q.Options, o)
			}
		case bank.Bool:
			q.Accept = []string{rapid.SampledFrom([]string{"true", "false"}).Draw(t, "answer")}
		case bank.Short:
			q.Accept = rapid.SliceOfN(words(), 1, 3).Draw(t, "accept")
		case bank.Numeric:
			q.Accept = []string{rapid.SampledFrom([]string{"1949", "-0.5", "3.25", "1e+06"}).Draw(t, "number")}
			q.Tolerance = rapid.SampledFrom([]float64{0, 0.5, 5}).Draw(t, "tolerance")
		}
		return q
	})
}

func TestYAMLBringsEveryQuestionBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		want := rapid.SliceOfN(anyQuestion(bank.Kinds()...), 1, 4).Draw(rt, "questions")
		want[0].Source, want[0].Why, want[0].Points, want[0].Fixed = bank.Source{Span: words().Draw(rt, "span"), Hash: "0123456789abcdef"}, "Two\nlines: of why.", 2.5, true
		want[0].Objective, want[0].Bloom, want[0].Level = words().Draw(rt, "objective"), "apply", "hard"
		data, err := bank.Write(want)
		if err != nil {
			rt.Fatal(err)
		}
		got, findings := bank.Parse("x.quiz.yaml", data)
		if diff := cmp.Diff(want, got); diff != "" || len(findings) > 0 {
			rt.Fatalf("%v (-want +got):\n%s\n%s", findings, diff, data)
		}
	})
}

func TestGIFTBringsEveryQuestionBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		want := rapid.SliceOfN(anyQuestion(bank.Single, bank.Multi, bank.Bool, bank.Short, bank.Numeric, bank.Match), 1, 4).Draw(rt, "questions")
		for i, q := range want {
			if q.Kind == bank.Single || q.Kind == bank.Numeric || q.Kind == bank.Bool {
				want[i].Why = words().Draw(rt, "why of all")
			}
			if q.Kind == bank.Multi && len(q.Options) == 2 {
				want[i].Options[1].Correct = true // one right option of two is a single choice there
			}
		}
		data, left := bank.WriteGIFT(want)
		got, findings := bank.ReadGIFT("x.gift", data)
		if diff := cmp.Diff(want, got); diff != "" || len(findings)+len(left) > 0 {
			rt.Fatalf("%v %v (-want +got):\n%s\n%s", left, findings, diff, data)
		}
	})
}

func TestAikenBringsSingleChoicesBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		want := rapid.SliceOfN(anyQuestion(bank.Single), 1, 3).Draw(rt, "questions")
		data, _ := bank.WriteAiken(want)
		got, findings := bank.ReadAiken("x.txt", data)
		if len(got) != len(want) || len(findings) > 0 {
			rt.Fatalf("%d of %d came back: %v\n%s", len(got), len(want), findings, data)
		}
		for i := range got {
			if got[i].Stem != want[i].Stem || !got[i].Options[0].Correct || got[i].Options[1].Correct {
				rt.Fatalf("%+v became %+v", want[i], got[i])
			}
		}
	})
}

// TestGIFTAsMoodleWritesIt reads what Moodle's documentation shows.
func TestGIFTAsMoodleWritesIt(t *testing.T) {
	const text = `// question: 1  name: Grant  [id:grant-1] [tag:history]
$CATEGORY: $course$/top/History

::Grant's tomb::Who's buried in Grant's tomb?{
=Grant # Right.
~no one # Wrong: he is.
~[html]Napoleon
#### Ulysses S. Grant
}

Grant was the {=18th ~17th ~19th} president.

When was he born?{#1822:5}

Pi is between?{#3.141..3.142}

Several numbers {#
=1822:0
~1900
}

Two people of the team?{
~%50%Grant
~%-100%Jefferson

~%50%Lincoln
}

Match them {
=cat -> meows
=dog -> barks
= -> quacks
}

The sun rises in the West.{F#It rises in the East.#Right}

Write an essay.{}

No answers at all
`
	got, findings := bank.ReadGIFT("x.gift", []byte(text))
	want := []bank.Question{
		{
			ID: "grant-1", Kind: bank.Single, Stem: "Who's buried in Grant's tomb?", Why: "Ulysses S. Grant", Tags: []string{"history"}, State: bank.Draft, Origin: "import",
			Options: []bank.Option{{Text: "Grant", Correct: true, Why: "Right."}, {Text: "no one", Why: "Wrong: he is."}, {Text: "Napoleon"}},
		},
		{
			ID: "grant-was-the-president", Kind: bank.Single, Stem: "Grant was the _____ president.", State: bank.Draft, Origin: "import",
			Options: []bank.Option{{Text: "18th", Correct: true}, {Text: "17th"}, {Text: "19th"}},
		},
		{ID: "when-was-he-born", Kind: bank.Numeric, Stem: "When was he born?", Accept: []string{"1822"}, Tolerance: 5, State: bank.Draft, Origin: "import"},
		{ID: "pi-is-between", Kind: bank.Numeric, Stem: "Pi is between?", Accept: []string{"3.1415"}, Tolerance: 0.0005, State: bank.Draft, Origin: "import"},
		{ID: "several-numbers", Kind: bank.Numeric, Stem: "Several numbers", Accept: []string{"1822"}, State: bank.Draft, Origin: "import"},
		{
			ID: "two-people-of-the-team", Kind: bank.Multi, Stem: "Two people of the team?", State: bank.Draft, Origin: "import",
			Options: []bank.Option{{Text: "Grant", Correct: true}, {Text: "Jefferson"}, {Text: "Lincoln", Correct: true}},
		},
		{
			ID: "match-them", Kind: bank.Match, Stem: "Match them", State: bank.Draft, Origin: "import",
			Options: []bank.Option{{Text: "cat", Match: "meows"}, {Text: "dog", Match: "barks"}},
		},
		{ID: "sun-rises-in-the-west", Kind: bank.Bool, Stem: "The sun rises in the West.", Accept: []string{"false"}, Why: "It rises in the East.", State: bank.Draft, Origin: "import"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var codes []string
	for _, f := range findings {
		codes = append(codes, f.Code)
	}
	if diff := cmp.Diff([]string{"gift-skipped", "gift-skipped"}, codes); diff != "" {
		t.Errorf("findings: %v", findings)
	}
}

func TestMoodleXMLIsWellFormedAndTellsEveryKind(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		qs := rapid.SliceOfN(anyQuestion(bank.Kinds()...), 1, 7).Draw(rt, "questions")
		data, _, err := bank.WriteMoodleXML(qs)
		if err != nil {
			rt.Fatal(err)
		}
		var back struct {
			Questions []struct {
				Type string `xml:"type,attr"`
				ID   string `xml:"idnumber"`
				Text string `xml:"questiontext>text"`
			} `xml:"question"`
		}
		if err := xml.Unmarshal(data, &back); err != nil {
			rt.Fatalf("%v\n%s", err, data)
		}
		types := map[bank.Kind]string{bank.Single: "multichoice", bank.Multi: "multichoice", bank.Bool: "truefalse", bank.Short: "shortanswer", bank.Numeric: "numerical", bank.Match: "matching", bank.Order: "ordering"}
		for i, q := range qs {
			if b := back.Questions[i]; b.ID != q.ID || b.Type != types[q.Kind] || !strings.HasPrefix(b.Text, "<") {
				rt.Fatalf("%+v became %+v", q, b)
			}
		}
	})
}

func FuzzReadGIFT(f *testing.F) {
	for _, s := range []string{"::a::b{=c~d}", "x{#1:2}", "x{#1..2}", "x{T}", "x{=a -> b =c -> d}", "//[id:x]\ny{=z}", "{", "}", "a{=\\~b#c####d}", "x{~%50%a~%50%b}", "x{#\n=1:a}", "x{\n\n//\n}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		qs, findings := bank.ReadGIFT("x", data)
		for _, fd := range findings {
			if fd.Line < 0 || fd.Code == "" || fd.Message == "" {
				t.Errorf("finding %+v", fd)
			}
		}
		bank.WriteGIFT(qs)
	})
}

func FuzzParseYAML(f *testing.F) {
	for _, s := range []string{questions, "- id: a", "questions: [", "questions: {}", "- {id: [a], options: 3}", "a: &a [*a]", "\xef\xbb\xbf- id: x\r\n  kind: singel\r\n", "- kind: numeric\n  answer: x"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, findings := bank.Parse("x", data)
		for _, fd := range findings {
			if fd.Line < 1 || fd.Remedy == "" {
				t.Errorf("finding %+v", fd)
			}
		}
	})
}

func FuzzShortAnswers(f *testing.F) {
	f.Add("Waltz", "Walt")
	f.Add("1949", "1948")
	f.Add("", "\u202e")
	f.Fuzz(func(t *testing.T, accept, typed string) {
		p := bank.Pinned{Kind: bank.Short, Accept: []string{accept}}
		if pick, err := p.Read(typed); err == nil {
			p.Mark(pick)
		}
		p = bank.Pinned{Kind: bank.Numeric, Accept: []string{accept}}
		if pick, err := p.Read(typed); err == nil {
			p.Mark(pick)
		}
	})
}
