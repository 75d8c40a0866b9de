package adaptertest

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"lectern/internal/chat"
	"lectern/internal/doc"
)

// Hostile is text as a prankster writes it: mentions of every platform, masked and script
// links, markup of every dialect, direction overrides and invisible characters.
const Hostile = "@everyone @here <@123456789012345678> <@&1> <#2> <!channel> <!subteam^S1> <@U123> " +
	"[bank.example](https://evil.example) <https://evil.example|bank.example> https://evil.example/ javascript:alert(1) " +
	"**b** __u__ ~~s~~ `c` ```f``` ||spoiler|| > quote # head *i* _i_ &lt;b&gt; <b>html</b> " +
	"\u202egnirts\u202c \u2066x\u2069 zero\u200bwidth \u00ad \x1b[31mred\x1b[0m but the words remain readable"

// Named is a view with a name for goldens.
type Named struct {
	Name  string
	Reply chat.Reply
}

// Views holds one view of every kind, and prose of every kind, the same for all adapters.
func Views() []Named {
	long := longExcerpt()
	second := longExcerpt()
	second.Page = 1
	return []Named{
		{"excerpt-first-page", chat.Reply{View: long}},
		{"excerpt-second-page", chat.Reply{View: second, Replace: true}},
		{"excerpt-every-kind-of-prose", chat.Reply{View: everyKind()}},
		{"excerpt-shared", chat.Reply{View: shared(), Audience: chat.Room}},
		{"outline", chat.Reply{View: outline()}},
		{"matches", chat.Reply{View: matches()}},
		{"card", chat.Reply{View: card()}},
		{"notice", chat.Reply{View: chat.Notice(chat.Warning, "Nothing found", "No passage fits “quantum”.", "Try other words, or /chapter for the contents.")}},
		{"bulletin", chat.Reply{View: bulletin("discord", "200000000000000099"), Audience: chat.Room}},
		{"bulletin-for-a-group", chat.Reply{View: bulletin("slack", "S0100"), Audience: chat.Room}},
		{"bulletin-hostile", chat.Reply{View: chat.Bulletin{Title: Hostile, Body: []doc.Block{doc.Para(Hostile)}, Footer: Hostile, Notify: &chat.Role{Platform: "discord", ID: "1> @everyone <@&2"}}, Audience: chat.Room}},
		{"unknown-view", chat.Reply{View: forecast{}}},
		{"hostile", chat.Reply{View: chat.Card{Title: Hostile, Body: []doc.Block{doc.Para(Hostile)}, Facts: []chat.Fact{{Label: Hostile, Value: Hostile}}, Footer: Hostile}}},
		{"channels", chat.Reply{View: channels()}},
		{"empty-card", chat.Reply{View: chat.Card{}}},
		{"files", chat.Reply{View: withFiles()}},
		{"files-in-the-room", chat.Reply{View: withFiles(), Audience: chat.Room}},
		{"files-hostile", chat.Reply{View: chat.Card{Title: "Files", Files: []chat.File{
			{Name: "../" + Hostile + ".csv", Type: "text/csv", Data: []byte("a\n")},
			{Name: "", Type: "image/png", Data: picture(), Alt: Hostile},
			{Name: "a.csv", Type: "text/html\r\nX-Evil: 1", Data: []byte("<script>alert(1)</script>")},
			{Name: "A.csv", Type: "", Data: nil},
		}}}},
	}
}

// forecast is a view that no adapter knows.
type forecast struct{}

func (forecast) Card() chat.Card {
	return chat.Card{Title: "Weather", Body: []doc.Block{doc.Para("There will be rain at noon.")}, Facts: []chat.Fact{{Label: "Wind", Value: "north"}}}
}

// channels names channels of two platforms, as prose and as a fact, and what only looks like one.
func channels() chat.Card {
	discord := doc.Channel{Platform: "discord", ID: "200000000000000001", Name: "#general"}
	slack := doc.Channel{Platform: "slack", ID: "C0100", Name: "#lecture"}
	thread := doc.Channel{Platform: "discord", ID: discord.ID, Thread: "200000000000000002", Name: "*Week 3*"}
	return chat.Card{
		Title: "Places",
		Body: []doc.Block{
			doc.Paragraph{Spans: []doc.Span{doc.Plain("It stands in "), discord, doc.Plain(", "), slack, doc.Plain(" and "), doc.Strong{Spans: []doc.Span{thread}}, doc.Plain(".")}},
			doc.Paragraph{Spans: []doc.Span{
				doc.Channel{Platform: "discord", ID: "1> @everyone <@&2", Name: Hostile},
				doc.Plain(" "),
				doc.Channel{Platform: "slack", ID: "C1> <!channel", Name: "<!here>"},
				doc.Plain(" "),
				doc.Channel{Platform: "slack", ID: "U0100", Name: "a person"},
			}},
		},
		Facts: []chat.Fact{chat.Telling("Places", discord, doc.Plain(", "), slack), {Label: "Typed", Value: "<#200000000000000001> <#C0100>"}},
	}
}

