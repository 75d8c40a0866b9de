package commands_test

import (
	"bytes"
	"image/png"
	"strings"
	"testing"
	"time"

	"lectern/internal/chat"
	"lectern/internal/class"
)

// pictureOf gives the picture on a board; nil when there is none.
func pictureOf(v chat.View) *chat.File {
	files := chat.Files(v)
	if len(files) == 0 {
		return nil
	}
	return &files[0]
}

// TestABoardIsDrawnForAllAndOnce: the picture shows what everybody may see, is the same for
// everybody, and tells in words what it shows.
func TestABoardIsDrawnForAllAndOnce(t *testing.T) {
	r := newRoomWith(t, strings.SplitN(questionsOne, "- {id: group", 2)[0])
	q := openDaily(t, r, "")
	ann, bob, cat := student("ann"), student("bob"), student("cat")
	r.press(ann, q, option(t, q, "One side"))
	if f := pictureOf(r.say(ann, "/leaderboard").View); f != nil {
		t.Errorf("one student alone is drawn: %s", f.Alt)
	}
	r.press(bob, q, option(t, q, "One side"))
	r.press(cat, q, option(t, q, "Trade"))
	view := r.say(ann, "/leaderboard").View
	first := pictureOf(view)
	if first == nil || first.Name != "leaderboard.png" || first.Type != "image/png" {
		t.Fatalf("no picture: %+v", first)
	}
	if _, err := png.Decode(bytes.NewReader(first.Data)); err != nil {
		t.Error(err)
	}
	id := class.DefaultID(class.TenantOf(hall()))
	alias := func(p chat.Person) string { return class.Pseudonym(id, class.StudentOf(id, p)) }
	for _, want := range []string{"Leaderboard: the course", "in points", alias(ann) + ": 1", alias(bob) + ": 1", alias(cat) + ": 0"} {
		if !strings.Contains(first.Alt, want) {
			t.Errorf("%q is not said in %q", want, first.Alt)
		}
		if name, _, _ := strings.Cut(want, ":"); name != "Leaderboard" && want != "in points" && !strings.Contains(saying(view), name) {
			t.Errorf("the text beside the picture lacks %q", name)
		}
	}
	if strings.Contains(first.Alt, "ann") || strings.Contains(first.Alt, "(you)") {
		t.Errorf("it tells who looks: %q", first.Alt)
	}
	if f := pictureOf(r.say(bob, "/leaderboard").View); f == nil || &f.Data[0] != &first.Data[0] {
		t.Error("the same board was drawn again for another student")
	}
	if f := pictureOf(r.say(bob, "/leaderboard week").View); f == nil || &f.Data[0] == &first.Data[0] {
		t.Error("another board shows the same picture")
	}
}

func TestWhoHidesIsNotInThePicture(t *testing.T) {
	r := newRoomWith(t, strings.SplitN(questionsOne, "- {id: group", 2)[0])
	q := openDaily(t, r, "")
	ann := student("ann")
	for _, name := range []string{"ann", "bob", "cat"} {
		r.press(student(name), q, option(t, q, "One side"))
	}
	form, ok := r.press(ann, r.say(ann, "/settings").View, "Choose a name").View.(chat.Form)
	if !ok {
		t.Fatal("no form for the name")
	}
	card := r.bot.Submit(t.Context(), chat.Submission{ID: r.event(), Token: form.Token, Fields: chat.Args{{Name: "name", Value: "Queen Ann"}}, From: ann, At: hall(), Received: r.now})
	if f := pictureOf(r.say(student("bob"), "/leaderboard").View); f == nil || !strings.Contains(f.Alt, "Queen Ann: 1") {
		t.Fatalf("the name she chose is not drawn: %+v", f)
	}
	r.press(ann, card.View, "Hide me")
	for _, who := range []chat.Person{student("bob"), ann} {
		view := r.say(who, "/leaderboard").View
		f := pictureOf(view)
		if f == nil || strings.Contains(f.Alt, "Queen Ann") {
			t.Errorf("for %s: %+v", who.ID, f)
		}
	}
	r.wants(r.say(ann, "/leaderboard").View, "Queen Ann (you)") // her own row stands in her text
}

// TestADrawnBoardIsAnsweredAtOnce: what is drawn already costs a look-up.
func TestADrawnBoardIsAnsweredAtOnce(t *testing.T) {
	r := newRoomWith(t, strings.SplitN(questionsOne, "- {id: group", 2)[0])
	q := openDaily(t, r, "")
	for _, name := range []string{"ann", "bob", "cat"} {
		r.press(student(name), q, option(t, q, "One side"))
	}
	began := time.Now()
	r.say(student("ann"), "/leaderboard")
	drawn := time.Since(began)
	best := time.Hour
	for range 20 {
		began = time.Now()
		r.say(student("bob"), "/leaderboard")
		best = min(best, time.Since(began))
	}
	if best > drawn/2 {
		t.Errorf("the first took %v, the best of those after %v", drawn, best)
	}
}
