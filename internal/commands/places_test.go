package commands_test

import (
	"slices"
	"strings"
	"testing"

	"lectern/internal/chat"
	"lectern/internal/doc"
	"lectern/internal/fault"
)

// linkedChannels lists the channels that a view links to, wherever it does.
func linkedChannels(v chat.View) []doc.Channel {
	var out []doc.Channel
	spans := func(list []doc.Span) {
		for _, s := range list {
			if c, ok := s.(doc.Channel); ok {
				out = append(out, c)
			}
		}
	}
	card := v.Card()
	for _, f := range card.Facts {
		spans(f.Shown())
	}
	for _, b := range card.Body {
		l, ok := b.(doc.List)
		if !ok {
			continue
		}
		for _, it := range l.Items {
			if p, ok := it.Blocks[0].(doc.Paragraph); ok {
				spans(p.Spans)
			}
		}
	}
	return out
}

func TestPlacesAreCalledAsWhoeverAsksKnowsThem(t *testing.T) {
	r := newRoom(t)
	r.channel.Call("", "Security 101")
	r.channel.Call("hall-111", "#general")
	r.channel.Call("hall", "#lecture")
	one, owner := onDiscord("111", "owner")
	seminar := one
	seminar.Channel = "77" // nobody says what it is called
	r.sayAt(owner, one, "/class here")
	r.sayAt(owner, seminar, "/class here")
	code := saying(r.sayAt(owner, one, "/class join").View)
	_, code, _ = strings.Cut(code, "code:")
	code, _, _ = strings.Cut(code, " ")
	r.say(teacher(), "/class join code:"+code)
	r.say(teacher(), "/class here")

	there := r.sayAt(owner, seminar, "/class show")
	r.wants(there.View, "Places: #general, this channel, #lecture (Test, Security 101)")
	if got := linkedChannels(there.View); !slices.Equal(got, []doc.Channel{{Platform: "discord", ID: "hall-111", Name: "#general"}}) {
		t.Errorf("it links to %+v", got)
	}
	elsewhere := r.say(teacher(), "/class show")
	r.wants(elsewhere.View, "Places: #general (Discord, Security 101), discord channel 77, this channel")
	if got := linkedChannels(elsewhere.View); len(got) > 0 {
		t.Errorf("on another platform it links to %+v", got)
	}

	log := r.sayAt(owner, seminar, "/class log")
	r.wants(log.View, "owner: added a place: #general", "owner: added a place: discord channel 77", "Teacher: added a place: #lecture (Test, Security 101)")
	if got := linkedChannels(log.View); len(got) != 2 || got[0].ID != "77" || got[1].ID != "hall-111" {
		t.Errorf("the log links to %+v", got)
	}
	r.channel.Call("hall-111", "#renamed") // seen once the name is old
	r.wants(r.say(teacher(), "/class log").View, "added a place: #general (Discord, Security 101)", "added a place: #lecture")
	r.wants(r.sayAt(owner, one, "/class check").View, "This channel: nothing is missing", "#lecture (Test, Security 101): nothing is missing")

	draft := r.sayAt(owner, one, "/announce chapter name:1")
	for _, o := range r.menuOf(draft.View, "Where it is posted").Options {
		if !strings.Contains(o.Label, "this channel") && !strings.Contains(o.Label, "#lecture (Test, Security 101)") && !strings.Contains(o.Label, "discord channel 77") {
			t.Errorf("a place is called %q", o.Label)
		}
	}
	r.channel.Refuse("hall", fault.New(fault.Missing, "The channel is gone.", ""))
	posted := r.pressAt(owner, draft.View, "Post now", one)
	r.wants(posted.View, "Not posted: #lecture (Test, Security 101): The channel is gone.")

	r.sayAt(owner, one, "/daily here time:15:00")
	r.wants(r.sayAt(owner, seminar, "/daily show").View, "Places with a time of their own: #general: 15:00")
	late := r.sayAt(owner, seminar, "/daily set closes:14:00")
	r.wants(late.View, "In #general the question would be posted on")
}

// menuOf finds a menu by its label.
func (r *room) menuOf(v chat.View, label string) chat.Menu {
	r.t.Helper()
	for _, c := range v.Card().Controls {
		if m, ok := c.(chat.Menu); ok && m.Label == label {
			return m
		}
	}
	r.t.Fatalf("no menu %q in\n%s", label, saying(v))
	return chat.Menu{}
}

// TestANameThatPeopleChoseIsOnlyText gives a channel a name that looks like markup.
func TestANameThatPeopleChoseIsOnlyText(t *testing.T) {
	r := newRoom(t)
	r.channel.Call("hall", "#<@&1> {{.Evil}}\x00Place\x00")
	r.say(teacher(), "/class here")
	r.say(teacher(), "/class away")
	elsewhere := hall()
	elsewhere.Channel = "desk"
	log := r.sayAt(teacher(), elsewhere, "/class log")
	r.wants(log.View, "took away a place: #<@&1> {{.Evil}}Place")
	if got := linkedChannels(log.View); len(got) != 2 || got[0].ID != "hall" {
		t.Errorf("the log links to %+v", got)
	}
}