func card() chat.Card {
	return chat.Card{
		Title: "A card",
		Tone:  chat.Good,
		Body:  []doc.Block{doc.Para("This is what a card says."), doc.Bullets("first point", "second point")},
		Facts: []chat.Fact{{Label: "Score", Value: "12 points"}, {Label: "Rank", Value: "3rd of 24"}},
		Controls: []chat.Control{
			chat.Button{Label: "Replace me", Token: "replace.it", Style: chat.Primary},
			chat.Button{Label: "B", Hint: "Answer B: balance of power", Token: "pick.b"},
			chat.Button{Label: "Not now", Token: "pick.never", Disabled: true},
			chat.Button{Label: "Erase", Token: "pick.erase", Style: chat.Danger},
			chat.LinkButton{Label: "Read on the web", URL: "https://course.example/read/1"},
			chat.Menu{Label: "Choose a chapter", Options: options("chapter", 30)},
		},
		Footer: "Chapter 6 › Realism",
	}
}

func options(what string, n int) []chat.Option {
	os := make([]chat.Option, n)
	for i := range os {
		os[i] = chat.Option{Label: fmt.Sprintf("%s %d", what, i+1), Description: "described in some words", Token: chat.Token(what + "." + strconv.Itoa(i+1))}
	}
	return os
}

func longExcerpt() chat.Excerpt {
	var body []doc.Block
	for i := range 40 {
		body = append(body,
			doc.Heading{Level: 2, Spans: []doc.Span{doc.Plain(fmt.Sprintf("Part number %d", i+1))}},
			doc.Paragraph{Spans: []doc.Span{
				doc.Bold("Realism"), doc.Plain(fmt.Sprintf(" is treated in part %d of this long passage. ", i+1)),
				doc.Plain(strings.Repeat(fmt.Sprintf("States in part %d care for security & survival <first>. ", i+1), 6)),
				doc.Emphasis{Spans: []doc.Span{doc.Plain("So much for this part.")}},
			}})
	}
	return chat.Excerpt{
		Key:    "long-passage#1",
		Title:  "Realism In Security Studies",
		Crumbs: []string{"Chapter 6: Introduction To Security Studies", "Realism"},
		Body:   body,
		Link:   "https://course.example/read/chapter6/2",
		Turn:   func(page int) chat.Token { return chat.Token("page." + strconv.Itoa(page)) },
		Share:  func(page int) chat.Token { return chat.Token("share." + strconv.Itoa(page)) },
		Report: "report.realism",
		Before: &chat.Option{Label: "Introduction To Security Studies", Token: "open.before"},
		After:  &chat.Option{Label: "Liberalism In Security Studies", Token: "open.after"},
		Parts:  options("section", 9),
		Note:   "Closest match for “realizm”.",
		Others: options("other", 4),
	}
}

func shared() chat.Excerpt {
	e := longExcerpt()
	e.Share, e.Note, e.Others = nil, "", nil
	return e
}

func everyKind() chat.Excerpt {
	p := func(s ...doc.Span) doc.Block { return doc.Paragraph{Spans: s} }
	item := func(bs ...doc.Block) doc.Item { return doc.Item{Blocks: bs} }
	cell := func(s string) doc.Cell { return doc.Cell{doc.Plain(s)} }
	return chat.Excerpt{
		Key: "every-kind#1", Title: "Every kind of prose", Crumbs: []string{"Chapter 1"},
		Turn: func(page int) chat.Token { return chat.Token("page." + strconv.Itoa(page)) },
		Body: []doc.Block{
			doc.Heading{Level: 2, Spans: []doc.Span{doc.Plain("Lines & <signs>")}},
			p(doc.Plain("plain, "), doc.Bold("strong"), doc.Plain(", "), doc.Emphasis{Spans: []doc.Span{doc.Plain("stressed "), doc.Bold("twice")}},
				doc.Plain(", "), doc.Strike{Spans: []doc.Span{doc.Plain("struck")}}, doc.Plain(", "), doc.CodeSpan{Text: "a`b"}, doc.Plain(", "),
				doc.FormulaSpan{TeX: `x_1^2 \le y`}, doc.Plain(", "), doc.Link{URL: "https://example.org/a_b?c=(d)&e=f", Spans: []doc.Span{doc.Plain("a link")}},
				doc.LineBreak{}, doc.Plain("snake_case 2*3*4 ~ | > # 1. -"),
				doc.Plain(" at "), doc.Moment{At: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}),
			doc.Rule{},
			doc.List{Items: []doc.Item{
				item(doc.Para("one"), doc.List{Ordered: true, Start: 7, Items: []doc.Item{item(doc.Para("seven"), doc.List{Items: []doc.Item{item(doc.Para("deep"))}}), item(doc.Para("eight"))}}),
				item(doc.Para("two"), doc.Code{Lang: "go", Text: "x := 1"}),
				{Task: doc.TaskDone, Blocks: []doc.Block{doc.Para("done")}},
				{Task: doc.TaskOpen, Blocks: []doc.Block{doc.Para("to do")}},
			}},
			doc.Quote{Blocks: []doc.Block{doc.Para("The strong do what they can."), doc.Quote{Blocks: []doc.Block{doc.Para("and the weak suffer")}}}},
			doc.Code{Lang: "python", Text: "def f(x):\n    return \"```\" # <b>&amp;"},
			doc.Formula{TeX: `\sum_{i=1}^{n} x_i`},
			doc.Table{
				Align: []doc.Align{doc.AlignLeft, doc.AlignRight}, Header: []doc.Cell{cell("Theory"), cell("Year")},
				Rows: [][]doc.Cell{{cell("Realism | classical"), cell("1948")}, {cell("現実主義"), cell("1979")}},
			},
			doc.Figure{Image: doc.Image{Src: "static/branches of realism.png", Alt: "Six branches of realism"}},
			doc.Figure{Image: doc.Image{Src: "https://example.org/map.png", Alt: "A map"}},
			p(doc.Plain("עברית and العربية in one line, with an "), doc.Image{Src: "static/i.png", Alt: "icon"}, doc.Plain(".")),
		},
	}
}

