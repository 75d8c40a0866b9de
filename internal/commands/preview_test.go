package commands_test

import (
	"strings"
	"testing"
	"time"

	"lectern/internal/chat"
)

func TestAnAnnouncementIsPreviewedAndItsPlacesAreChosen(t *testing.T) {
	r := newRoom(t)
	second := hall()
	second.Channel = "annex"
	r.say(teacher(), "/class here")
	r.sayAt(teacher(), second, "/class here")
	draft := r.say(teacher(), "/announce chapter 1")
	link := ""
	for _, c := range draft.View.Card().Controls {
		if l, ok := c.(chat.LinkButton); ok && l.Label == "Preview" {
			link = l.URL
		}
	}
	token, ok := strings.CutPrefix(link, "https://bot.example/class/preview/")
	if !ok {
		t.Fatalf("the link is %q", link)
	}
	v, known, err := r.set.Preview(t.Context(), token, r.now)
	if err != nil || !known {
		t.Fatalf("the link shows nothing: %v", err)
	}
	r.wants(v, "New chapter: Chapter 1: Ways To Think", "How scholars argue")
	for _, bad := range []string{"", "x", token + "x", string(tokenOf(t, draft.View, "Discard"))} {
		if _, known, err := r.set.Preview(t.Context(), bad, r.now); known || err != nil {
			t.Errorf("the link %q shows something, or %v", bad, err)
		}
	}
	if _, known, _ := r.set.Preview(t.Context(), token, r.now.Add(2*time.Hour)); known {
		t.Error("the link shows the draft for ever")
	}
	without := r.choose(teacher(), draft.View, "Leave out this channel")
	r.wants(without.View, "Places: test channel annex")
	r.wants(r.choose(teacher(), without.View, "Leave out test channel annex").View, "needs a place")
	posted := r.press(teacher(), without.View, "Post now")
	r.wants(posted.View, "in 1 place")
	if got := r.channel.Titles(); len(got) != 1 || !strings.HasPrefix(got[0], "annex: ") {
		t.Errorf("posted %q", got)
	}
	r.wants(r.press(teacher(), posted.View, "Post in 1 further place").View, "in 2 places")
	r.wants(r.choose(teacher(), draft.View, "Leave out this channel").View, "has been posted already")
}
