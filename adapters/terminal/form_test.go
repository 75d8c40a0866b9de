package terminal_test

import (
	"context"
	"strings"
	"testing"

	"lectern/adapters/adaptertest"
	"lectern/adapters/terminal"
	"lectern/internal/chat"
	"lectern/internal/doc"
)

// asker answers every command with a form and tells what was sent in.
type asker struct {
	chat.Handler

	got []chat.Submission
}

func (*asker) Invoke(context.Context, chat.Invocation) chat.Reply {
	return chat.Reply{View: chat.Form{Title: "How you appear", Token: "sn", Lead: []doc.Block{doc.Para("Everybody can read it.")}, Fields: []chat.Field{
		{Name: "name", Label: "Name", Hint: "such as Ann"}, {Name: "team", Label: "Team", Optional: true}, {Name: "motto", Label: "Motto", Value: "Onwards", Optional: true},
	}}}
}

func (*asker) Words(chat.Person, chat.Place) *chat.Words { return nil }

func (a *asker) Submit(_ context.Context, s chat.Submission) chat.Reply {
	a.got = append(a.got, s)
	return chat.Reply{View: chat.Notice(chat.Good, "Saved", "", "")}
}

func TestAFormIsAskedLineByLine(t *testing.T) {
	h := &asker{Handler: adaptertest.Script()}
	a := terminal.New(terminal.Options{Plain: true})
	said := func(line string) string {
		text, _ := a.Say(t.Context(), h, line)
		return text
	}
	if got := said("/card"); !strings.Contains(got, "Everybody can read it.") || !strings.Contains(got, "Name (such as Ann), or /cancel:") {
		t.Errorf("the form begins with\n%s", got)
	}
	if got := said(""); !strings.Contains(got, "Name") {
		t.Errorf("an empty line where a name is needed: %s", got)
	}
	said("/me") // a name may look like a command
	said("")
	if got := said(""); !strings.Contains(got, "Saved") {
		t.Errorf("after the last field: %s", got)
	}
	want := chat.Args{{Name: "name", Value: "/me"}, {Name: "team", Value: ""}, {Name: "motto", Value: "Onwards"}}
	if len(h.got) != 1 || h.got[0].Token != "sn" || len(h.got[0].Fields) != 3 || h.got[0].Fields[0] != want[0] || h.got[0].Fields[2] != want[2] {
		t.Errorf("sent in: %+v", h.got)
	}
	said("/card")
	if got := said("/cancel"); !strings.Contains(got, "Not sent.") || len(h.got) != 1 {
		t.Errorf("given up: %s, %d sent in", got, len(h.got))
	}
	if got := said("/quit"); got != "" {
		t.Errorf("after the form a command is a command again: %s", got)
	}
}
