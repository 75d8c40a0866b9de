package commands_test

import (
	"strings"
	"testing"

	"lectern/internal/class"
	"lectern/internal/daily"
)

// TestDraftsAreAskedNowhere leaves every question of the bank as a draft: practice, live rounds
// and the daily prompt have nothing to ask.
func TestDraftsAreAskedNowhere(t *testing.T) {
	r := newRoomWith(t, strings.ReplaceAll(questionsOne, "state: approved", "state: draft"))
	if len(r.bank.Items) == 0 {
		t.Fatal("the bank holds no drafts")
	}
	for _, line := range []string{"/quiz", "/quiz security dilemma", "/review"} {
		if said := saying(r.say(student("ann"), line).View); asksAny(r, said) {
			t.Errorf("%s asks a draft: %s", line, said)
		}
	}
	if said := saying(r.say(teacher(), "/live start questions:2").View); asksAny(r, said) {
		t.Errorf("a live round asks a draft: %s", said)
	}
	if posted := len(r.channel.Messages()); posted != 0 {
		t.Errorf("%d posts in a class without a question to ask", posted)
	}
	if got := daily.Eligible(class.Class{}, r.bank, r.now); len(got) > 0 {
		t.Errorf("the daily prompt may ask %d drafts", len(got))
	}
}

func asksAny(r *room, said string) bool {
	for _, it := range r.bank.Items {
		if strings.Contains(said, it.Stem) {
			return true
		}
	}
	return false
}
