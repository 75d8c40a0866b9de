package slack_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"lectern/adapters/adaptertest"
	"lectern/adapters/slack"
	"lectern/adapters/slack/slackfake"
	"lectern/internal/chat"
)

var _ = adaptertest.UpdateFlag()

// bot is the adapter running against a fake.
type bot struct {
	fake    *slackfake.Server
	adapter chat.Adapter
	base    string // of the HTTP ingress
	cancel  context.CancelFunc
	done    chan error
	once    sync.Once
	result  error
}

func settings(f *slackfake.Server, ingress string) map[string]string {
	return map[string]string{
		"LECTERN_SLACK_BOT_TOKEN": slackfake.BotToken, "LECTERN_SLACK_APP_TOKEN": slackfake.AppToken, "LECTERN_SLACK_SIGNING_SECRET": slackfake.Secret,
		"LECTERN_SLACK_INGRESS": ingress, "LECTERN_SLACK_API_URL": f.API(),
	}
}

func startBot(t testing.TB, ingress string, h chat.Handler) *bot {
	t.Helper()
	b := &bot{fake: slackfake.New(t), done: make(chan error, 1)}
	env := settings(b.fake, ingress)
	a, err := slack.Setup(chat.Setup{Getenv: func(k string) string { return env[k] }, PublicURL: "https://bot.example"})
	if err != nil {
		t.Fatal(err)
	}
	b.adapter = a
	mux := http.NewServeMux()
	a.(chat.Ingress).Mount(mux, h)
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	b.base = srv.URL
	ctx, cancel := context.WithCancel(context.Background())
	b.cancel = cancel
	go func() { b.done <- a.Run(ctx, h) }()
	t.Cleanup(func() { _ = b.stop() })
	if ingress == "socket" {
		for range 500 {
			if now, _ := b.fake.Connected(); now >= 2 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	return b
}

func (b *bot) stop() error {
	b.once.Do(func() {
		b.cancel()
		b.result = <-b.done
	})
	return b.result
}

// say gives a command and returns the message that came of it.
func (b *bot) say(t testing.TB, socket bool, command, text string) (m wireMessage, deferred bool) {
	t.Helper()
	resp := b.fake.NewResponse()
	fields := b.fake.Command(command, text, resp)
	var answer []byte
	if socket {
		ack, ok := b.fake.Push("slash_commands", fields)
		if !ok {
			t.Error("the command was not acknowledged within three seconds")
		}
		answer = ack
	} else {
		status, got := b.fake.Send(t, b.base+"/slack/commands", slackfake.Form(fields))
		if status != http.StatusOK {
			t.Fatalf("status %d: %s", status, got)
		}
		answer = got
	}
	if len(answer) == 0 || string(answer) == "null" {
		deferred = true
		if answer = resp.Wait(10 * time.Second); answer == nil {
			t.Error("no answer followed")
			return m, deferred
		}
	}
	return parse(t, answer), deferred
}

// press presses an element and returns the message that came of it.
func (b *bot) press(t testing.TB, socket bool, kind, id, value string) wireMessage {
	t.Helper()
	resp := b.fake.NewResponse()
	payload := b.fake.Action(kind, id, value, resp)
	if socket {
		if _, ok := b.fake.Push("interactive", payload); !ok {
			t.Error("the press was not acknowledged within three seconds")
		}
	} else {
		if status, got := b.fake.Send(t, b.base+"/slack/interactions", slackfake.Payload(payload)); status != http.StatusOK {
			t.Fatalf("status %d: %s", status, got)
		}
	}
	answer := resp.Wait(10 * time.Second)
	if answer == nil {
		t.Error("no answer came")
		return wireMessage{}
	}
	return parse(t, answer)
}

type wireMessage struct {
	ResponseType string            `json:"response_type"`
	Replace      bool              `json:"replace_original"`
	Text         string            `json:"text"`
	Blocks       []json.RawMessage `json:"blocks"`
}

func parse(t testing.TB, body []byte) wireMessage {
	t.Helper()
	var m wireMessage
	if err := json.Unmarshal(body, &m); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	return m
}

// walk visits every object of the blocks.
func (m wireMessage) walk(visit func(o map[string]any)) {
	var into func(v any)
	into = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			visit(v)
			for _, k := range []string{"text", "elements", "placeholder", "options", "fields", "rows"} {
				into(v[k])
			}
		case []any:
			for _, x := range v {
				into(x)
			}
		}
	}
	for _, b := range m.Blocks {
		var v any
		_ = json.Unmarshal(b, &v)
		into(v)
	}
}

