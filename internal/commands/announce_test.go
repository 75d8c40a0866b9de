package commands_test

import (
	"strings"
	"testing"
	"time"

	"lectern/internal/announce"
	"lectern/internal/chat"
)

// submit sends in the form that the control whose label begins so opens.
func (r *room) submit(who chat.Person, v chat.View, label string, fields ...string) chat.Reply {
	r.t.Helper()
	form, ok := r.press(who, v, label).View.(chat.Form)
	if !ok {
		r.t.Fatalf("%q opens no form", label)
	}
	s := chat.Submission{ID: r.event(), Token: form.Token, From: who, At: hall(), Received: r.now}
	for i := 0; i+1 < len(fields); i += 2 {
		s.Fields = append(s.Fields, chat.Arg{Name: fields[i], Value: fields[i+1]})
	}
	return r.bot.Submit(r.t.Context(), s)
}

// choose takes the menu entry whose label begins so.
func (r *room) choose(who chat.Person, v chat.View, label string) chat.Reply {
	r.t.Helper()
	for _, c := range v.Card().Controls {
		m, ok := c.(chat.Menu)
		if !ok {
			continue
		}
		for _, o := range m.Options {
			if strings.HasPrefix(o.Label, label) {
				return r.bot.Press(r.t.Context(), chat.Press{ID: r.event(), Token: o.Token, From: who, At: hall(), Received: r.now})
			}
		}
	}
	r.t.Fatalf("no entry %q in\n%s", label, saying(v))
	return chat.Reply{}
}

func TestAnAnnouncementIsWrittenPostedEditedAndWithdrawn(t *testing.T) {
	r := newRoom(t)
	r.say(teacher(), "/daily here")
	draft := r.say(teacher(), "/announce chapter name:1")
	if draft.Audience != chat.Asker {
		t.Error("everybody sees the draft")
	}
	r.wants(draft.View, "New chapter: Chapter 1: Ways To Think", "How scholars argue", "Realism In Security Studies", "Peace Operations (coming soon)", "State: draft", "Places: all: this channel", "Notifies: nobody")
	edited := r.submit(teacher(), draft.View, "Edit…", "title", "Chapter one is here", "text", "Please read it.\n\n- Realism\n- @everyone")
	r.wants(edited.View, "Chapter one is here", "Please read it.", "State: draft")
	if len(r.channel.Messages()) > 0 {
		t.Fatal("something was posted already")
	}
	posted := r.press(teacher(), edited.View, "Post now")
	r.wants(posted.View, "State: posted 2026-11-24 09:00 UTC in 1 place")
	r.press(teacher(), edited.View, "Post now") // a second click
	messages := r.channel.Messages()
	if len(messages) != 1 || messages[0].View.Card().Title != "Chapter one is here" {
		t.Fatalf("the channel shows %q", r.channel.Titles())
	}

	read := r.press(student("ann"), messages[0].View, "Read")
	r.wants(read.View, "Chapter 1: Ways To Think")
	quiz := r.press(student("ann"), messages[0].View, "Quiz me")
	if read.Replace || quiz.Replace || read.Audience != chat.Asker || quiz.Audience != chat.Asker {
		t.Error("a student's press changes the announcement, or shows to all")
	}
	if card := quiz.View.Card(); len(card.Controls) == 0 {
		t.Errorf("no question is asked:\n%s", saying(quiz.View))
	}

	r.submit(teacher(), posted.View, "Edit…", "title", "Chapter one, corrected", "text", "Please read it today.")
	if got := r.channel.Titles(); len(got) != 1 || got[0] != "hall: Chapter one, corrected" {
		t.Errorf("after the edit: %q", got)
	}
	list := r.say(teacher(), "/announce list")
	r.wants(list.View, "Chapter one, corrected – posted", "Not announced yet", "Chapter 2: Institutions")
	again := r.choose(teacher(), list.View, "Chapter one, corrected")
	r.press(teacher(), again.View, "Withdraw")
	if got := r.channel.Titles(); len(got) != 1 || got[0] != "hall: Withdrawn: Chapter one, corrected" {
		t.Errorf("after the withdrawal: %q", got)
	}
}

func TestAnnouncementsAreForStaffWhateverIsPressed(t *testing.T) {
	r := newRoom(t)
	r.say(teacher(), "/daily here")
	r.wants(r.say(student("mallory"), "/announce chapter 1").View, "staff")
	draft := r.say(teacher(), "/announce chapter 1")
	for _, label := range []string{"Post now", "Edit…", "When…", "Only in", "Discard", "With a thread"} {
		if label == "Only in" {
			continue // not offered: the class has this one channel
		}
		reply := r.press(student("mallory"), draft.View, label)
		if _, form := reply.View.(chat.Form); form || len(r.channel.Messages()) > 0 {
			t.Errorf("a student gets through with %q", label)
		}
		r.wants(reply.View, "staff")
	}
	form := r.press(teacher(), draft.View, "Edit…").View.(chat.Form)
	s := chat.Submission{ID: r.event(), Token: form.Token, From: student("mallory"), At: hall(), Received: r.now, Fields: chat.Args{{Name: "title", Value: "x"}, {Name: "text", Value: "y"}}}
	r.wants(r.bot.Submit(t.Context(), s).View, "staff")
}

