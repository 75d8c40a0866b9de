package slack_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"lectern/adapters/adaptertest"
	"lectern/adapters/slack"
	"lectern/adapters/slack/slackfake"
	"lectern/internal/chat"
)

func TestGoldens(t *testing.T) {
	for _, v := range adaptertest.Views() {
		t.Run(v.Name, func(t *testing.T) {
			body, err := slack.Payload(v.Reply, "https://bot.example")
			if err != nil {
				t.Fatal(err)
			}
			if p := slack.Lint(slack.SurfaceMessage, body); len(p) > 0 {
				t.Errorf("breaks the platform's rules: %v", p)
			}
			var pretty bytes.Buffer
			if err := json.Indent(&pretty, body, "", "  "); err != nil {
				t.Fatalf("%v: %s", err, body)
			}
			pretty.WriteByte('\n')
			adaptertest.Golden(t, v.Name+".json", pretty.Bytes())
		})
	}
}

func TestPreparedBytesAreTheSameAsFreshOnes(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", adaptertest.Script())
	fresh, _ := b.say(t, false, "/excerpt", "")
	var passages []chat.Excerpt
	for _, v := range adaptertest.Views() {
		if e, ok := v.Reply.View.(chat.Excerpt); ok {
			e.Others, e.Note = nil, ""
			passages = append(passages, e)
		}
	}
	if err := b.adapter.(chat.Preparer).Prepare(t.Context(), adaptertest.Prose(slices.Values(passages[:1]))); err != nil {
		t.Fatal(err)
	}
	ready, _ := b.say(t, false, "/excerpt", "")
	x, _ := json.Marshal(fresh)
	y, _ := json.Marshal(ready)
	if !bytes.Equal(x, y) {
		t.Errorf("prepared\n%s\nfresh\n%s", y, x)
	}
}

