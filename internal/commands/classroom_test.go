package commands_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lectern/internal/announce"
	"lectern/internal/bank"
	"lectern/internal/bot"
	"lectern/internal/chart"
	"lectern/internal/chat"
	"lectern/internal/chattest"
	"lectern/internal/class"
	"lectern/internal/commands"
	"lectern/internal/course"
	"lectern/internal/daily"
	"lectern/internal/doc"
	"lectern/internal/ledger"
	"lectern/internal/live"
	"lectern/internal/places"
	"lectern/internal/quiz"
	"lectern/internal/say"
	"lectern/internal/stats"
	"lectern/internal/store"
	"lectern/internal/store/sqlite"
)

const questionsOne = `questions:
- {id: sd, kind: single, section: Security Dilemma, stem: 'What frightens the other side?', objective: Explain the dilemma, state: approved,
   options: [{text: One side arms, correct: true, why: Arms meant for defence look like a threat.}, {text: Trade, why: Trade calms.}, {text: A treaty, why: Treaties reassure.}]}
- {id: group, kind: bool, section: Groupism, stem: 'People need groups to survive.', answer: true, why: That is groupism., state: approved}
- {id: multi, kind: multi, section: Realism In Security Studies, stem: 'What do realists look at?', state: approved,
   options: [{text: States, correct: true}, {text: Power, correct: true}, {text: Recipes}]}
- {id: short, kind: short, section: Balance of Power, stem: 'What do states join against?', accept: [A rising power, power], state: approved}
- {id: match, kind: match, section: Introduction To Security, stem: 'Who is of which school?', state: approved,
   options: [{text: Waltz, match: Realism}, {text: Keohane, match: Liberalism}, {text: Wendt, match: Constructivism}]}
- {id: order, kind: order, section: Introduction To Security, stem: 'Order the wars by their beginning.', state: approved, options: [First World War, Second World War, Korean War]}
`

// room is a bot over a course with questions, a store of its own, and a platform on which it
// can speak.
type room struct {
	t       *testing.T
	bot     *bot.Bot
	store   store.Store
	quiz    *quiz.Service
	dir     *class.Directory
	bank    *bank.Bank
	channel *chattest.Rooms
	daily   *daily.Runner

	announce *announce.Runner
	shelf    *shelf
	set      *commands.Set
	links    *class.Links
	now      time.Time
	events   int
}

func newRoom(t *testing.T) *room { return newRoomWith(t, questionsOne) }

