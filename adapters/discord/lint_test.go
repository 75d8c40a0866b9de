package discord_test

import (
	"strings"
	"testing"

	"lectern/adapters/discord"
)

// each rule of the linter, with a body that breaks it and no other.
func TestLintNamesTheBrokenRule(t *testing.T) {
	long := func(n int) string { return strings.Repeat("x", n) }
	row := func(components string) string {
		return `{"content":"x","allowed_mentions":{"parse":[]},"components":[{"type":1,"components":[` + components + `]}]}`
	}
	msg := func(rest string) string { return `{"allowed_mentions":{"parse":[]},` + rest + `}` }
	many := func(n int, s string) string { return strings.TrimSuffix(strings.Repeat(s+",", n), ",") }
	button := `{"type":2,"style":1,"label":"a","custom_id":"x"}`
	tests := []struct {
		name, body, path string
		kind             discord.Kind
	}{
		{"not json", `{`, "$", discord.LintMessage},
		{"empty", msg(`"content":""`), "$", discord.LintMessage},
		{"nothing but blanks", msg(`"content":" \n "`), "$", discord.LintMessage},
		{"a slip of the pen", msg(`"content":"x","componets":[]`), "$", discord.LintMessage},
		{"a slip of the pen inside", row(`{"type":2,"style":1,"label":"a","custom_id":"x","dissabled":true}`), "$", discord.LintMessage},
		{"long content", msg(`"content":"` + long(2001) + `"`), "content", discord.LintMessage},
		{"mentions unsaid", `{"content":"x"}`, "allowed_mentions", discord.LintMessage},
		{"mentions allowed", `{"content":"x","allowed_mentions":{"parse":["everyone"]}}`, "allowed_mentions", discord.LintMessage},
		{"a role allowed beside other words", `{"content":"hello <@&1>","allowed_mentions":{"parse":[],"roles":["1"]}}`, "allowed_mentions", discord.LintMessage},
		{"another role allowed", `{"content":"<@&1>","allowed_mentions":{"parse":[],"roles":["2"]}}`, "allowed_mentions", discord.LintMessage},
		{"two roles allowed", `{"content":"<@&1>","allowed_mentions":{"parse":[],"roles":["1","2"]}}`, "allowed_mentions", discord.LintMessage},
		{"long nonce", msg(`"content":"x","nonce":"` + long(26) + `"`), "nonce", discord.LintMessage},
		{"nonce forgotten", msg(`"content":"x","enforce_nonce":true`), "enforce_nonce", discord.LintMessage},
		{"components v2 flag", msg(`"content":"x","flags":32768`), "flags", discord.LintMessage},
		{"eleven embeds", msg(`"embeds":[` + many(11, `{"title":"x"}`) + `]`), "embeds", discord.LintMessage},
		{"embed title", msg(`"embeds":[{"title":"` + long(257) + `"}]`), "title", discord.LintMessage},
		{"embed description", msg(`"embeds":[{"description":"` + long(4097) + `"}]`), "description", discord.LintMessage},
		{"embed footer", msg(`"embeds":[{"title":"x","footer":{"text":"` + long(2049) + `"}}]`), "footer", discord.LintMessage},
		{"embed author", msg(`"embeds":[{"title":"x","author":{"name":"` + long(257) + `"}}]`), "author", discord.LintMessage},
		{"26 fields", msg(`"embeds":[{"fields":[` + many(26, `{"name":"a","value":"b"}`) + `]}]`), "fields", discord.LintMessage},
		{"field without a value", msg(`"embeds":[{"fields":[{"name":"a","value":" "}]}]`), "value", discord.LintMessage},
		{"field name", msg(`"embeds":[{"fields":[{"name":"` + long(257) + `","value":"b"}]}]`), "name", discord.LintMessage},
		{"colour", msg(`"embeds":[{"title":"x","color":16777216}]`), "color", discord.LintMessage},
		{"image", msg(`"embeds":[{"image":{"url":"static/a.png"}}]`), "image", discord.LintMessage},
		{"empty embed", msg(`"embeds":[{}]`), "embeds[0]", discord.LintMessage},
		{"an embed of blanks", msg(`"embeds":[{"title":" ","description":"\n"}]`), "embeds[0]", discord.LintMessage},
		{"long address of an embed", msg(`"embeds":[{"title":"x","url":"https://x.example/` + long(2048) + `"}]`), "url", discord.LintMessage},
		{"sum of embeds", msg(`"embeds":[` + many(2, `{"description":"`+long(3001)+`"}`) + `]`), "embeds", discord.LintMessage},
		{"six rows", msg(`"content":"x","components":[` + many(6, `{"type":1,"components":[{"type":2,"style":5,"label":"a","url":"https://x.example"}]}`) + `]`), "components", discord.LintMessage},
		{"not a row", msg(`"content":"x","components":[{"type":17}]`), "type", discord.LintMessage},
		{"empty row", row(``), "components[0]", discord.LintMessage},
		{"six buttons", row(many(6, `{"type":2,"style":5,"label":"a","url":"https://x.example"}`)), "components[0]", discord.LintMessage},
		{"button and menu", row(button + `,{"type":3,"custom_id":"m","options":[{"label":"a","value":"b"}]}`), "components[0]", discord.LintMessage},
		{"same custom id", row(button + "," + button), "custom_id", discord.LintMessage},
		{"no custom id", row(`{"type":2,"style":1,"label":"a"}`), "custom_id", discord.LintMessage},
		{"long custom id", row(`{"type":2,"style":1,"label":"a","custom_id":"` + long(101) + `"}`), "custom_id", discord.LintMessage},
		{"no label", row(`{"type":2,"style":1,"custom_id":"x"}`), "label", discord.LintMessage},
		{"long label", row(`{"type":2,"style":1,"label":"` + long(81) + `","custom_id":"x"}`), "label", discord.LintMessage},
		{"style", row(`{"type":2,"style":7,"label":"a","custom_id":"x"}`), "style", discord.LintMessage},
		{"link with an id", row(`{"type":2,"style":5,"label":"a","url":"https://x.example","custom_id":"x"}`), "custom_id", discord.LintMessage},
		{"link without an address", row(`{"type":2,"style":5,"label":"a"}`), "url", discord.LintMessage},
		{"button with an address", row(`{"type":2,"style":1,"label":"a","custom_id":"x","url":"https://x.example"}`), "url", discord.LintMessage},
		{"no options", row(`{"type":3,"custom_id":"m","options":[]}`), "options", discord.LintMessage},
		{"26 options", row(`{"type":3,"custom_id":"m","options":[` + many(26, `{"label":"a","value":"b"}`) + `]}`), "options", discord.LintMessage},
		{"same value", row(`{"type":3,"custom_id":"m","options":[` + many(2, `{"label":"a","value":"b"}`) + `]}`), "value", discord.LintMessage},
		{"option label", row(`{"type":3,"custom_id":"m","options":[{"label":"` + long(101) + `","value":"b"}]}`), "label", discord.LintMessage},
		{"placeholder", row(`{"type":3,"custom_id":"m","placeholder":"` + long(151) + `","options":[{"label":"a","value":"b"}]}`), "placeholder", discord.LintMessage},
		{"least above most", row(`{"type":3,"custom_id":"m","min_values":2,"max_values":1,"options":[{"label":"a","value":"b"}]}`), "min_values", discord.LintMessage},
		{"more than there are", row(`{"type":3,"custom_id":"m","max_values":2,"options":[{"label":"a","value":"b"}]}`), "max_values", discord.LintMessage},
		{"less than none", row(`{"type":3,"custom_id":"m","min_values":-1,"options":[{"label":"a","value":"b"}]}`), "min_values", discord.LintMessage},
		{"unknown component", row(`{"type":10,"content":"x"}`), "type", discord.LintMessage},
		{"callback without data", `{"type":4}`, "data", discord.LintCallback},
		{"a nonce in an answer", `{"type":4,"data":` + msg(`"content":"x","nonce":"n"`) + `}`, "nonce", discord.LintCallback},
		{"deferred with flags", `{"type":5,"data":{"flags":32768}}`, "flags", discord.LintCallback},
		{"unknown callback", `{"type":99}`, "type", discord.LintCallback},
		{"26 choices", `{"type":8,"data":{"choices":[` + many(26, `{"name":"a","value":"b"}`) + `]}}`, "choices", discord.LintCallback},
		{"choice value", `{"type":8,"data":{"choices":[{"name":"a","value":"` + long(101) + `"}]}}`, "value", discord.LintCallback},
		{"command in capitals", `[{"name":"Section","description":"x"}]`, "name", discord.LintCommands},
		{"command twice", `[{"name":"a","description":"x"},{"name":"a","description":"x"}]`, "name", discord.LintCommands},
		{"command without description", `[{"name":"a"}]`, "description", discord.LintCommands},
		{"translated name in capitals", `[{"name":"a","description":"x","name_localizations":{"de":"Abschnitt"}}]`, "name_localizations.de", discord.LintCommands},
		{"translated name with a blank", `[{"name":"a","description":"x","name_localizations":{"de":"frage des tages"}}]`, "name_localizations.de", discord.LintCommands},
		{"translated name twice", `[{"name":"a","description":"x","name_localizations":{"de":"b"}},{"name":"c","description":"x","name_localizations":{"de":"b"}}]`, "$[1].name_localizations.de", discord.LintCommands},
		{"translated argument twice", `[{"name":"a","description":"x","options":[{"type":3,"name":"b","description":"x","name_localizations":{"de":"z"}},{"type":3,"name":"c","description":"x","name_localizations":{"de":"z"}}]}]`, "options[1].name_localizations.de", discord.LintCommands},
		{"translated description of 101 characters", `[{"name":"a","description":"x","description_localizations":{"de":"` + strings.Repeat("x", 101) + `"}}]`, "description_localizations.de", discord.LintCommands},
		{"unknown locale", `[{"name":"a","description":"x","name_localizations":{"es":"b"}}]`, "name_localizations.es", discord.LintCommands},
		{"101 commands", `[` + many(101, `{"name":"a","description":"x"}`) + `]`, "$", discord.LintCommands},
		{"26 arguments", `[{"name":"a","description":"x","options":[` + many(26, `{"type":3,"name":"b","description":"x"}`) + `]}]`, "options", discord.LintCommands},
		{"required after optional", `[{"name":"a","description":"x","options":[{"type":3,"name":"b","description":"x"},{"type":3,"name":"c","description":"x","required":true}]}]`, "required", discord.LintCommands},
		{"completion beside choices", `[{"name":"a","description":"x","options":[{"type":3,"name":"b","description":"x","autocomplete":true,"choices":[{"name":"a","value":"b"}]}]}]`, "autocomplete", discord.LintCommands},
		{"text for a number", `[{"name":"a","description":"x","options":[{"type":4,"name":"b","description":"x","choices":[{"name":"one","value":"1"}]}]}]`, "value", discord.LintCommands},
		{"a number for text", `[{"name":"a","description":"x","options":[{"type":3,"name":"b","description":"x","choices":[{"name":"one","value":1}]}]}]`, "value", discord.LintCommands},
		{"sub-commands beside arguments", `[{"name":"a","description":"x","options":[{"type":1,"name":"b","description":"x"},{"type":3,"name":"c","description":"x"}]}]`, "options", discord.LintCommands},
		{"8000 characters", `[{"name":"a","description":"x","options":[` + func() string {
			var parts []string
			for i := range 3 {
				parts = append(parts, `{"type":3,"name":"b`+string(rune('a'+i))+`","description":"x","choices":[`+many(25, `{"name":"`+long(100)+`","value":"b"}`)+`]}`)
			}
			return strings.Join(parts, ",")
		}() + `]},{"name":"z","description":"x","options":[` + func() string {
			var parts []string
			for i := range 4 {
				parts = append(parts, `{"type":3,"name":"b`+string(rune('a'+i))+`","description":"x","choices":[`+many(25, `{"name":"`+long(100)+`","value":"b"}`)+`]}`)
			}
			return strings.Join(parts, ",")
		}() + `]}]`, "$[1]", discord.LintCommands},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			problems := discord.Lint(tt.kind, []byte(tt.body))
			for _, p := range problems {
				if strings.Contains(p.Path, tt.path) {
					return
				}
			}
			t.Errorf("no problem at %s: %v", tt.path, problems)
		})
	}
}