// each rule of the linter, with a body that breaks it.
func TestLintNamesTheBrokenRule(t *testing.T) {
	msg := func(blocks string) string { return `{"text":"x","unfurl_links":false,"blocks":[` + blocks + `]}` }
	acts := func(el string) string { return msg(`{"type":"actions","elements":[` + el + `]}`) }
	btn := func(rest string) string {
		return `{"type":"button","action_id":"a","text":{"type":"plain_text","text":"x"}` + rest + `}`
	}
	opt := `{"text":{"type":"plain_text","text":"x"},"value":"v"}`
	sel := func(rest string) string { return acts(`{"type":"static_select","action_id":"m",` + rest + `}`) }
	rich := func(el string) string { return msg(`{"type":"rich_text","elements":[` + el + `]}`) }
	for _, tt := range []struct {
		name, body, path string
		surface          slack.Surface
	}{
		{"not json", `{`, "$", 0},
		{"empty", `{}`, "$", 0},
		{"blocks without text", `{"unfurl_links":false,"blocks":[{"type":"divider"}]}`, "$.text", 0},
		{"long text", `{"text":"` + long(4001) + `"}`, "$.text", 0},
		{"a mention in text", `{"text":"<!channel>"}`, "$.text", 0},
		{"two groups notified", rich(`{"type":"rich_text_section","elements":[{"type":"usergroup","usergroup_id":"S1"},{"type":"usergroup","usergroup_id":"S2"}]}`), "elements", 0},
		{"a group without an id", rich(`{"type":"rich_text_section","elements":[{"type":"usergroup","usergroup_id":"<!here>"}]}`), "usergroup_id", 0},
		{"names notify", `{"text":"x","link_names":true}`, "link_names", 0},
		{"links unfurl", `{"text":"x","blocks":[{"type":"divider"}]}`, "unfurl_links", 0},
		{"51 blocks", msg(many(51, `{"type":"divider"}`)), "$.blocks", 0},
		{"12,000 characters", msg(many(5, `{"type":"section","text":{"type":"plain_text","text":"`+long(2900)+`"}}`)), "$.blocks", 0},
		{"unknown block", msg(`{"type":"banner"}`), "type", 0},
		{"section without text", msg(`{"type":"section"}`), "blocks[0]", 0},
		{"section text", msg(`{"type":"section","text":{"type":"mrkdwn","text":"` + long(3001) + `"}}`), "text", 0},
		{"a mention in mrkdwn", msg(`{"type":"section","text":{"type":"mrkdwn","text":"<@U1>"}}`), "text", 0},
		{"emoji in mrkdwn", msg(`{"type":"section","text":{"type":"mrkdwn","text":"x","emoji":true}}`), "emoji", 0},
		{"wrong text type", msg(`{"type":"section","text":{"type":"markdown","text":"x"}}`), "type", 0},
		{"11 fields", msg(`{"type":"section","fields":[` + many(11, `{"type":"plain_text","text":"x"}`) + `]}`), "fields", 0},
		{"field text", msg(`{"type":"section","fields":[{"type":"plain_text","text":"` + long(2001) + `"}]}`), "fields", 0},
		{"header in mrkdwn", msg(`{"type":"header","text":{"type":"mrkdwn","text":"x"}}`), "type", 0},
		{"long header", msg(`{"type":"header","text":{"type":"plain_text","text":"` + long(151) + `"}}`), "text", 0},
		{"same block id", msg(many(2, `{"type":"divider","block_id":"b"}`)), "block_id", 0},
		{"long block id", msg(`{"type":"divider","block_id":"` + long(256) + `"}`), "block_id", 0},
		{"image without alt", msg(`{"type":"image","image_url":"https://x.example/a.png"}`), "alt_text", 0},
		{"image without address", msg(`{"type":"image","image_url":"a.png","alt_text":"x"}`), "image_url", 0},
		{"alt text", msg(`{"type":"image","image_url":"https://x.example/a.png","alt_text":"` + long(2001) + `"}`), "alt_text", 0},
		{"11 context elements", msg(`{"type":"context","elements":[` + many(11, `{"type":"plain_text","text":"x"}`) + `]}`), "elements", 0},
		{"no actions", acts(``), "elements", 0},
		{"26 actions", acts(many(26, btn(``))), "elements", 0},
		{"same action id", acts(many(2, btn(``))), "action_id", 0},
		{"no action id", acts(`{"type":"button","text":{"type":"plain_text","text":"x"}}`), "action_id", 0},
		{"button without text", acts(`{"type":"button","action_id":"a"}`), "text", 0},
		{"button text", acts(`{"type":"button","action_id":"a","text":{"type":"plain_text","text":"` + long(76) + `"}}`), "text", 0},
		{"button in mrkdwn", acts(`{"type":"button","action_id":"a","text":{"type":"mrkdwn","text":"x"}}`), "type", 0},
		{"button value", acts(btn(`,"value":"` + long(2001) + `"`)), "value", 0},
		{"button address", acts(btn(`,"url":"` + long(3001) + `"`)), "url", 0},
		{"button style", acts(btn(`,"style":"green"`)), "style", 0},
		{"accessibility label", acts(btn(`,"accessibility_label":"` + long(76) + `"`)), "accessibility_label", 0},
		{"unknown element", acts(`{"type":"datepicker","action_id":"a"}`), "type", 0},
		{"no options", sel(`"options":[]`), "options", 0},
		{"101 options", sel(`"options":[` + many(101, opt) + `]`), "options", 0},
		{"option text", sel(`"options":[{"text":{"type":"plain_text","text":"` + long(76) + `"},"value":"v"}]`), "text", 0},
		{"option without text", sel(`"options":[{"value":"v"}]`), "text", 0},
		{"option value", sel(`"options":[{"text":{"type":"plain_text","text":"x"},"value":"` + long(76) + `"}]`), "value", 0},
		{"option description", sel(`"options":[{"text":{"type":"plain_text","text":"x"},"value":"v","description":{"type":"plain_text","text":"` + long(76) + `"}}]`), "description", 0},
		{"placeholder", sel(`"placeholder":{"type":"plain_text","text":"` + long(151) + `"},"options":[` + opt + `]`), "placeholder", 0},
		{"empty rich text", rich(``), "elements", 0},
		{"empty piece", rich(`{"type":"rich_text_section","elements":[{"type":"text","text":""}]}`), "text", 0},
		{"a person in rich text", rich(`{"type":"rich_text_section","elements":[{"type":"user","user_id":"U1"}]}`), "type", 0},
		{"everybody in rich text", rich(`{"type":"rich_text_section","elements":[{"type":"broadcast","range":"channel"}]}`), "type", 0},
		{"list style", rich(`{"type":"rich_text_list","style":"roman","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x"}]}]}`), "style", 0},
		{"list indent", rich(`{"type":"rich_text_list","style":"bullet","indent":9,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x"}]}]}`), "indent", 0},
		{"date without a time", rich(`{"type":"rich_text_section","elements":[{"type":"date"}]}`), "elements[0]", 0},
		{"two tables", msg(many(2, `{"type":"table","rows":[[]]}`)), "$.blocks", 0},
		{"101 rows", msg(`{"type":"table","rows":[` + many(101, `[]`) + `]}`), "rows", 0},
		{"modal without title", `{"type":"modal","blocks":[]}`, "title", slack.SurfaceModal},
		{"modal title", `{"type":"modal","title":{"type":"plain_text","text":"` + long(25) + `"},"blocks":[]}`, "title", slack.SurfaceModal},
		{"input without submit", `{"type":"modal","title":{"type":"plain_text","text":"x"},"blocks":[{"type":"input","label":{"type":"plain_text","text":"x"}}]}`, "submit", slack.SurfaceModal},
		{"markdown in a modal", `{"type":"modal","title":{"type":"plain_text","text":"x"},"blocks":[{"type":"markdown","text":"x"}]}`, "blocks[0]", slack.SurfaceModal},
		{"private metadata", `{"type":"modal","title":{"type":"plain_text","text":"x"},"private_metadata":"` + long(3001) + `","blocks":[]}`, "private_metadata", slack.SurfaceModal},
		{"101 blocks", `{"type":"modal","title":{"type":"plain_text","text":"x"},"blocks":[` + many(101, `{"type":"divider"}`) + `]}`, "$.blocks", slack.SurfaceModal},
	} {
		t.Run(tt.name, func(t *testing.T) {
			problems := slack.Lint(tt.surface, []byte(tt.body))
			for _, p := range problems {
				if strings.Contains(p.Path, tt.path) {
					return
				}
			}
			t.Errorf("no problem at %s: %v", tt.path, problems)
		})
	}
}

