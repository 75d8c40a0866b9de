package commands_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/quiz"
)

// taught is a class in which so many students have answered each question once, a day apart;
// they are sure, and fall for the wrong option of the first one.
func taught(t *testing.T, students int) *room {
	t.Helper()
	r := newRoom(t)
	r.say(teacher(), "/daily here")
	c, err := r.dir.Of(hall())
	must(t, err)
	for day, it := range r.bank.Askable() {
		at := r.now.AddDate(0, 0, day-20)
		id := quiz.PromptID(fmt.Sprintf("p%d", day))
		a, err := r.quiz.Open(t.Context(), quiz.Prompt{ID: id, Class: c.ID, Kind: quiz.Daily, Opens: at, Closes: at.Add(8 * time.Hour), Boards: []quiz.Board{"course"}}, r.bank.Pin(it, []byte("seed")))
		must(t, err)
		for s := range students {
			pick := a.Q.Key()
			if it.ID == "sd" && s > 0 {
				pick = wrongPick(a.Q.Key())
			}
			_, err := r.quiz.Answer(t.Context(), a, quiz.Given{Student: class.StudentOf(c.ID, student(fmt.Sprint("s", s))), Pick: pick, Confidence: quiz.Sure, At: at.Add(time.Minute), Key: fmt.Sprint(id, s)})
			must(t, err)
		}
		must(t, r.store.ClosePrompt(t.Context(), c.ID, id))
	}
	return r
}

// wrongPick is another option than the right one, always the same.
func wrongPick(key string) string {
	if key == "a" {
		return "b"
	}
	return "a"
}

func linkOf(t *testing.T, v chat.View) string {
	t.Helper()
	for _, c := range v.Card().Controls {
		if l, ok := c.(chat.LinkButton); ok {
			return l.URL
		}
	}
	t.Fatalf("no link in\n%s", saying(v))
	return ""
}

func TestStaffSeeHowTheClassIsDoing(t *testing.T) {
	r := taught(t, 20)
	over := r.say(teacher(), "/stats overview")
	r.wants(over.View, "20 students have answered so far. 6 questions were asked and closed.", "Participation", "Worth a look",
		"What frightens the other side? More students chose", "Confidently wrong: 19 of 20 who were sure were not right.",
		"Answers given as sure were right in 84 of 100 cases.", "Chapter 1: Ways To Think", "Nobody who took part has gone silent")
	if over.Audience != chat.Asker {
		t.Error("everybody sees the figures")
	}
	chapter := r.choose(teacher(), over.View, "Chapter 1")
	r.wants(chapter.View, "Chapter 1: Ways To Think", "students differ in too few of the questions", "20 students answered questions of this chapter", "What frightens the other side?")
	q := r.choose(teacher(), chapter.View, "What frightens")
	r.wants(q.View, "1 of 20 were wholly right at the first attempt", "5 % of the points were earned: extremely hard", "With 20 students it may really lie anywhere from 1 % to 24 %",
		"Pressing at random would earn 33 %", "Nothing to say: everybody did equally well", "One side arms – Right yes, Students 1")
	files := chat.Files(q.View)
	if len(files) != 1 || files[0].Type != "image/png" || len(files[0].Data) == 0 || !strings.Contains(files[0].Alt, "One side arms: 1 (marked)") {
		t.Errorf("the picture of the options: %+v", files)
	}
	r.wants(r.press(teacher(), q.View, "Its chapter").View, "20 students answered questions of this chapter")
	r.wants(r.say(teacher(), "/stats question frightens").View, "1 of 20 were wholly right")
	r.wants(r.say(teacher(), "/stats question what").View, "Several questions")
	r.wants(r.say(teacher(), "/stats question quantum").View, "No question that was asked")
	r.wants(r.say(teacher(), "/stats chapter 1").View, "Chapter 1: Ways To Think")
	r.wants(r.say(teacher(), "/stats chapter 2").View, "There are no figures for this yet")
	in := chat.Invocation{Command: "stats", Sub: "question", From: teacher(), At: hall(), Received: r.now}
	if got := r.bot.Suggest(t.Context(), in, "words", "fright"); len(got) != 1 || !strings.HasPrefix(got[0].Label, "What frightens") {
		t.Errorf("suggested: %+v", got)
	}
	in.From = student("mallory")
	if got := r.bot.Suggest(t.Context(), in, "words", ""); len(got) != 0 {
		t.Errorf("a student is offered %+v", got)
	}
}

func TestAClassWithoutAnswersHasNoFigures(t *testing.T) {
	r := newRoom(t)
	r.wants(r.say(teacher(), "/stats overview").View, "nothing to say")
	few := taught(t, 3)
	v := few.say(teacher(), "/stats overview").View
	few.wants(v, "Too few answers to say")
	if strings.Contains(saying(v), "Confidently") {
		t.Errorf("three answers are judged:\n%s", saying(v))
	}
}

func TestStatisticsAreForStaffWhateverIsPressed(t *testing.T) {
	r := taught(t, 20)
	mallory := student("mallory")
	for _, line := range []string{"overview", "chapter 1", "question frightens", "students", "page", "digest on"} {
		r.wants(r.say(mallory, "/stats "+line).View, "staff")
	}
	over := r.say(teacher(), "/stats overview").View
	pressed := 0
	for _, v := range []chat.View{over, r.choose(teacher(), over, "Chapter 1").View, r.say(teacher(), "/stats page").View, r.say(teacher(), "/stats digest").View} {
		for _, token := range chat.Tokens(v) {
			reply := r.bot.Press(t.Context(), chat.Press{ID: r.event(), Token: token, From: mallory, At: hall(), Received: r.now})
			r.wants(reply.View, "staff")
			pressed++
		}
	}
	if pressed < 10 {
		t.Errorf("only %d controls were tried", pressed)
	}
}

