package commands_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"lectern/internal/chat"
	"lectern/internal/doc"
)

func TestSectionShowsThePassage(t *testing.T) {
	d := newDesk(t)
	r := d.section("realism")
	e := as[chat.Excerpt](t, r)
	if e.Title != "Realism In Security Studies" || !slices.Equal(e.Crumbs, []string{"Chapter 1: Ways To Think"}) {
		t.Errorf("title %q, crumbs %q", e.Title, e.Crumbs)
	}
	if r.Audience != chat.Asker {
		t.Error("others see it")
	}
	if body := doc.BlockText(e.Body); !strings.Contains(body, "common ruler") || !strings.Contains(body, "grows too strong") {
		t.Errorf("body %q", body)
	}
	if !strings.HasPrefix(e.Link, "https://bot.example/read/") {
		t.Errorf("link %q", e.Link)
	}
	var parts []string
	for _, p := range e.Parts {
		parts = append(parts, p.Label)
	}
	if !slices.Equal(parts, []string{"Introduction", "Groupism", "Balance of Power"}) {
		t.Errorf("parts %q", parts)
	}
	if e.Before == nil || e.Before.Label != "Introduction To Security" {
		t.Errorf("before: %v", e.Before)
	}
	// Peace Operations is planned only, so that the next chapter's lesson follows.
	if e.After == nil || e.After.Label != "Liberalism In Security Studies" {
		t.Errorf("after: %v", e.After)
	}
	if got := as[chat.Excerpt](t, d.press(e.Parts[1].Token)).Title; got != "Groupism" {
		t.Errorf("the part opens %q", got)
	}
}

func TestSectionKinds(t *testing.T) {
	d := newDesk(t)
	for _, tt := range []struct{ topic, title, note string }{
		{"groupism", "Groupism", ""},
		{"GROUPISM", "Groupism", ""},
		{"grupism", "Groupism", "Closest match for “grupism”"},
		{"security dilemma", "Security Dilemma", ""},
		{"liberalism", "Liberalism In Security Studies", ""},
	} {
		e := as[chat.Excerpt](t, d.section(tt.topic))
		if e.Title != tt.title || !strings.Contains(e.Note, tt.note) || tt.note == "" && e.Note != "" {
			t.Errorf("%s: %q, note %q", tt.topic, e.Title, e.Note)
		}
	}
}

func TestAmbiguousTopicsPresumeNothing(t *testing.T) {
	d := newDesk(t)
	r := d.section("introduction")
	m := as[chat.Matches](t, r)
	if len(m.Items) < 3 {
		t.Fatalf("%d candidates", len(m.Items))
	}
	seen := map[string]bool{}
	for _, it := range m.Items {
		where := strings.Join(append(slices.Clone(it.Crumbs), it.Title), "/")
		if seen[where] {
			t.Errorf("%s is there twice", where)
		}
		seen[where] = true
		p := d.press(it.Token)
		if got := as[chat.Excerpt](t, p); got.Title != it.Title || p.Replace {
			t.Errorf("%s opens %q, in place of the list: %v", where, got.Title, p.Replace)
		}
	}
}

func TestNothingFoundOffersTheNearest(t *testing.T) {
	d := newDesk(t)
	r := d.section("quantum chromodynamics")
	c := as[chat.Card](t, r)
	if !strings.Contains(c.Title, "“quantum chromodynamics”") || len(tokens(r)) == 0 {
		t.Errorf("%q with %d controls", c.Title, len(tokens(r)))
	}
	for _, tok := range tokens(r) {
		if strings.Contains(text(d.press(tok)), "Nothing found") {
			t.Error("a suggestion leads to nothing")
		}
	}
	if got := text(d.section("")); !strings.Contains(got, "No topic was given") {
		t.Errorf("no topic: %q", got)
	}
}

func TestPlannedLessonsAreComingSoon(t *testing.T) {
	d := newDesk(t)
	r := d.section("peace operations")
	if got := text(r); !strings.Contains(got, "coming soon") || !strings.Contains(got, "2 other lessons can be read") {
		t.Errorf("got %q", got)
	}
	if got := as[chat.Excerpt](t, d.press(tokens(r)[0])).Title; got != "Introduction To Security" {
		t.Errorf("the first offer opens %q", got)
	}
}

func TestTurningAndSharing(t *testing.T) {
	d := newDesk(t)
	e := as[chat.Excerpt](t, d.section("groupism"))
	r := d.press(e.Turn(3))
	if got := as[chat.Excerpt](t, r); got.Page != 3 || got.Key != e.Key || !r.Replace || r.Audience != chat.Asker {
		t.Errorf("page %d, key %q, replace %v", got.Page, got.Key, r.Replace)
	}
	r = d.press(e.Share(2))
	s := as[chat.Excerpt](t, r)
	if r.Audience != chat.Room || r.Replace || s.Share != nil || s.Page != 2 || s.Note != "Shared by Ada." {
		t.Errorf("shared: audience %v, replace %v, page %d, note %q", r.Audience, r.Replace, s.Page, s.Note)
	}
	if s.Key == e.Key {
		t.Error("equal keys although the controls differ")
	}
	// Nobody turns a page under the others' eyes.
	for _, tok := range []chat.Token{s.Turn(1), s.Before.Token, s.After.Token} {
		if p := d.press(tok); p.Replace || p.Audience != chat.Asker {
			t.Errorf("pressing in the room: replace %v, audience %v", p.Replace, p.Audience)
		}
	}
}

