package web_test

import (
	"net/http/cookiejar"
	"strings"
	"testing"

	"lectern/adapters/adaptertest"
	"lectern/adapters/web"
	"lectern/internal/chat"
	"lectern/internal/fault"
)

func TestWhatTheBotPostsStandsInEveryBrowser(t *testing.T) {
	ann, a := openWith(t, adaptertest.Script())
	bob := ann
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	bob.http = cloneClient(ann.http, jar)
	_, before := ann.get("/news")
	ann.get("/")
	here := chat.Place{Platform: web.Platform, Tenant: "playground", Channel: "general"}
	card := chat.Card{Title: "Question of the day", Controls: []chat.Control{chat.Button{Label: "Yes, indeed", Token: "pick.a"}}}
	ref, err := a.Post(t.Context(), here, card, "k")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := a.Post(t.Context(), here, card, "k"); err != nil || again != ref {
		t.Errorf("the same key again: %+v, %v", again, err)
	}
	if _, after := ann.get("/news"); after == before {
		t.Error("an open page does not hear of it")
	}
	for name, b := range map[string]browser{"ann, who was there": ann, "bob, who came later": bob} {
		if _, page := b.get("/"); strings.Count(words(page), "Question of the day") < 2 || !strings.Contains(page, "Yes, indeed") {
			t.Errorf("%s does not see it:\n%s", name, words(page))
		}
	}
	if err := a.Edit(t.Context(), ref, chat.Card{Title: "Closed now"}); err != nil {
		t.Fatal(err)
	}
	if _, page := ann.get("/"); strings.Contains(page, "Yes, indeed") || !strings.Contains(words(page), "Closed now") {
		t.Errorf("after the edit:\n%s", words(page))
	}
	if _, err := a.Post(t.Context(), chat.Place{Platform: web.Platform, Channel: "elsewhere"}, card, "x"); !fault.Is(err, fault.Missing) {
		t.Errorf("a channel there is not: %v", err)
	}
}
