package discord_test

import (
	"testing"

	"lectern/adapters/discord/discordfake"
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
	b := startBot(t, "http", handlerOf(t))
	place := chat.Place{Platform: "discord", Channel: "9"}
	var refs []chat.Ref
	for _, id := range []string{"one", "two", "three"} {
		ref, err := b.adapter.Post(t.Context(), place, question(id), id)
		if err != nil {
			t.Fatal(err)
		}
		refs = append(refs, ref)
	}
	b.fake.Write("9", "4343", b.fake.Messages("9")[0].Body) // somebody repeats our message
	for _, tt := range []struct {
		token chat.Token
		want  chat.Ref
	}{{"q.two.a", refs[1]}, {"q.three.b", refs[2]}, {"q.four.a", chat.Ref{}}} {
		got, found, err := b.adapter.(chat.Finder).Find(t.Context(), place, []chat.Token{"q.none.x", tt.token})
		if err != nil || got != tt.want || found != (tt.want != chat.Ref{}) {
			t.Errorf("%s: %+v, %v, %v; want %+v", tt.token, got, found, err, tt.want)
		}
	}
}

func TestAThreadIsOpenedOnce(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", handlerOf(t))
	ref, err := b.adapter.Post(t.Context(), chat.Place{Platform: "discord", Channel: "9"}, question("one"), "k")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time it is there already
		p, err := b.adapter.(chat.Threader).Thread(t.Context(), ref, "Results")
		if err != nil || p.Thread != ref.Message {
			t.Errorf("thread %+v, %v", p, err)
		}
	}
}

func TestThereIsNoThreadInAThread(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", handlerOf(t))
	ref, err := b.adapter.Post(t.Context(), chat.Place{Platform: "discord", Channel: "9"}, question("one"), "k")
	if err != nil {
		t.Fatal(err)
	}
	place, err := b.adapter.(chat.Threader).Thread(t.Context(), ref, "Results")
	if err != nil {
		t.Fatal(err)
	}
	// A class may have a thread for its place: the platform calls that a channel.
	inner, err := b.adapter.Post(t.Context(), chat.Place{Platform: "discord", Channel: place.Thread}, question("two"), "k2")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.adapter.(chat.Threader).Thread(t.Context(), inner, "Results"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a thread in a thread: %v", err)
	}
}

func TestWhatBecameOfAPostIsSaidExactly(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fault discordfake.Fault
		want  fault.Kind
	}{
		"the channel is gone":      {discordfake.Fault{Path: "/messages", Status: 404, Body: `{"code":10003}`}, fault.Missing},
		"a permission is missing":  {discordfake.Fault{Path: "/messages", Status: 403, Body: `{"code":50013}`}, fault.Forbidden},
		"the connection was lost":  {discordfake.Fault{Path: "/messages", Status: 502, Body: "bad gateway"}, fault.Internal},
		"a body it did not accept": {discordfake.Fault{Path: "/messages", Status: 400, Body: `{"code":50035}`}, fault.Internal},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := startBot(t, "http", handlerOf(t))
			b.fake.Fail(tt.fault, tt.fault, tt.fault, tt.fault)
			if _, err := post(t, b, "1", "k"); err == nil || fault.KindOf(err) != tt.want {
				t.Errorf("%v is of kind %v, want %v", err, fault.KindOf(err), tt.want)
			}
		})
	}
}
