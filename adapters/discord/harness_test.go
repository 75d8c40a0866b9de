package discord_test

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
	"lectern/adapters/discord"
	"lectern/adapters/discord/discordfake"
	"lectern/internal/chat"
)

var _ = adaptertest.UpdateFlag()

// bot is the adapter running against a fake.
type bot struct {
	fake     *discordfake.Server
	adapter  chat.Adapter
	endpoint string // of the HTTP ingress
	cancel   context.CancelFunc
	done     chan error
	once     sync.Once
	result   error
}

func settings(f *discordfake.Server, ingress string) func(string) string {
	env := map[string]string{
		"LECTERN_DISCORD_TOKEN": discordfake.Token, "LECTERN_DISCORD_PUBLIC_KEY": f.Key(), "LECTERN_DISCORD_INGRESS": ingress, "LECTERN_DISCORD_API_URL": f.API(),
	}
	return func(k string) string { return env[k] }
}

func startBot(t testing.TB, ingress string, h chat.Handler) *bot {
	t.Helper()
	return startBotWith(t, ingress, h, func(*discordfake.Server, chat.Adapter) {})
}

// startBotWith lets the test set fake and adapter up before they meet.
func startBotWith(t testing.TB, ingress string, h chat.Handler, first func(*discordfake.Server, chat.Adapter)) *bot {
	t.Helper()
	b := &bot{fake: discordfake.New(t), done: make(chan error, 1)}
	a, err := discord.Setup(chat.Setup{Getenv: settings(b.fake, ingress), PublicURL: "https://bot.example"})
	if err != nil {
		t.Fatal(err)
	}
	b.adapter = a
	if check, err := published(); err == nil && check != nil {
		b.fake.Check(check)
	}
	first(b.fake, a)
	mux := http.NewServeMux()
	a.(chat.Ingress).Mount(mux, h)
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	b.endpoint = srv.URL + "/discord/interactions"
	ctx, cancel := context.WithCancel(context.Background())
	b.cancel = cancel
	go func() { b.done <- a.Run(ctx, h) }()
	t.Cleanup(func() { _ = b.stop() })
	if ingress == "gateway" {
		select {
		case <-b.fake.Ready():
		case err := <-b.done:
			t.Fatalf("Run returned %v", err)
		case <-time.After(10 * time.Second):
			t.Fatal("the gateway was not reached")
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

// exchange delivers an event and returns the message that came of it.
func (b *bot) exchange(t testing.TB, overGateway bool, kind int, data any) (callback wire, message wireMessage, deferred bool) {
	t.Helper()
	in, body := b.fake.Event(kind, data)
	var answer []byte
	if overGateway {
		b.fake.Push(body)
		answer = in.Callback()
	} else {
		var status int
		status, answer = b.fake.Send(t, b.endpoint, body)
		if status == http.StatusAccepted {
			answer = in.Callback()
		} else if status != http.StatusOK {
			t.Fatalf("status %d: %s", status, answer)
		}
	}
	if answer == nil {
		t.Error("no answer within three seconds")
		return callback, message, false
	}
	if err := json.Unmarshal(answer, &callback); err != nil {
		t.Fatal(err)
	}
	message = callback.Data
	if callback.Type == 5 {
		deferred = true
		edited := in.Edit()
		if edited == nil {
			t.Error("no follow-up came")
			return callback, message, deferred
		}
		flags := message.Flags
		message = wireMessage{}
		if err := json.Unmarshal(edited, &message); err != nil {
			t.Fatal(err)
		}
		message.Flags = flags
	}
	message.files = b.fake.Files(in)
	return callback, message, deferred
}

type wire struct {
	Type int         `json:"type"`
	Data wireMessage `json:"data"`
}

type wireMessage struct {
	files   []discord.Upload
	Content string `json:"content"`
	Flags   int    `json:"flags"`
	Embeds  []struct {
		Title       string `json:"title"`
		Description string `json:"description"`
		URL         string `json:"url"`
		Fields      []struct {
			Name  string `json:"name"`
			Value string `json:"value"`
		} `json:"fields"`
		Footer struct {
			Text string `json:"text"`
		} `json:"footer"`
	} `json:"embeds"`
	Components []struct {
		Components []struct {
			Type     int    `json:"type"`
			Style    int    `json:"style"`
			Label    string `json:"label"`
			CustomID string `json:"custom_id"`
			URL      string `json:"url"`
			Disabled bool   `json:"disabled"`
			Options  []struct {
				Label       string `json:"label"`
				Value       string `json:"value"`
				Description string `json:"description"`
			} `json:"options"`
		} `json:"components"`
	} `json:"components"`
	Choices []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"choices"`
	Mentions struct {
		Parse []string `json:"parse"`
	} `json:"allowed_mentions"`
}

// marked is the part of a message in which Discord reads markup.
func (m wireMessage) marked() string {
	var b strings.Builder
	b.WriteString(m.Content + "\n")
	for _, e := range m.Embeds {
		b.WriteString(e.Description + "\n")
		for _, f := range e.Fields {
			b.WriteString(f.Name + "\n" + f.Value + "\n")
		}
	}
	return b.String()
}

// text is what a person reads: markup and escapes removed.
func (m wireMessage) text() string {
	var b strings.Builder
	for _, e := range m.Embeds {
		b.WriteString(e.Title + "\n")
	}
	s := m.marked()
	s = regexp.MustCompile(`\\([^0-9A-Za-z\s])`).ReplaceAllString(s, "$1")
	b.WriteString(s)
	for _, e := range m.Embeds {
		b.WriteString(e.Footer.Text + "\n")
	}
	return b.String()
}

var (
	mention = regexp.MustCompile(`(^|[^\\])(<[@#!][^>]*>|@everyone|@here)`)
	link    = regexp.MustCompile(`https?://\S+|[^\\]\]\([^)]*\)`)
)

// person drives the conformance suite.
type person struct {
	b       *bot
	gateway bool
}

type harness struct{ gateway bool }

func (h harness) Start(t *testing.T, handler chat.Handler) adaptertest.Client {
	ingress := "http"
	if h.gateway {
		ingress = "gateway"
	}
	return person{startBot(t, ingress, handler), h.gateway}
}

func (p person) Stop(*testing.T) error { return p.b.stop() }

func (p person) Invoke(t *testing.T, command string, args chat.Args) adaptertest.Shown {
	options := []map[string]any{}
	for _, a := range args {
		options = append(options, map[string]any{"name": a.Name, "type": 3, "value": a.Value})
	}
	c, m, deferred := p.b.exchange(t, p.gateway, 2, map[string]any{"id": "1", "name": command, "type": 1, "options": options})
	return p.shown(c, m, deferred)
}

func (p person) Give(t *testing.T, command, param string, f chat.File) adaptertest.Shown {
	a := p.b.fake.Give(f.Name, f.Data)
	c, m, deferred := p.b.exchange(t, p.gateway, 2, map[string]any{
		"id": "1", "name": command, "type": 1, "options": []map[string]any{{"name": param, "type": 11, "value": a.ID}}, "resolved": discordfake.Resolved(a),
	})
	return p.shown(c, m, deferred)
}

func (p person) shown(c wire, m wireMessage, deferred bool) adaptertest.Shown {
	s := adaptertest.Shown{Text: m.text(), Private: m.Flags&64 != 0, Replaced: c.Type == 7, Deferred: deferred}
	s.Pings = append(s.Pings, mention.FindAllString(m.marked(), -1)...)
	if len(m.Mentions.Parse) > 0 {
		s.Pings = append(s.Pings, m.Mentions.Parse...)
	}
	s.Links = link.FindAllString(m.marked(), -1)
	for _, f := range m.files {
		s.Files = append(s.Files, chat.File{Name: f.Name, Type: f.Type, Alt: f.Description, Data: f.Data})
	}
	for _, row := range m.Components {
		for _, comp := range row.Components {
			press := func(values ...string) func(t *testing.T) adaptertest.Shown {
				return func(t *testing.T) adaptertest.Shown {
					data := map[string]any{"custom_id": comp.CustomID, "component_type": comp.Type}
					if values != nil {
						data["values"] = values
					}
					c, m, deferred := p.b.exchange(t, p.gateway, 3, data)
					return p.shown(c, m, deferred)
				}
			}
			if comp.URL != "" {
				continue
			}
			if comp.Type == 2 {
				s.Controls = append(s.Controls, adaptertest.Control{Label: comp.Label, Disabled: comp.Disabled, Press: press()})
			}
			for _, o := range comp.Options {
				s.Controls = append(s.Controls, adaptertest.Control{Label: o.Label, Press: press(o.Value)})
			}
		}
	}
	return s
}

func TestConformanceOverHTTP(t *testing.T) { t.Parallel(); adaptertest.Run(t, harness{}) }
func TestConformanceOverGateway(t *testing.T) {
	t.Parallel()
	adaptertest.Run(t, harness{gateway: true})
}

func handlerOf(t testing.TB) chat.Handler {
	t.Helper()
	return adaptertest.Script()
}