// shown is what a person sees of a message.
func (b *bot) shown(socket bool, m wireMessage, deferred bool) adaptertest.Shown {
	s := adaptertest.Shown{Private: m.ResponseType == "ephemeral", Replaced: m.Replace, Deferred: deferred}
	var text strings.Builder
	m.walk(func(o map[string]any) {
		kind, _ := o["type"].(string)
		words, _ := o["text"].(string)
		switch kind {
		case "text", "plain_text", "raw_text":
			text.WriteString(words)
			text.WriteString("\n")
		case "mrkdwn":
			text.WriteString(words)
			s.Pings = append(s.Pings, regexp.MustCompile(`<[!@#][^>]*>`).FindAllString(words, -1)...)
			s.Links = append(s.Links, regexp.MustCompile(`<https?:[^>]*>|https?://\S+`).FindAllString(words, -1)...)
		case "user", "usergroup", "broadcast", "channel":
			s.Pings = append(s.Pings, kind)
		case "link":
			text.WriteString(words)
			s.Links = append(s.Links, o["url"].(string))
		case "image":
			text.WriteString(o["alt_text"].(string) + "\n")
			if id, ok := o["slack_file"].(map[string]any); ok {
				f := b.fake.File(id["id"].(string))
				s.Files = append(s.Files, chat.File{Name: f.Name, Alt: o["alt_text"].(string), Data: f.Data})
			}
		case "button", "static_select":
			b.control(socket, kind, o, &s)
		}
	})
	s.Pings = append(s.Pings, regexp.MustCompile(`<[!@#][^>]*>`).FindAllString(m.Text, -1)...)
	s.Text = text.String()
	return s
}

func (b *bot) control(socket bool, kind string, o map[string]any, s *adaptertest.Shown) {
	label := func(v any) string {
		t, _ := v.(map[string]any)
		l, _ := t["text"].(string)
		return l
	}
	id, _ := o["action_id"].(string)
	add := func(name, value string) {
		s.Controls = append(s.Controls, adaptertest.Control{Label: name, Press: func(t *testing.T) adaptertest.Shown {
			return b.shown(socket, b.press(t, socket, kind, id, value), false)
		}})
	}
	if kind == "button" {
		if value, ok := o["value"].(string); ok {
			add(label(o["text"]), value)
		}
		return
	}
	for _, opt := range o["options"].([]any) {
		opt := opt.(map[string]any)
		add(label(opt["text"]), opt["value"].(string))
	}
}

type harness struct{ socket bool }

type person struct {
	b      *bot
	socket bool
}

func (h harness) Start(t *testing.T, handler chat.Handler) adaptertest.Client {
	if h.socket {
		return person{startBot(t, "socket", handler), true}
	}
	return person{startBot(t, "http", handler), false}
}

func (p person) Stop(*testing.T) error { return p.b.stop() }

func (p person) Invoke(t *testing.T, command string, args chat.Args) adaptertest.Shown {
	var text []string
	for _, a := range args {
		text = append(text, a.Value)
	}
	before := map[string]int{"C1": len(p.b.fake.Shared("C1")), "D1": len(p.b.fake.Shared("D1"))}
	m, deferred := p.b.say(t, p.socket, "/"+command, strings.Join(text, " "))
	s := p.b.shown(p.socket, m, deferred)
	// What a message cannot hold was shared: with the room or, of a private answer, in the
	// direct messages of the person alone.
	where := "D1"
	if !s.Private {
		where = "C1"
	}
	shared := p.b.fake.Shared(where)
	for _, f := range shared[before[where]:] {
		s.Files = append(s.Files, chat.File{Name: f.File.Name, Alt: f.File.Alt, Data: f.File.Data})
	}
	return s
}

func (p person) Give(t *testing.T, command, param string, f chat.File) adaptertest.Shown {
	before := len(p.b.fake.Opened())
	resp := p.b.fake.NewResponse()
	if fields := p.b.fake.Command("/"+command, "", resp); p.socket {
		p.b.fake.Push("slash_commands", fields)
	} else if status, got := p.b.fake.Send(t, p.b.base+"/slack/commands", slackfake.Form(fields)); status != http.StatusOK {
		t.Fatalf("status %d: %s", status, got)
	}
	waits(t, func() bool { return len(p.b.fake.Opened()) > before })
	view := p.b.fake.Opened()[before]
	p.b.deliver(t, p.socket, p.b.fake.SubmissionWith(view, map[string]string{"note": ""}, map[string][]slackfake.Given{param: {p.b.fake.Give(f.Name, f.Data)}}))
	answer := resp.Wait(10 * time.Second)
	if answer == nil {
		t.Fatal("no answer came")
	}
	return p.b.shown(p.socket, parse(t, answer), false)
}

func TestConformanceOverHTTP(t *testing.T)   { t.Parallel(); adaptertest.Run(t, harness{}) }
func TestConformanceOverSocket(t *testing.T) { t.Parallel(); adaptertest.Run(t, harness{socket: true}) }

func newServer(t testing.TB, h http.Handler) string {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv.URL
}
