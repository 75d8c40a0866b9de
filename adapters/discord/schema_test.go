package discord_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"lectern/adapters/adaptertest"
	"lectern/adapters/discord"
)

// schema gives a check by Discord's published OpenAPI file, and skips the test without it.
func schema(t *testing.T) func(kind discord.Kind, body []byte) error {
	t.Helper()
	check, err := published()
	if err != nil {
		t.Fatal(err)
	}
	if check == nil {
		t.Skip("Discord's OpenAPI file is not beside the checkout (../shared/schemas/discord-openapi.json)")
	}
	return check
}

// published compiles parts of the file once; nil when it is not there.
var published = sync.OnceValues(func() (func(kind discord.Kind, body []byte) error, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	var data []byte
	for ; data == nil; dir = filepath.Dir(dir) { // beside the checkout, or further up
		data, _ = os.ReadFile(filepath.Join(dir, "shared", "schemas", "discord-openapi.json"))
		if dir == filepath.Dir(dir) {
			break
		}
	}
	if data == nil {
		return nil, nil //nolint:nilnil // it need not be there
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	closed(doc)
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource("discord.json", doc); err != nil {
		return nil, err
	}
	compiled := map[string]*jsonschema.Schema{}
	for _, name := range []string{"MessageCreateRequest", "CreateMessageInteractionCallbackRequest", "UpdateMessageInteractionCallbackRequest", "ApplicationCommandAutocompleteCallbackRequest", "ModalInteractionCallbackRequest", "ApplicationCommandUpdateRequest"} {
		s, err := c.Compile("discord.json#/components/schemas/" + name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		compiled[name] = s
	}
	return func(kind discord.Kind, body []byte) error { return validate(compiled, kind, body) }, nil
})

// closed makes every object of a schema refuse what it does not list: the file leaves them open,
// and a slip of the pen would pass.
func closed(v any) {
	switch v := v.(type) {
	case map[string]any:
		if _, ok := v["properties"].(map[string]any); ok && v["additionalProperties"] == nil {
			v["additionalProperties"] = false
		}
		for _, in := range v {
			closed(in)
		}
	case []any:
		for _, in := range v {
			closed(in)
		}
	}
}

func validate(compiled map[string]*jsonschema.Schema, kind discord.Kind, body []byte) error {
	names := map[int]string{4: "CreateMessageInteractionCallbackRequest", 5: "CreateMessageInteractionCallbackRequest", 6: "UpdateMessageInteractionCallbackRequest", 7: "UpdateMessageInteractionCallbackRequest", 8: "ApplicationCommandAutocompleteCallbackRequest", 9: "ModalInteractionCallbackRequest"}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return err
	}
	switch kind {
	case discord.LintMessage:
		return compiled["MessageCreateRequest"].Validate(v)
	case discord.LintCommands:
		for i, c := range v.([]any) {
			// The file asks for a number here where the documentation and the service have a
			// string; the documentation holds.
			m := c.(map[string]any)
			if p, ok := m["default_member_permissions"].(string); ok {
				m["default_member_permissions"] = json.Number(p)
			}
			if err := compiled["ApplicationCommandUpdateRequest"].Validate(m); err != nil {
				return fmt.Errorf("command %d: %w", i, err)
			}
		}
		return nil
	case discord.LintCallback:
		var head struct {
			Type int `json:"type"`
		}
		if err := json.Unmarshal(body, &head); err != nil {
			return err
		}
		if head.Type == 1 {
			return nil
		}
		name, ok := names[head.Type]
		if !ok {
			return fmt.Errorf("callback type %d", head.Type)
		}
		return compiled[name].Validate(v)
	}
	return nil
}

func TestEveryViewFitsThePublishedSchema(t *testing.T) {
	check := schema(t)
	for _, v := range adaptertest.Views() {
		body, err := discord.Payload(v.Reply, "https://bot.example")
		if err != nil {
			t.Fatal(err)
		}
		if err := check(discord.LintMessage, body); err != nil {
			t.Errorf("%s: %v\n%s", v.Name, err, body)
		}
	}
	if err := check(discord.LintMessage, []byte(`{"content":"x","componets":[]}`)); err == nil {
		t.Error("the schema accepts a field that there is not")
	}
	wrong := []byte(`{"embeds":[{"title":"` + strings.Repeat("x", 257) + `"}]}`)
	if err := check(discord.LintMessage, wrong); err == nil {
		t.Error("the schema accepts a title of 257 characters: the checker is dead")
	}
}

func TestTheConversationFitsThePublishedSchema(t *testing.T) {
	t.Parallel()
	check := schema(t)
	b := startBot(t, "http", handlerOf(t))
	b.fake.Check(check)
	for _, command := range []string{"card", "excerpt", "outline", "matches", "files", "room-files"} {
		_, m, _ := b.exchange(t, false, 2, map[string]any{"name": command, "type": 1})
		if len(m.Embeds) == 0 {
			t.Errorf("/%s: no embed", command)
		}
	}
	c, _, _ := b.exchange(t, false, 4, map[string]any{"name": "hostile", "type": 1, "options": []map[string]any{{"name": "text", "type": 3, "value": "rea", "focused": true}}})
	if c.Type != 8 || len(c.Data.Choices) != 1 || c.Data.Choices[0].Value != "rea" {
		t.Errorf("completion: %+v", c)
	}
	times, commands := b.fake.Published()
	for range 100 { // they are published while the first events come in
		if times > 0 {
			break
		}
		time.Sleep(20 * time.Millisecond)
		times, commands = b.fake.Published()
	}
	if times != 1 {
		t.Errorf("commands were published %d times", times)
	}
	if err := check(discord.LintCommands, commands); err != nil {
		t.Errorf("commands: %v", err)
	}
}
