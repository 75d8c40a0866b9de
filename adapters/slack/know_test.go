package slack_test

import (
	"slices"
	"testing"

	"lectern/adapters/adaptertest"
	"lectern/adapters/slack/slackfake"
	"lectern/internal/chat"
	"lectern/internal/fault"
)

func TestWhoSomebodyIsNow(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", adaptertest.Script())
	b.fake.Member("UOWNER", map[string]any{"is_owner": true})
	b.fake.Member("UGONE", map[string]any{"deleted": true, "is_owner": true})
	b.fake.Group("S1", "UTUTOR")
	know := func(id string) (chat.Person, error) {
		return b.adapter.(chat.Knower).Know(t.Context(), chat.Person{Platform: "slack", Tenant: "T1", ID: id})
	}
	for _, tt := range []struct {
		id    string
		roles []string
		admin bool
	}{{"UOWNER", nil, true}, {"UTUTOR", []string{"S1"}, false}, {"USTUDENT", nil, false}} {
		if who, err := know(tt.id); err != nil || who.Admin != tt.admin || !slices.Equal(who.Roles, tt.roles) {
			t.Errorf("%s: %+v, %v", tt.id, who, err)
		}
	}
	if _, err := know("UGONE"); !fault.Is(err, fault.Missing) {
		t.Errorf("a closed account: %v", err)
	}
	b.fake.Group("S1") // the tutor was taken out a moment ago
	if who, err := know("UTUTOR"); err != nil || len(who.Roles) > 0 {
		t.Errorf("a withdrawn group: %+v, %v", who, err)
	}
	b.fake.Fail(slackfake.Fault{Path: "usergroups.list", Status: 200, Body: `{"ok":false,"error":"missing_scope"}`})
	if who, err := know("UOWNER"); err != nil || !who.Admin {
		t.Errorf("an installation that may not see groups: %+v, %v", who, err)
	}
	b.fake.Fail(slackfake.Fault{Path: "users.info", Status: 200, Body: `{"ok":false,"error":"fatal_error"}`})
	if _, err := know("UOWNER"); err == nil || fault.Is(err, fault.Missing) {
		t.Errorf("Slack does not know at the moment: %v", err)
	}
}