func TestAnAnnouncementForLater(t *testing.T) {
	r := newRoom(t)
	r.say(teacher(), "/daily here")
	r.say(teacher(), "/daily set zone:Europe/Berlin")
	draft := r.say(teacher(), "/announce chapter name:realism time:2026-12-01 08:30 thread:yes")
	r.wants(draft.View, "New lesson: Realism In Security Studies", "State: draft, for 2026-12-01 08:30 CET", "Thread: yes")
	r.wants(r.submit(teacher(), draft.View, "When…", "when", "yesterday").View, "is not a time")
	r.wants(r.submit(teacher(), draft.View, "When…", "when", "2026-11-01 09:00").View, "is over")
	planned := r.press(teacher(), draft.View, "Post at that time")
	r.wants(planned.View, "planned for 2026-12-01 08:30 CET")
	r.announce.Tick(t.Context(), time.Date(2026, 12, 1, 7, 29, 0, 0, time.UTC))
	if n := len(r.channel.Messages()); n > 0 {
		t.Fatalf("%d messages too early", n)
	}
	r.announce.Tick(t.Context(), time.Date(2026, 12, 1, 7, 31, 0, 0, time.UTC))
	if got := r.channel.Titles(); len(got) != 1 || got[0] != "hall: New lesson: Realism In Security Studies" {
		t.Errorf("at its time: %q", got)
	}
	r.wants(r.say(teacher(), "/announce chapter name:quantum").View, "no chapter or lesson")
	r.wants(r.say(teacher(), "/announce chapter name:1 notify:@tutors").View, "not a role of this platform")
}

func TestWhatIsPlannedIsWrittenDownAndChangesUntilItIsPosted(t *testing.T) {
	r := newRoom(t)
	r.say(teacher(), "/daily here")
	draft := r.say(teacher(), "/announce chapter name:realism time:2026-12-01 08:30")
	planned := r.press(teacher(), draft.View, "Post at that time")
	r.press(teacher(), draft.View, "Post at that time") // a second click, from the old card
	r.submit(teacher(), planned.View, "When…", "when", "2026-12-02 08:30")
	r.wants(r.press(teacher(), draft.View, "Discard").View, "is planned by now")
	log := saying(r.say(teacher(), "/class log").View)
	for part, times := range map[string]int{"planned the announcement": 2, "for 2026-12-01 08:30": 1, "for 2026-12-02 08:30": 1, ": posted the announcement": 0} {
		if n := strings.Count(log, part); n != times {
			t.Errorf("the log says %q %d times, want %d:\n%s", part, n, times, log)
		}
	}
	edited := r.submit(teacher(), planned.View, "Edit…", "title", "Corrected", "text", "Please read it.")
	list, err := announce.Book{Store: r.store}.List(t.Context(), r.classID())
	must(t, err)
	if len(list) != 1 || list[0].Edition != 1 {
		t.Errorf("whoever is posting it just now does not learn of the edit: %+v", list)
	}
	r.announce.Tick(t.Context(), time.Date(2026, 12, 2, 8, 31, 0, 0, time.UTC))
	if got := r.channel.Titles(); len(got) != 1 || got[0] != "hall: Corrected" {
		t.Errorf("at its time: %q", got)
	}
	r.wants(r.submit(teacher(), edited.View, "When…", "when", "2026-12-03 08:30").View, "posted already")
}

func TestStaffLearnWhichMessageIsLost(t *testing.T) {
	r := newRoom(t)
	r.say(teacher(), "/class here")
	posted := r.press(teacher(), r.say(teacher(), "/announce chapter name:1").View, "Post now")
	if strings.Contains(saying(posted.View), "Message lost") {
		t.Errorf("it is said to be lost:\n%s", saying(posted.View))
	}
	book := announce.Book{Store: r.store}
	list, err := book.List(t.Context(), r.classID())
	must(t, err)
	_, err = book.Change(t.Context(), r.classID(), list[0].ID, func(a *announce.Announcement) error { a.Posts[0].At.Message = "deleted"; return nil })
	must(t, err)
	edited := r.submit(teacher(), posted.View, "Edit…", "title", "Corrected", "text", "Please read it.")
	r.wants(edited.View, "Message lost: test channel hall: it was deleted, or the bot may not change it any more")
	again := r.press(teacher(), edited.View, "Post in 1 further place")
	if got := r.channel.Titles(); strings.Contains(saying(again.View), "Message lost") || len(got) != 2 || got[1] != "hall: Corrected" {
		t.Errorf("sent again: %q\n%s", got, saying(again.View))
	}
	r.press(teacher(), edited.View, "Post in 1 further place") // a second click
	if got := r.channel.Titles(); len(got) != 2 {
		t.Errorf("a second click posts it again: %q", got)
	}
}

func TestAnEditedChapterOffersAnUpdate(t *testing.T) {
	r := newRoom(t)
	r.say(teacher(), "/daily here")
	posted := r.press(teacher(), r.say(teacher(), "/announce chapter 1").View, "Post now")
	for _, c := range posted.View.Card().Controls {
		if b, ok := c.(chat.Button); ok && strings.HasPrefix(b.Label, "Update") {
			t.Error("an update is offered although nothing has changed")
		}
	}
	r.shelf.snap = snapshot(t, strings.Replace(chapterOne, "</exercise>\n\n<exercise id=\"3\"", "</exercise>\n\n<exercise id=\"9\" title=\"Neorealism\">\n\nStructure matters.\n\n</exercise>\n\n<exercise id=\"3\"", 1), chapterTwo)
	again := r.choose(teacher(), r.say(teacher(), "/announce list").View, "New chapter")
	r.wants(r.press(teacher(), again.View, "Update from the chapter").View, "Neorealism")
	messages := r.channel.Messages()
	if len(messages) != 1 || messages[0].Edits != 1 {
		t.Fatalf("the channel shows %+v", messages)
	}
	r.wants(messages[0].View, "Neorealism")
}
