package discord_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lectern/adapters/adaptertest"
	"lectern/adapters/discord"
	"lectern/internal/chat"
	"lectern/internal/doc"
)

// asker answers every press with a form and tells what was sent in.
type asker struct {
	chat.Handler

	form chat.Form
	wait time.Duration
	got  chan chat.Submission
}

func newAsker() *asker {
	return &asker{Handler: adaptertest.Script(), got: make(chan chat.Submission, 4), form: chat.Form{
		Title: "Your answer", Token: "qf.class.prompt", Lead: []doc.Block{doc.Para("Who wrote *it*? <@99>")},
		Fields: []chat.Field{{Name: "answer", Label: "Answer", Hint: "A name", Max: 100}, {Name: "note", Label: "Note", Long: true, Optional: true, Value: "so far"}},
	}}
}

func (a *asker) Press(context.Context, chat.Press) chat.Reply {
	time.Sleep(a.wait)
	return chat.Reply{View: a.form}
}

func (*asker) Words(chat.Person, chat.Place) *chat.Words { return nil }

func (a *asker) Submit(_ context.Context, s chat.Submission) chat.Reply {
	a.got <- s
	return chat.Reply{View: chat.Notice(chat.Good, "Thank you", "You wrote “"+s.Fields.Get("answer")+"”.", "")}
}

// raw gives the answer to an event as it came.
func (b *bot) raw(t *testing.T, overGateway bool, kind int, data any) []byte {
	t.Helper()
	in, body := b.fake.Event(kind, data)
	if overGateway {
		b.fake.Push(body)
		return in.Callback()
	}
	_, answer := b.fake.Send(t, b.endpoint, body)
	return answer
}

func TestAFormIsOpenedAndSentIn(t *testing.T) {
	t.Parallel()
	for _, ingress := range []string{"http", "gateway"} {
		t.Run(ingress, func(t *testing.T) {
			t.Parallel()
			h := newAsker()
			b := startBot(t, ingress, h)
			if ingress == "http" {
				b.fake.Check(schema(t))
			}
			body := b.raw(t, ingress == "gateway", 3, map[string]any{"component_type": 2, "custom_id": "pick.a"})
			var opened struct {
				Type int `json:"type"`
				Data struct {
					CustomID   string            `json:"custom_id"`
					Title      string            `json:"title"`
					Components []json.RawMessage `json:"components"`
				} `json:"data"`
			}
			if err := json.Unmarshal(body, &opened); err != nil || opened.Type != 9 || opened.Data.CustomID != "qf.class.prompt" || len(opened.Data.Components) != 3 {
				t.Fatalf("the answer to the press: %s", body)
			}
			if strings.Contains(string(body), "<@99>") {
				t.Errorf("the form's text would mention somebody: %s", body)
			}
			_, m, _ := b.exchange(t, ingress == "gateway", 5, map[string]any{"custom_id": "qf.class.prompt", "components": []any{
				map[string]any{"type": 10, "id": 1},
				map[string]any{"type": 18, "id": 2, "component": map[string]any{"type": 4, "custom_id": "answer", "value": "Kenneth @everyone Waltz"}},
				map[string]any{"type": 18, "id": 3, "component": map[string]any{"type": 4, "custom_id": "note", "value": ""}},
			}})
			s := <-h.got
			if s.Token != "qf.class.prompt" || s.Fields.Get("answer") != "Kenneth @everyone Waltz" || s.From.ID != "99" || s.At.Channel != "88" {
				t.Errorf("sent in: %+v", s)
			}
			if len(m.Embeds) != 1 || m.Embeds[0].Title != "Thank you" {
				t.Errorf("the reply: %+v", m)
			}
		})
	}
}

func TestAFormThatComesTooLateSaysSo(t *testing.T) {
	t.Parallel()
	h := newAsker()
	h.wait = chat.Patience + 300*time.Millisecond
	b := startBot(t, "http", h)
	in, body := b.fake.Event(3, map[string]any{"component_type": 2, "custom_id": "pick.a"})
	b.fake.Send(t, b.endpoint, body)
	if edit := in.Edit(); !strings.Contains(string(edit), "Press the button again.") {
		t.Errorf("what came later: %s", edit)
	}
}

