package commands_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"lectern/internal/chat"
	"lectern/internal/doc"
)

func TestChapter(t *testing.T) {
	d := newDesk(t)
	for _, tt := range []struct {
		name, title string
		entries     int
	}{
		{"", "", 2},
		{"1", "Chapter 1: Ways To Think", 3},
		{"chapter 2", "Chapter 2: Institutions", 1},
		{"#2", "Chapter 2: Institutions", 1},
		{"institutions", "Chapter 2: Institutions", 1},
		{"liberalism", "Liberalism In Security Studies", 1},
		{"groupism", "Realism In Security Studies", 3},
	} {
		arg := "name"
		if tt.name == "" {
			arg = ""
		}
		o := as[chat.Outline](t, d.ask("chapter", arg, tt.name))
		if tt.title != "" && o.Title != tt.title || len(o.Entries) != tt.entries {
			t.Errorf("%q: %q with %d entries, want %q with %d", tt.name, o.Title, len(o.Entries), tt.title, tt.entries)
		}
	}
	if got := text(d.ask("chapter", "name", "groupism")); !strings.Contains(got, "“Groupism” is a section of this lesson.") {
		t.Errorf("got %q", got)
	}
	if got := text(d.ask("chapter", "name", "99")); !strings.Contains(got, "Nothing found") {
		t.Errorf("a chapter that is not there: %q", got)
	}
}

func TestOutlineSaysWhatAwaitsTheReader(t *testing.T) {
	d := newDesk(t)
	o := as[chat.Outline](t, d.ask("chapter", "name", "1"))
	if got := doc.BlockText(o.Lead); got != "How scholars argue about security." {
		t.Errorf("lead %q", got)
	}
	want := []string{"2 sections, 1 minute", "3 sections, 1 minute", "coming soon"}
	for i, e := range o.Entries {
		if e.Detail != want[i] || e.Planned != (i == 2) || (e.Token == "") != (i == 2) {
			t.Errorf("entry %d: %+v", i, e)
		}
	}
	if o.After == nil || o.After.Label != "Chapter 2: Institutions" || o.Before != nil {
		t.Errorf("before %v, after %v", o.Before, o.After)
	}
	if got := as[chat.Outline](t, d.press(o.After.Token)).Title; got != "Chapter 2: Institutions" {
		t.Errorf("after opens %q", got)
	}
	if got := as[chat.Excerpt](t, d.press(o.Entries[1].Token)).Title; got != "Realism In Security Studies" {
		t.Errorf("the entry opens %q", got)
	}
}

func TestChapterCompletionOffersNoSections(t *testing.T) {
	d := newDesk(t)
	for _, ch := range d.Suggest(context.Background(), chat.Invocation{Command: "chapter"}, "name", "") {
		if _, ok := d.ask("chapter", "name", ch.Value).View.(chat.Matches); ok || strings.HasPrefix(ch.Label, "Groupism") {
			t.Errorf("offered: %+v", ch)
		}
	}
}

// manyHits is a chapter with n sections that hold the same word.
func manyHits(n int) string {
	var b strings.Builder
	b.WriteString("---\ntitle: 'Chapter 1: Many'\ntype: chapter\nid: 1\n---\n\n<exercise id=\"1\" title=\"All\">\n\n")
	for i := range n {
		fmt.Fprintf(&b, "## Topic %c%c\n\nHere hegemony is treated for the %dth time.\n\n", 'A'+i/26, 'a'+i%26, i+1)
	}
	b.WriteString("</exercise>\n")
	return b.String()
}

func TestSearchTurnsItsPages(t *testing.T) {
	for name, words := range map[string]string{
		"short query": "hegemony",
		"long query":  "hegemony " + strings.Repeat("hegemony treated here ", 8),
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, manyHits(20))
			m := as[chat.Matches](t, d.ask("search", "words", words))
			if !strings.Contains(m.Title, "“hegemony") {
				t.Errorf("title %q", m.Title)
			}
			seen := map[string]bool{}
			for page := 0; ; page++ {
				for _, it := range m.Items {
					seen[it.Title] = true
				}
				if m.More == nil {
					t.Fatal("no further results")
				}
				if strings.HasPrefix(m.More.Label, "Back") || page > 10 {
					break
				}
				r := d.press(m.More.Token)
				if !r.Replace {
					t.Error("the next page does not replace the one before")
				}
				m = as[chat.Matches](t, r)
			}
			if len(seen) < 20 {
				t.Errorf("%d of 20 passages were shown", len(seen))
			}
		})
	}
}

func TestSearchMarksTheWords(t *testing.T) {
	d := newDesk(t)
	m := as[chat.Matches](t, d.ask("search", "words", "balance power"))
	if len(m.Items) < 2 || m.Items[0].Title != "Balance of Power" {
		t.Fatalf("items %+v", m.Items)
	}
	marked := false
	for _, s := range m.Items[0].Snippet {
		_, strong := s.(doc.Strong)
		marked = marked || strong
	}
	if !marked {
		t.Errorf("no word is marked in %q", doc.SpanText(m.Items[0].Snippet))
	}
	if got := text(d.ask("search", "words", "chromodynamics")); !strings.Contains(got, "Nothing found") {
		t.Errorf("got %q", got)
	}
	if got := text(d.ask("search", "words", "")); !strings.Contains(got, "No words were given") {
		t.Errorf("got %q", got)
	}
}

func TestAListThatIsTooOldSaysSo(t *testing.T) {
	long := "hegemony " + strings.Repeat("treated ", 15)
	m := as[chat.Matches](t, newDesk(t, manyHits(20)).ask("search", "words", long))
	// Another process has the same key and none of the memory.
	if got := text(newDesk(t, manyHits(20)).press(m.More.Token)); !strings.Contains(got, "no longer remembered") {
		t.Errorf("got %q", got)
	}
	d := newDesk(t, manyHits(20))
	first := as[chat.Matches](t, d.ask("search", "words", long))
	for i := range 2100 {
		d.ask("search", "words", fmt.Sprintf("%s %d", long, i))
	}
	if got := text(d.press(first.More.Token)); !strings.Contains(got, "no longer remembered") {
		t.Errorf("the memory does not end: %q", got)
	}
}