// newRoomWith makes a room over other questions, or with other options.
func newRoomWith(t *testing.T, questions string, change ...func(*commands.Options)) *room {
	t.Helper()
	fsys := fstest.MapFS{"chapters/chapter1.md": {Data: []byte(chapterOne)}, "chapters/chapter2.md": {Data: []byte(chapterTwo)}, "chapters/chapter1.quiz.yaml": {Data: []byte(questions)}}
	c, findings, err := course.Load(t.Context(), fsys, course.Options{})
	must(t, err)
	b, err := bank.Load(t.Context(), fsys, c)
	must(t, err)
	for _, f := range b.Findings {
		t.Fatalf("%s:%d %s", f.File, f.Line, f.Message)
	}
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "store.db"))
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	dir, err := class.NewDirectory(t.Context(), s, nil)
	must(t, err)
	r := &room{t: t, store: s, quiz: quiz.NewService(s), dir: dir, bank: b, channel: &chattest.Rooms{}, now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	tokens, err := bot.NewTokens([]byte("a secret of enough length"))
	must(t, err)
	current := func() *bank.Bank { return b }
	links, err := class.NewLinks(t.Context(), s, dir.List, nil)
	must(t, err)
	parts := &commands.Classroom{Links: links, Directory: dir, Bank: current, Quiz: r.quiz, Store: s, Secret: []byte("secret")}
	shelf := &shelf{course.NewSnapshot(c, findings)}
	languages, err := say.Load()
	must(t, err)
	parts.Insight = &commands.Insight{Stats: stats.NewService(s), Digests: stats.Subscribers{Store: s}, Pictures: chart.NewCache(8), Site: func(chat.Platform) string { return "https://bot.example" }}
	options := commands.Options{Languages: languages, Library: shelf, Tokens: tokens, Classroom: parts}
	for _, c := range change {
		c(&options)
	}
	set := commands.New(options)
	adapters := func(p chat.Platform) chat.Adapter {
		if p == chattest.Platform || p == "discord" {
			return r.channel
		}
		return nil
	}
	poster := ledger.NewPoster(s, adapters, "test")
	parts.Live = live.New(live.Options{Classes: dir.List, Bank: current, Quiz: r.quiz, Store: s, Poster: poster, Adapters: adapters, Views: set, Secret: []byte("secret")})
	parts.Announce = announce.New(announce.Options{Classes: dir.List, Book: announce.Book{Store: s}, Poster: poster, Adapters: adapters, Views: set})
	parts.Adapters, parts.Names = adapters, places.New(adapters, nil)
	r.announce, r.shelf, r.set, r.links, r.dir = parts.Announce, shelf, set, links, dir
	r.daily = daily.New(daily.Options{Classes: dir.List, Bank: current, Quiz: r.quiz, Store: s, Poster: poster, Adapters: adapters, Views: set, Secret: []byte("secret")})
	r.bot, err = bot.New(bot.Options{Commands: set.List(), Tokens: tokens, Access: parts.Access, Vouch: parts.Vouch, Desk: set, Languages: languages, Language: parts.Language, Welcome: set.Welcome, Welcomed: set.Welcomed})
	must(t, err)
	return r
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (r *room) classID() quiz.ClassID {
	c, err := r.dir.Of(hall())
	must(r.t, err)
	return c.ID
}

func (r *room) event() string {
	r.events++
	return fmt.Sprintf("event-%d", r.events)
}

func hall() chat.Place { return chat.Place{Platform: chattest.Platform, Tenant: "t1", Channel: "hall"} }

func student(name string) chat.Person {
	return chat.Person{Platform: chattest.Platform, Tenant: "t1", ID: name, Name: name}
}

func teacher() chat.Person {
	return chat.Person{Platform: chattest.Platform, Tenant: "t1", ID: "teacher", Name: "Teacher", Locale: "en-GB", Admin: true}
}

// say gives a command as a line of text.
func (r *room) say(who chat.Person, line string) chat.Reply {
	r.t.Helper()
	name, rest, _ := strings.Cut(strings.TrimPrefix(line, "/"), " ")
	in := chat.Invocation{ID: r.event(), Command: name, From: who, At: hall(), Received: r.now}
	for _, s := range r.bot.Specs() {
		if s.Name == name {
			in.Sub, in.Args = s.Parse(rest)
		}
	}
	return r.bot.Invoke(r.t.Context(), in)
}

// press presses the control whose label begins so.
func (r *room) press(who chat.Person, v chat.View, label string) chat.Reply {
	r.t.Helper()
	return r.pressAt(who, v, label, hall())
}

func (r *room) pressAt(who chat.Person, v chat.View, label string, at chat.Place) chat.Reply {
	r.t.Helper()
	return r.bot.Press(r.t.Context(), chat.Press{ID: r.event(), Token: tokenOf(r.t, v, label), From: who, At: at, Received: r.now})
}

func tokenOf(t *testing.T, v chat.View, label string) chat.Token {
	t.Helper()
	var labels []string
	for _, c := range v.Card().Controls {
		if b, ok := c.(chat.Button); ok {
			if strings.HasPrefix(b.Label, label) {
				return b.Token
			}
			labels = append(labels, b.Label)
		}
	}
	t.Fatalf("no button %q among %q in\n%s", label, labels, saying(v))
	return ""
}

// saying is what a view says: title, body, facts and footer.
func saying(v chat.View) string {
	c := v.Card()
	var b strings.Builder
	b.WriteString(c.Title + "\n" + doc.BlockText(c.Body))
	for _, f := range c.Facts {
		b.WriteString("\n" + f.Label + ": " + f.Value)
	}
	return b.String() + "\n" + c.Footer
}

func (r *room) wants(v chat.View, parts ...string) {
	r.t.Helper()
	for _, p := range parts {
		if !strings.Contains(saying(v), p) {
			r.t.Errorf("%q is missing in\n%s", p, saying(v))
		}
	}
}

// option finds the label of the button whose option holds the words.
func option(t *testing.T, v chat.View, words string) string {
	t.Helper()
	for _, c := range v.Card().Controls {
		if b, ok := c.(chat.Button); ok && strings.Contains(b.Label, words) {
			return b.Label
		}
	}
	t.Fatalf("no option %q in\n%s", words, saying(v))
	return ""
}

func (r *room) run(ctx context.Context, at time.Time) {
	r.now = at
	r.daily.Tick(ctx, at)
}