func TestAPassageThatIsGone(t *testing.T) {
	d := newDesk(t)
	e := as[chat.Excerpt](t, d.section("groupism"))
	d.shelf.snap = snapshot(t, strings.Replace(chapterOne, "## Groupism", "## Groups and Quarrels", 1), chapterTwo)
	d.section("realism") // any request notices the change
	r := d.press(e.Turn(0))
	if got := text(r); !strings.Contains(got, "not in it any more") || !strings.Contains(got, "“Groupism”") || r.Replace {
		t.Errorf("got %q", got)
	}
	found := false
	for _, tok := range tokens(r) {
		found = found || strings.Contains(text(d.press(tok)), "Groups and Quarrels")
	}
	if !found {
		t.Error("the nearest passage is not offered")
	}
}

func TestCompletionOpensExactlyWhatWasChosen(t *testing.T) {
	long := strings.Replace(chapterOne, "## Groupism", "## "+strings.Repeat("Very Long Heading ", 12), 1)
	d := newDesk(t, long, chapterTwo)
	ctx, in := context.Background(), chat.Invocation{Command: "section"}
	total := 0
	for _, typed := range []string{"", "intro", "real", "very", "bal", "lib", "peace"} {
		choices := d.Suggest(ctx, in, "topic", typed)
		if len(choices) == 0 {
			t.Errorf("nothing for %q", typed)
		}
		seen := map[string]bool{}
		for _, ch := range choices {
			total++
			if n := utf8.RuneCountInString(ch.Label); n > 100 || n == 0 || utf8.RuneCountInString(ch.Value) > 100 {
				t.Errorf("%q: label of %d characters", ch.Label, n)
			}
			if seen[ch.Value] {
				t.Errorf("%q is offered twice", ch.Value)
			}
			seen[ch.Value] = true
			r := d.section(ch.Value)
			if _, several := r.View.(chat.Matches); several {
				t.Errorf("%q opens a list", ch.Value)
			}
			if title := r.View.Card().Title; !strings.HasPrefix(ch.Label, title[:min(len(title), 60)]) {
				t.Errorf("%q opens %q", ch.Label, title)
			}
		}
	}
	if total < 15 {
		t.Errorf("only %d completions in all", total)
	}
	for _, ch := range d.Suggest(ctx, in, "topic", "introduction") {
		if strings.HasPrefix(ch.Label, "Introduction –") && !strings.Contains(ch.Label, "Chapter") {
			t.Errorf("%q does not tell its chapter", ch.Label)
		}
	}
}

func TestEveryBlockThatRequestsShowIsPrepared(t *testing.T) {
	d := newDesk(t)
	prepared := map[doc.Key]bool{}
	for blocks := range d.set.Prose() {
		for _, bl := range blocks {
			if key, ok := doc.KeyOf(bl); ok {
				if prepared[key] {
					t.Errorf("%s is prepared twice", doc.BlockText([]doc.Block{bl}))
				}
				prepared[key] = true
			}
		}
	}
	shown := 0
	for _, topic := range []string{"realism", "groupism", "liberalism", "security dilemma"} {
		for _, bl := range as[chat.Excerpt](t, d.section(topic)).Body {
			if key, ok := doc.KeyOf(bl); ok {
				shown++
				if !prepared[key] {
					t.Errorf("%s: %q was not prepared", topic, doc.BlockText([]doc.Block{bl}))
				}
			}
		}
	}
	if shown < 6 {
		t.Errorf("only %d blocks were looked at", shown)
	}
	for range d.set.Prose() {
		break // may be left early
	}
}

func TestKeysChangeWithEverythingThatIsPrepared(t *testing.T) {
	key := func(d desk) string { return as[chat.Excerpt](t, d.section("groupism")).Key }
	was := key(newDesk(t))
	for name, edit := range map[string][2]string{
		"text":            {"groups quarrel", "groups fight"},
		"the next title":  {"## Balance of Power", "## Balances"},
		"the title above": {"Realism In Security Studies", "Realism"},
	} {
		if now := key(newDesk(t, strings.Replace(chapterOne, edit[0], edit[1], 1), chapterTwo)); now == was {
			t.Errorf("%s changed, the key did not", name)
		}
	}
	if again := key(newDesk(t)); again != was {
		t.Errorf("nothing changed, the key did: %q, %q", was, again)
	}
}
