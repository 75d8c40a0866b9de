package chat_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lectern/internal/chat"
)

func TestParseReadsArgumentsByPlaceAndByName(t *testing.T) {
	one := chat.Spec{Args: []chat.Param{{Name: "topic", Rest: true}}}
	two := chat.Spec{Args: []chat.Param{{Name: "board"}, {Name: "note", Rest: true}}}
	set := chat.Spec{Subs: []chat.Spec{{Name: "show"}, {Name: "set", Args: []chat.Param{{Name: "time"}, {Name: "zone"}, {Name: "days"}}}}}
	for _, tt := range []struct {
		spec chat.Spec
		text string
		sub  string
		args chat.Args
	}{
		{one, "", "", nil},
		{one, "balance of power", "", chat.Args{{Name: "topic", Value: "balance of power"}}},
		{one, "topic: realism", "", chat.Args{{Name: "topic", Value: "realism"}}},
		{one, "realism: an introduction", "", chat.Args{{Name: "topic", Value: "realism: an introduction"}}},
		{one, `"security dilemma"`, "", chat.Args{{Name: "topic", Value: `"security dilemma"`}}},
		{two, `"this week" and more`, "", chat.Args{{Name: "board", Value: "this week"}, {Name: "note", Value: "and more"}}},
		{two, "week", "", chat.Args{{Name: "board", Value: "week"}}},
		{set, "show", "show", nil},
		{set, "SET time:09:00 zone:Europe/Berlin", "set", chat.Args{{Name: "time", Value: "09:00"}, {Name: "zone", Value: "Europe/Berlin"}}},
		{set, "set days:mon, wed zone=UTC", "set", chat.Args{{Name: "days", Value: "mon, wed"}, {Name: "zone", Value: "UTC"}}},
		{set, `set days:"mon wed" 10:00`, "set", chat.Args{{Name: "days", Value: "mon wed 10:00"}}},
		{set, "set 09:00 Europe/Berlin Mon-Fri please", "set", chat.Args{{Name: "time", Value: "09:00"}, {Name: "zone", Value: "Europe/Berlin"}, {Name: "days", Value: "Mon-Fri please"}}},
		{set, "set 09:00 days:Mon-Fri", "set", chat.Args{{Name: "time", Value: "09:00"}, {Name: "days", Value: "Mon-Fri"}}},
		{set, "else", "else", nil},
	} {
		sub, args := tt.spec.Parse(tt.text)
		if diff := cmp.Diff(tt.args, args); diff != "" || sub != tt.sub {
			t.Errorf("%q: sub %q, args (-want +got):\n%s", tt.text, sub, diff)
		}
	}
}
