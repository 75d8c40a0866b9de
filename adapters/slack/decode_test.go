package slack_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lectern/adapters/slack"
	"lectern/internal/chat"
)

func TestMentionedPersonsAndGroupsKeepTheirIDs(t *testing.T) {
	specs := []chat.Spec{{Name: "class", Subs: []chat.Spec{{Name: "staff", Args: []chat.Param{
		{Name: "role", Kind: chat.RoleParam}, {Name: "person", Kind: chat.PersonParam}, {Name: "note"},
	}}}}}
	for _, c := range []struct {
		text string
		want chat.Args
	}{
		{"staff role:<!subteam^S01|@tutors>", chat.Args{{Name: "role", Value: "S01|tutors"}}},
		{"staff role:<!subteam^S01>", chat.Args{{Name: "role", Value: "S01|subteam^S01"}}},
		{"staff person:<@U02|sam> note:ask <@U03|kim>", chat.Args{{Name: "person", Value: "U02|sam"}, {Name: "note", Value: "ask @kim"}}},
		{"staff person:@sam", chat.Args{{Name: "person", Value: "@sam"}}},
		{"staff role:<!channel>", chat.Args{{Name: "role", Value: "@channel"}}},
	} {
		sub, args := slack.Arguments(specs, "class", c.text)
		if diff := cmp.Diff(c.want, args); diff != "" || sub != "staff" {
			t.Errorf("%s: sub %q (-want +got):\n%s", c.text, sub, diff)
		}
	}
}