func TestSilentStudentsStayUnderTheirChosenNames(t *testing.T) {
	r := taught(t, 6)
	c, err := r.dir.Of(hall())
	must(t, err)
	id := func(n int) quiz.StudentID { return class.StudentOf(c.ID, student(fmt.Sprint("s", n))) }
	must(t, r.store.SaveProfile(t.Context(), c.ID, class.Profile{Student: id(1), Name: "Queen Ann"}))
	must(t, r.store.SaveProfile(t.Context(), c.ID, class.Profile{Student: id(2), Name: "Secret Sam", Hidden: true}))
	for day := range 4 { // only the first student goes on
		at := r.now.AddDate(0, 0, day)
		a, err := r.quiz.Open(t.Context(), quiz.Prompt{ID: quiz.PromptID(fmt.Sprint("later", day)), Class: c.ID, Kind: quiz.Daily, Opens: at, Closes: at.Add(time.Hour)}, r.bank.Pin(r.bank.Askable()[0], []byte("x")))
		must(t, err)
		_, err = r.quiz.Answer(t.Context(), a, quiz.Given{Student: id(0), Pick: "a", At: at.Add(time.Minute), Key: fmt.Sprint("k", day)})
		must(t, err)
	}
	r.now = r.now.AddDate(0, 0, 5)
	v := r.say(teacher(), "/stats students").View
	r.wants(v, "5 students who took part have not answered", "Queen Ann", class.Pseudonym(c.ID, id(2)), "Questions missed since 4")
	if got := saying(v); strings.Contains(got, "Secret Sam") || strings.Contains(got, class.Pseudonym(c.ID, id(0))) {
		t.Errorf("it names who hides, or who goes on:\n%s", got)
	}
	must(t, r.store.MoveStudent(t.Context(), c.ID, id(1), "")) // erased
	r.now = r.now.Add(time.Minute)
	if got := saying(r.say(teacher(), "/stats students").View); strings.Contains(got, "Queen Ann") || !strings.Contains(got, "4 students") {
		t.Errorf("after an erasure:\n%s", got)
	}
}

func TestTheLinkToThePageIsSignedExpiresAndCanBeEnded(t *testing.T) {
	r := taught(t, 20)
	open := func(link, what, key string, at time.Time) (string, bool) {
		t.Helper()
		u, err := url.Parse(link)
		must(t, err)
		page, known, err := r.set.StatsPage(t.Context(), strings.Split(strings.TrimPrefix(u.Path, "/class/"), "/")[0], what, key, at)
		must(t, err)
		return page.Title, known
	}
	card := r.say(teacher(), "/stats page")
	link := linkOf(t, card.View)
	if !strings.HasPrefix(link, "https://bot.example/class/pg.") {
		t.Errorf("link %s", link)
	}
	if title, ok := open(link, "", "", r.now); !ok || title != "How the class is doing" {
		t.Errorf("it opens %q, %v", title, ok)
	}
	deep := linkOf(t, r.say(teacher(), "/stats question frightens").View)
	parts := strings.Split(deep, "/")
	if title, ok := open(deep, parts[len(parts)-2], parts[len(parts)-1], r.now); !ok || title != "What frightens the other side?" {
		t.Errorf("the link to a question opens %q, %v", title, ok)
	}
	for what, bad := range map[string]string{
		"a forged link": link[:len(link)-1] + "A", "another class": strings.Replace(link, "pg.", "pg.x", 1),
		"a button's token": "https://bot.example/class/" + string(tokenOf(t, card.View, "End all links")),
	} {
		if bad == link {
			bad = link[:len(link)-1] + "B"
		}
		if _, ok := open(bad, "", "", r.now); ok {
			t.Errorf("%s opens the page", what)
		}
	}
	if _, ok := open(link, "nonsense", "", r.now); ok {
		t.Error("a page that is not there opens")
	}
	if _, ok := open(link, "", "", r.now.Add(12*time.Hour)); ok {
		t.Error("it opens after twelve hours")
	}
	r.wants(r.press(teacher(), card.View, "End all links").View, "No link that was handed out before")
	if _, ok := open(link, "", "", r.now); ok {
		t.Error("it opens after it was ended")
	}
	if _, ok := open(linkOf(t, r.say(teacher(), "/stats page").View), "", "", r.now); !ok {
		t.Error("a fresh link does not open")
	}
}

func TestTheDigestIsSwitchedOnAndOff(t *testing.T) {
	r := taught(t, 6)
	r.wants(r.say(teacher(), "/stats digest").View, "You do not get the digest")
	on := r.say(teacher(), "/stats digest on").View
	r.wants(on, "Every Monday at 8:00 (UTC)", "Who gets it: 1 person")
	r.wants(r.press(teacher(), on, "Do not send").View, "You do not get the digest")
	r.say(teacher(), "/stats digest on")
	r.wants(r.press(teacher(), on, "End it for everybody").View, "You do not get the digest")
	r.wants(r.say(teacher(), "/stats digest maybe").View, "can be on or off")
}
