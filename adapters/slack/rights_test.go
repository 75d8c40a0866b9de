package slack_test

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"lectern/adapters/adaptertest"
	"lectern/adapters/slack"
	"lectern/adapters/slack/slackfake"
	"lectern/internal/chat"
)

// doorkeeper tells who came.
type doorkeeper struct {
	chat.Handler

	came chan chat.Person
	at   chan chat.Place
}

func newDoorkeeper() doorkeeper {
	return doorkeeper{adaptertest.Script(), make(chan chat.Person, 8), make(chan chat.Place, 8)}
}

func (d doorkeeper) Specs() []chat.Spec {
	return append(d.Handler.Specs(), chat.Spec{Name: "lead", Description: "For staff", Staff: true})
}

func (d doorkeeper) Invoke(_ context.Context, in chat.Invocation) chat.Reply {
	d.came <- in.From
	d.at <- in.At
	return chat.Reply{View: chat.Notice(chat.Good, "Done", "", "")}
}

func (d doorkeeper) Press(_ context.Context, in chat.Press) chat.Reply {
	d.came <- in.From
	d.at <- in.At
	return chat.Reply{View: chat.Notice(chat.Good, "Done", "", "")}
}

// TestWhoOwnsTheWorkspaceIsKnownFromTheFirstCommand: before a class is set up its owners and
// administrators are staff, later whoever is in a user group that staff named.
func TestWhoOwnsTheWorkspaceIsKnownFromTheFirstCommand(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		member map[string]any
		groups []string
		faults []slackfake.Fault
		admin  bool
		roles  []string
	}{
		{name: "a member"},
		{name: "an owner", member: map[string]any{"is_owner": true}, admin: true},
		{name: "an administrator", member: map[string]any{"is_admin": true}, admin: true},
		{name: "who was an owner", member: map[string]any{"is_owner": true, "deleted": true}},
		{name: "an owner of another workspace", member: map[string]any{"is_owner": true, "team_id": "T2"}},
		{name: "a stranger", member: map[string]any{"is_owner": true, "is_stranger": true}},
		{name: "an owner within an organisation", member: map[string]any{"is_owner": true, "team_id": "E1", "enterprise_user": map[string]any{"teams": []string{"T1"}}}, admin: true},
		{name: "a tutor", groups: []string{"S1"}, roles: []string{"S1"}},
		{
			name: "without the scope for groups", member: map[string]any{"is_owner": true}, groups: []string{"S1"}, admin: true,
			faults: []slackfake.Fault{{Path: "usergroups.list", Status: 200, Body: `{"ok":false,"error":"missing_scope"}`}},
		},
		{name: "Slack does not tell", member: map[string]any{"is_owner": true}, faults: []slackfake.Fault{{Path: "users.info", Status: 500}}},
	} {
		for _, by := range []string{"command", "press"} {
			t.Run(tt.name+" by "+by, func(t *testing.T) {
				t.Parallel()
				h := newDoorkeeper()
				b := startBot(t, "http", h)
				b.fake.Member("U1", tt.member)
				for _, g := range tt.groups {
					b.fake.Group(g, "U0", "U1")
				}
				b.fake.Fail(tt.faults...)
				if by == "command" {
					b.say(t, false, "/lead", "")
				} else {
					b.press(t, false, "button", "b0", "pick.a")
				}
				if who := <-h.came; who.Admin != tt.admin || !slices.Equal(who.Roles, tt.roles) || who.Tenant != "T1" {
					t.Errorf("came %+v", who)
				}
			})
		}
	}
}

// TestSomebodyFromAnotherWorkspaceIsOneStudentThere: a shared channel lets people in, and
// commands name the channel's workspace while presses name both.
func TestSomebodyFromAnotherWorkspaceIsOneStudentThere(t *testing.T) {
	t.Parallel()
	h := newDoorkeeper()
	b := startBot(t, "http", h)
	payload := b.fake.Action("button", "b0", "pick.a", b.fake.NewResponse())
	for _, tt := range []struct {
		name   string
		fields map[string]any
		tenant string
		thread string
	}{
		{"at home", map[string]any{}, "T1", ""},
		{"a guest in a shared channel", map[string]any{"user": map[string]string{"id": "U1", "team_id": "T2"}}, "T1", ""},
		{"an app of the organisation", map[string]any{"team": nil, "enterprise": map[string]string{"id": "E1"}, "user": map[string]string{"id": "W1", "team_id": "T3"}}, "T3", ""},
		{"the organisation alone", map[string]any{"team": nil, "enterprise": map[string]string{"id": "E1"}, "user": map[string]string{"id": "W1"}}, "E1", ""},
		{"the first message of a thread", map[string]any{"container": map[string]any{"message_ts": "1.5", "thread_ts": "1.5"}}, "T1", ""},
		{"a message in a thread", map[string]any{"container": map[string]any{"message_ts": "1.6", "thread_ts": "1.5"}}, "T1", "1.5"},
	} {
		maps.Copy(payload, b.fake.Action("button", "b0", "pick.a", b.fake.NewResponse()))
		maps.Copy(payload, tt.fields)
		b.deliver(t, false, payload)
		who, at := <-h.came, <-h.at
		if who.Tenant != tt.tenant || at.Tenant != tt.tenant || at.Thread != tt.thread {
			t.Errorf("%s: %+v at %+v", tt.name, who, at)
		}
	}
}

// TestARightIsConfirmedAgainForStaff: who was an owner a moment ago is asked for anew when a
// command of staff is given, and nobody else is.
func TestARightIsConfirmedAgainForStaff(t *testing.T) {
	now := time.Now()
	for _, tt := range []struct {
		name       string
		need       slack.Need
		privileged bool
		age        time.Duration
		want       bool
	}{
		{"reading", slack.ToRead, true, 23 * time.Hour, false},
		{"reading, a day later", slack.ToRead, false, 25 * time.Hour, true},
		{"a student presses", slack.ToPress, false, time.Hour, false},
		{"an owner presses", slack.ToPress, true, 4 * time.Minute, false},
		{"an owner presses, later", slack.ToPress, true, 6 * time.Minute, true},
		{"a command of staff", slack.ToLead, false, 20 * time.Second, false},
		{"a command of staff, later", slack.ToLead, false, time.Minute, true},
		{"nobody knows them", slack.ToPress, false, now.Sub(time.Time{}), true},
	} {
		if got := slack.Stale(tt.need, tt.privileged, now.Add(-tt.age), now); got != tt.want {
			t.Errorf("%s: asked again is %v", tt.name, got)
		}
	}
}

// TestAPressBringsItsWholeMessageAlong: what Slack sends with a press is longer than any
// command, and a large one is no attack.
func TestAPressBringsItsWholeMessageAlong(t *testing.T) {
	t.Parallel()
	h := newDoorkeeper()
	b := startBot(t, "http", h)
	body := slackfake.Payload(b.fake.Action("button", "b0", "pick.a", b.fake.NewResponse()))
	if len(body) < 100_000 {
		t.Fatalf("the fake sends %d bytes only", len(body))
	}
	if status, _ := b.fake.Send(t, b.base+"/slack/interactions", body); status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	if status, _ := b.fake.Send(t, b.base+"/slack/interactions", []byte(strings.Repeat("x", 3<<20))); status != http.StatusRequestEntityTooLarge {
		t.Errorf("three megabytes: status %d", status)
	}
}
