package slack_test

import (
	"testing"
	"time"

	"lectern/adapters/adaptertest"
	"lectern/adapters/slack/slackfake"
	"lectern/internal/chat"
	"lectern/internal/doc"
	"lectern/internal/fault"
)

func question(id string) chat.Card {
	return chat.Card{Title: "Question of the day", Body: []doc.Block{doc.Para("Who?")}, Controls: []chat.Control{
		chat.Button{Label: "A", Token: chat.Token("q." + id + ".a")}, chat.Menu{Label: "Other", Options: []chat.Option{{Label: "B", Token: chat.Token("q." + id + ".b")}}},
	}}
}

func TestAMessageIsFoundByItsControls(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", adaptertest.Script())
	place := chat.Place{Platform: "slack", Tenant: "T1", Channel: "C9"}
	var refs []chat.Ref
	for _, id := range []string{"one", "two", "three"} {
		ref, err := b.adapter.Post(t.Context(), place, question(id), id)
		if err != nil {
			t.Fatal(err)
		}
		refs = append(refs, ref)
	}
	b.fake.Write("C9", "B0OTHER", "1800000000.000001", b.fake.Messages("C9")[1].Body) // another bot repeats our message
	find := func(p chat.Place, token chat.Token) (chat.Ref, bool, error) {
		return b.adapter.(chat.Finder).Find(t.Context(), p, []chat.Token{"q.none.x", token})
	}
	for _, tt := range []struct {
		token chat.Token
		want  chat.Ref
	}{{"q.two.a", refs[1]}, {"q.three.b", refs[2]}, {"q.four.a", chat.Ref{}}} {
		got, found, err := find(place, tt.token)
		if err != nil || got != tt.want || found != (tt.want != chat.Ref{}) {
			t.Errorf("%s: %+v, %v, %v; want %+v", tt.token, got, found, err, tt.want)
		}
	}
	thread := place
	thread.Thread = refs[0].Message
	in, err := b.adapter.Post(t.Context(), thread, question("in"), "in")
	if err != nil {
		t.Fatal(err)
	}
	if got, found, err := find(thread, "q.in.a"); err != nil || !found || got != in {
		t.Errorf("in a thread: %+v, %v, %v", got, found, err)
	}
	b.fake.Lag(time.Minute)
	if _, found, err := find(place, "q.two.a"); err != nil || found {
		t.Errorf("a message that is not listed yet: %v, %v", found, err)
	}
	b.fake.Fail(slackfake.Fault{Path: "conversations.history", Status: 200, Body: `{"ok":false,"error":"missing_scope"}`})
	if _, _, err := find(place, "q.two.a"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("without the scope: %v", err)
	}
}
