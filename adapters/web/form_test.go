package web_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"lectern/adapters/adaptertest"
	"lectern/internal/chat"
	"lectern/internal/doc"
)

// asker answers every command with a form and tells what was sent in.
type asker struct {
	chat.Handler

	got []chat.Submission
}

func (*asker) Invoke(context.Context, chat.Invocation) chat.Reply {
	return chat.Reply{View: chat.Form{Title: "Your <b>answer</b>", Token: "sn.x", Lead: []doc.Block{doc.Para("Who wrote it?")}, Fields: []chat.Field{
		{Name: "name", Label: "Name", Hint: "such as Ann", Max: 32}, {Name: "note", Label: "Note", Long: true, Optional: true, Value: "<script>"},
	}}}
}

func (*asker) Words(chat.Person, chat.Place) *chat.Words { return nil }

func (a *asker) Submit(_ context.Context, s chat.Submission) chat.Reply {
	a.got = append(a.got, s)
	return chat.Reply{View: chat.Notice(chat.Good, "Thank you", "You wrote it.", "")}
}

func TestAFormIsDrawnForBothPlatformsAndSentIn(t *testing.T) {
	h := &asker{Handler: adaptertest.Script()}
	b := open(t, h)
	_, page := b.post("/say", "line", "/card")
	for _, part := range []string{`<label for="discord-1-0">Name</label>`, `<label for="slack-1-0">Name</label>`, `maxlength="32"`, `name="field-name"`, `placeholder="such as Ann"`, "(optional)", "Who wrote it?", "&lt;script&gt;"} {
		if !strings.Contains(page, part) {
			t.Errorf("%s is missing in the page", part)
		}
	}
	if strings.Contains(page, "<b>answer") || strings.Contains(page, "><script>") {
		t.Error("text became markup")
	}
	_, page = b.post("/submit", "platform", "slack", "entry", "1", "id", "sn.x", "field-name", "Ann", "field-note", "")
	if len(h.got) != 1 || h.got[0].Token != "sn.x" || h.got[0].Fields.Get("name") != "Ann" || h.got[0].From.ID == "" {
		t.Errorf("sent in: %+v", h.got)
	}
	if !strings.Contains(words(page), "Thank you") || strings.Contains(page, `action="/submit"`) {
		t.Errorf("afterwards:\n%s", words(page))
	}
	if status, _ := b.post("/submit", "entry", "x"); status != http.StatusBadRequest {
		t.Errorf("nonsense gives %d", status)
	}
}