func TestLintNamesTheBrokenRuleOfAForm(t *testing.T) {
	input := func(more string) string {
		return `{"type":18,"label":"L","component":{"type":4,"custom_id":"a","style":1` + more + `}}`
	}
	modal := func(head, components string) string {
		return fmt.Sprintf(`{"type":9,"data":{%s,"components":[%s]}}`, head, components)
	}
	const head = `"custom_id":"c","title":"T"`
	long := func(n int) string { return strings.Repeat("x", n) }
	if p := discord.Lint(discord.LintCallback, []byte(modal(head, input("")))); len(p) > 0 {
		t.Fatalf("a good form: %v", p)
	}
	for _, tt := range []struct{ name, body, path string }{
		{"no custom id", modal(`"custom_id":"","title":"T"`, input("")), "custom_id"},
		{"a long title", modal(`"custom_id":"c","title":"`+long(46)+`"`, input("")), "title"},
		{"no input", modal(head, `{"type":10,"content":"x"}`), "components"},
		{"six inputs", modal(head, strings.Join([]string{input(""), strings.ReplaceAll(input(""), `"a"`, `"b"`), strings.ReplaceAll(input(""), `"a"`, `"c"`), strings.ReplaceAll(input(""), `"a"`, `"d"`), strings.ReplaceAll(input(""), `"a"`, `"e"`), strings.ReplaceAll(input(""), `"a"`, `"f"`)}, ",")), "components"},
		{"a text beside five inputs", modal(head, `{"type":10,"content":"x"},`+strings.Join([]string{input(""), strings.ReplaceAll(input(""), `"a"`, `"b"`), strings.ReplaceAll(input(""), `"a"`, `"c"`), strings.ReplaceAll(input(""), `"a"`, `"d"`), strings.ReplaceAll(input(""), `"a"`, `"e"`)}, ",")), "components"},
		{"long words beneath a label", modal(head, strings.Replace(input(""), `"label":"L"`, `"label":"L","description":"`+long(101)+`"`, 1)), "description"},
		{"an id twice", modal(head, input("")+","+input("")), "custom_id"},
		{"a button", modal(head, input("")+`,{"type":2,"style":1,"label":"x","custom_id":"y"}`), "type"},
		{"a long label", modal(head, strings.Replace(input(""), `"L"`, `"`+long(46)+`"`, 1)), "label"},
		{"a style there is not", modal(head, strings.Replace(input(""), `"style":1`, `"style":3`, 1)), "style"},
		{"a long hint", modal(head, input(`,"placeholder":"`+long(101)+`"`)), "placeholder"},
		{"a long value", modal(head, input(`,"value":"`+long(4001)+`"`)), "value"},
		{"a value longer than allowed", modal(head, input(`,"max_length":3,"value":"four"`)), "value"},
		{"no length at all", modal(head, input(`,"max_length":0`)), "max_length"},
		{"an empty text", modal(head, input("")+`,{"type":10,"content":""}`), "content"},
		{"another component", modal(head, strings.Replace(input(""), `"type":4`, `"type":3`, 1)), "type"},
	} {
		p := discord.Lint(discord.LintCallback, []byte(tt.body))
		if !slices.ContainsFunc(p, func(p discord.Problem) bool { return strings.Contains(p.Path, tt.path) }) {
			t.Errorf("%s: %v, want a problem at %s", tt.name, p, tt.path)
		}
	}
}

// TestAFormHoldsFivePartsAtMost: with five inputs there is no room for words above them, so the
// first label says them.
func TestAFormHoldsFivePartsAtMost(t *testing.T) {
	for inputs, want := range map[int]string{4: `{"type":10,"content":"Who wrote`, 5: `"label":"Field","description":"Who wrote `, 7: `"label":"Field","description":"Who wrote `} {
		f := newAsker().form
		f.Fields = nil
		for i := range inputs {
			f.Fields = append(f.Fields, chat.Field{Name: fmt.Sprint(i), Label: "Field"})
		}
		body, err := discord.Payload(chat.Reply{View: f}, "")
		if err != nil {
			t.Fatal(err)
		}
		if p := discord.Lint(discord.LintCallback, body); len(p) > 0 || !strings.Contains(string(body), want) {
			t.Errorf("%d inputs: %v in %s", inputs, p, body)
		}
	}
}