func outline() chat.Outline {
	return chat.Outline{
		Title: "Chapter 6: Introduction To Security Studies", Crumbs: []string{"International Security"},
		Lead: []doc.Block{doc.Para("The core principles and theories.")},
		Entries: []chat.OutlineEntry{
			{Title: "Introduction To Security Studies", Token: "open.1", Detail: "6 sections, 8 minutes"},
			{Title: "Realism In Security Studies", Token: "open.2", Detail: "9 sections, 10 minutes"},
			{Title: "Peace Operations", Detail: "coming soon", Planned: true},
		},
		Link:  "https://course.example/read/chapter6",
		After: &chat.Option{Label: "Chapter 7", Token: "open.next"},
	}
}

// bulletin notifies a role on one platform and nobody on the others.
func bulletin(p chat.Platform, role string) chat.Bulletin {
	return chat.Bulletin{
		Title: "New chapter: Realism", Body: []doc.Block{doc.Para("States live without a common ruler."), doc.Bullets("Groupism", "Egoism")},
		Controls: []chat.Control{chat.Button{Label: "Read", Token: "read.1", Style: chat.Primary}, chat.Button{Label: "Quiz me", Token: "quiz.1"}},
		Footer:   "From your teachers", Notify: &chat.Role{Platform: p, ID: role, Name: "Class of 2026"},
	}
}

func matches() chat.Matches {
	m := chat.Matches{Title: "Several passages fit “introduction”", Lead: "Which one do you mean?", Tips: "Add a word of its chapter to narrow it down."}
	for i := range 6 {
		m.Items = append(m.Items, chat.Match{
			Title: "Introduction", Crumbs: []string{"Chapter 6", fmt.Sprintf("Lesson %d", i+1)}, Token: chat.Token("open.m" + strconv.Itoa(i)),
			Snippet: []doc.Span{doc.Plain("… the "), doc.Bold("introduction"), doc.Plain(" of <new> ideas …")},
		})
	}
	m.More = &chat.Button{Label: "More results", Token: "more.2"}
	return m
}

// Passages are passages as a course has them: sections, the lesson that holds the same prose
// again, and prose of every kind, twice, the second time under other pictures.
func Passages() iter.Seq[chat.Excerpt] {
	lesson, kinds := longExcerpt(), everyKind()
	lesson.Note, lesson.Others = "", nil
	passages := []chat.Excerpt{lesson, kinds}
	for i := 0; i+1 < len(lesson.Body); i += 10 {
		section := lesson
		section.Key, section.Title, section.Body, section.Parts = "section#"+strconv.Itoa(i), "Section "+strconv.Itoa(i), lesson.Body[i+1:i+10], nil
		passages = append(passages, section)
	}
	again := kinds
	again.Key, again.Title = "every-kind-again#1", "Every kind again"
	again.Body = append([]doc.Block{doc.Figure{Image: doc.Image{Src: "https://example.org/first.png", Alt: "First"}}}, kinds.Body...)
	empty := chat.Excerpt{Key: "nothing#1", Title: "Nothing"}
	return slices.Values(append(passages, again, empty))
}

// Prose is the prose of passages, as an adapter is given it to prepare.
func Prose(passages iter.Seq[chat.Excerpt]) iter.Seq[[]doc.Block] {
	return func(yield func([]doc.Block) bool) {
		for e := range passages {
			if !yield(e.Body) {
				return
			}
		}
	}
}