func TestManifestFitsThePublishedSchema(t *testing.T) {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
	}
	data, err := os.ReadFile(filepath.Join(filepath.Dir(dir), "shared", "schemas", "slack-manifest.schema.json"))
	if err != nil {
		t.Skip("Slack's manifest schema is not beside the checkout (../shared/schemas/slack-manifest.schema.json)")
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	// Two patterns of the schema look ahead, which Go's expressions cannot; they are about
	// domains, of which our manifest has none.
	c.UseRegexpEngine(func(s string) (jsonschema.Regexp, error) {
		if strings.Contains(s, "(?!") {
			return regexp.MustCompile(``), nil
		}
		return regexp.Compile(s)
	})
	if err := c.AddResource("manifest.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []slack.ManifestOptions{{Socket: true}, {Public: "https://bot.example"}} {
		body, err := slack.Manifest(adaptertest.Script().Specs(), o)
		if err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(v); err != nil {
			t.Errorf("%+v: %v\n%s", o, err, body)
		}
	}
	v, _ := jsonschema.UnmarshalJSON(strings.NewReader(`{"display_information":{"name":"` + strings.Repeat("x", 36) + `"}}`))
	if s.Validate(v) == nil {
		t.Error("the schema accepts a name of 36 characters: the checker is dead")
	}
	if _, err := slack.Manifest([]chat.Spec{{Name: "Section!"}}, slack.ManifestOptions{}); err == nil {
		t.Error("an impossible command name went through")
	}
}

func TestWhatIsKeptOfACardIsTheCard(t *testing.T) {
	env := settings(slackfake.New(t), "http")
	a, err := slack.Setup(chat.Setup{Getenv: func(k string) string { return env[k] }, PublicURL: "https://bot.example"})
	if err != nil {
		t.Fatal(err)
	}
	adaptertest.KeptCards(t, func(v chat.View) []byte { return slack.Message(a, v) })
}
