package chat_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lectern/internal/chat"
	"lectern/internal/doc"
)

func TestPromptlyGivesTheReplyOrAPromiseOfOne(t *testing.T) {
	for _, tt := range []struct {
		name string
		work time.Duration
		late bool
	}{
		{"in time", chat.Patience - time.Millisecond, false},
		{"too late", chat.Patience + time.Millisecond, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				now, later := chat.Promptly(chat.Patience, func() chat.Reply {
					time.Sleep(tt.work)
					return chat.Reply{Replace: true}
				})
				if (later != nil) != tt.late {
					t.Fatalf("late = %v, want %v", later != nil, tt.late)
				}
				if waited := time.Since(start); waited > chat.Patience {
					t.Errorf("waited %v, longer than Patience", waited)
				}
				if tt.late {
					now = <-later
				}
				if !now.Replace {
					t.Error("the reply did not arrive")
				}
			})
		})
	}
}

func TestArgsGet(t *testing.T) {
	args := chat.Args{{Name: "query", Value: "realism"}}
	if got := args.Get("query"); got != "realism" {
		t.Errorf("got %q", got)
	}
	if got := args.Get("absent"); got != "" {
		t.Errorf("got %q for an absent argument", got)
	}
}

func TestMediaURL(t *testing.T) {
	for _, tt := range []struct{ public, src, want string }{
		{"https://bot.example", "static/a b.png", "https://bot.example/media/static/a%20b.png"},
		{"https://bot.example", "https://else.example/a.png", "https://else.example/a.png"},
		{"", "static/a.png", ""},
		{"https://bot.example", "", ""},
	} {
		if got := chat.MediaURL(tt.public, tt.src); got != tt.want {
			t.Errorf("MediaURL(%q, %q) = %q, want %q", tt.public, tt.src, got, tt.want)
		}
	}
}

// labels lists what a card's controls say, in order.
func labels(c chat.Card) string {
	var out []string
	for _, ctl := range c.Controls {
		switch ctl := ctl.(type) {
		case chat.Button:
			out = append(out, ctl.Label)
		case chat.LinkButton:
			out = append(out, ctl.Label)
		case chat.Menu:
			out = append(out, ctl.Label)
			for _, o := range ctl.Options {
				out = append(out, "- "+o.Label)
			}
		}
	}
	return strings.Join(out, "\n")
}

func TestViewsReduceToCardsWithoutLosingAnything(t *testing.T) {
	opt := func(label string) *chat.Option { return &chat.Option{Label: label, Token: "t"} }
	tests := []struct {
		name   string
		view   chat.View
		text   string
		labels string
		footer string
	}{
		{
			name: "excerpt",
			view: chat.Excerpt{
				Title: "Groupism", Crumbs: []string{"Chapter 6", "Realism"}, Body: []doc.Block{doc.Para("States act.")},
				Note: "Closest match.", Before: opt("Key Assumptions"), After: opt("Egoism"), Parts: []chat.Option{{Label: "Part"}}, Others: []chat.Option{{Label: "Other"}}, Link: "https://x.example",
			},
			text:   "Closest match.\nStates act.",
			labels: "◀ Key Assumptions\nEgoism ▶\nSections of this passage\n- Part\nOther matches\n- Other\nOpen page",
			footer: "Chapter 6 › Realism",
		},
		{
			name: "outline",
			view: chat.Outline{
				Title: "Chapter 6", Lead: []doc.Block{doc.Para("Lead.")}, Crumbs: []string{"Course"}, Link: "https://x.example",
				Entries: []chat.OutlineEntry{{Title: "Realism", Token: "t", Detail: "9 sections"}, {Title: "Peace", Detail: "coming soon", Planned: true}}, Before: opt("Chapter 5"),
			},
			text:   "Lead.\n1. Realism – 9 sections\n2. Peace – coming soon",
			labels: "Open a part\n- Realism\n◀ Chapter 5\nOpen page",
			footer: "Course",
		},
		{
			name: "matches",
			view: chat.Matches{
				Title: "Several", Lead: "Which?", Tips: "Add a word.", More: &chat.Button{Label: "More"},
				Items: []chat.Match{{Title: "Introduction", Crumbs: []string{"Chapter 6", "Realism"}, Snippet: []doc.Span{doc.Plain("… hit …")}, Token: "t"}},
			},
			text:   "Which?\nIntroduction – Chapter 6 › Realism\n… hit …",
			labels: "Choose a passage\n- Introduction\nMore",
			footer: "Add a word.",
		},
		{
			name: "notice",
			view: chat.Notice(chat.Problem, "Sorry", "It broke.", "Try again."),
			text: "It broke.\nTry again.",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := tt.view.Card()
			if got := doc.BlockText(c.Body); got != tt.text {
				t.Errorf("text %q, want %q", got, tt.text)
			}
			if got := labels(c); got != tt.labels {
				t.Errorf("controls\n%s\nwant\n%s", got, tt.labels)
			}
			if c.Footer != tt.footer {
				t.Errorf("footer %q, want %q", c.Footer, tt.footer)
			}
		})
	}
}

func TestPrintableTakesWhatHidesOrTurns(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                 "plain",
		"a\u202eb\u202c":        "ab",
		"zero\u200bwidth\ufeff": "zerowidth",
		"\x1b[31mred":           "[31mred",
		"two\nlines\ttab":       "two\nlines\ttab",
		"👩\u200d🚀 stays":        "👩\u200d🚀 stays",
		"می\u200cخواهم":         "می\u200cخواهم",
	} {
		if got := chat.Printable(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}
