package slack_test

import (
	"strings"
	"testing"

	"lectern/adapters/slack"
)

func long(n int) string { return strings.Repeat("x", n) }

func many(n int, s string) string { return strings.TrimSuffix(strings.Repeat(s+",", n), ",") }

func answer(blocks string) string {
	return `{"text":"x","unfurl_links":false,"unfurl_media":false,"blocks":[` + blocks + `]}`
}

func modal(blocks string) string {
	return `{"type":"modal","title":{"type":"plain_text","text":"T"},"submit":{"type":"plain_text","text":"Send"},"blocks":[` + blocks + `]}`
}

func home(blocks string) string { return `{"type":"home","blocks":[` + blocks + `]}` }

// rule is a body that breaks one rule, at a path.
type rule struct{ name, path, body string }

func (r rule) check(t *testing.T, problems []slack.Problem) {
	t.Helper()
	for _, p := range problems {
		if strings.Contains(p.Path, r.path) {
			return
		}
	}
	t.Errorf("%s: no problem at %s: %v", r.name, r.path, problems)
}

func option(rest string) string {
	return `{"text":{"type":"plain_text","text":"x"},"value":"v"` + rest + `}`
}

const confirmation = `,"confirm":{"title":{"type":"plain_text","text":"T"},"text":{"type":"plain_text","text":"x"},"confirm":{"type":"plain_text","text":"Y"},"deny":{"type":"plain_text","text":"N"}}`

func button(rest string) string {
	return `{"type":"actions","elements":[{"type":"button","action_id":"a","text":{"type":"plain_text","text":"x"}` + rest + `}]}`
}

func element(kind, rest string) string {
	return `{"type":"actions","elements":[{"type":"` + kind + `","action_id":"a",` + rest + `}]}`
}

func TestLintKnowsWhatAnObjectMayHave(t *testing.T) {
	for _, r := range []rule{
		{"a field of a message", "$.mentions", strings.Replace(answer(`{"type":"divider"}`), `"text"`, `"mentions":[],"text"`, 1)},
		{"a field of a block", "colour", answer(`{"type":"divider","colour":"red"}`)},
		{"a field of an element", "disabled", answer(button(`,"disabled":true`))},
		{"a field of a text", "bold", answer(`{"type":"section","text":{"type":"plain_text","text":"x","bold":true}}`)},
		{"a field of a text within", "bold", answer(button(confirmation + `,"x":{"type":"plain_text","text":"x","bold":true}`))},
		{"a field of an option", "selected", answer(element("static_select", `"options":[`+option(`,"selected":true`)+`]`))},
		{"a field of rich text", "colour", answer(`{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x","colour":1}]}]}`)},
		{"elements without a value", "elements", answer(`{"type":"context","elements":null}`)},
		{"blocks without a value", "$.blocks", `{"text":"x","blocks":null}`},
		{"a style without a value", "style", answer(`{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x","style":null}]}]}`)},
		{"media unfurl", "$.unfurl_links", strings.Replace(answer(`{"type":"divider"}`), `,"unfurl_media":false`, "", 1)},
		{"whom it is for", "$.response_type", `{"text":"x","response_type":"everybody"}`},
		{"an alert in a message", "blocks[0]", answer(`{"type":"alert"}`)},
	} {
		r.check(t, slack.Lint(slack.SurfaceMessage, []byte(r.body)))
	}
}

func TestLintKnowsTheLimitsOfWhatIsNotSentYet(t *testing.T) {
	table := func(rest string) string {
		return `{"type":"table","rows":[[{"type":"raw_text","text":"x"}]` + rest + `}`
	}
	for _, r := range []rule{
		{"12,001 characters of markdown", "$.blocks", answer(many(3, `{"type":"markdown","text":"`+long(4001)+`"}`))},
		{"a level of a header", "level", answer(`{"type":"header","level":5,"text":{"type":"plain_text","text":"x"}}`)},
		{"a long title of a picture", "title", answer(`{"type":"image","image_url":"https://x.example/a.png","alt_text":"x","title":{"type":"plain_text","text":"` + long(2001) + `"}}`)},
		{"six context actions", "elements", answer(`{"type":"context_actions","elements":[` + many(6, `{"type":"icon_button"}`) + `]}`)},
		{"21 cells", "rows[0]", answer(`{"type":"table","rows":[[` + many(21, `{"type":"raw_text","text":"x"}`) + `]]}`)},
		{"an empty cell", "rows[0][0]", answer(`{"type":"table","rows":[[{"type":"raw_text","text":""}]]}`)},
		{"a cell of another type", "rows[0][0]", answer(`{"type":"table","rows":[[{"type":"mrkdwn","text":"x"}]]}`)},
		{"21 columns", "column_settings", answer(table(`],"column_settings":[` + many(21, `{"align":"left"}`) + `]`))},
		{"a column aligned to the top", "align", answer(table(`],"column_settings":[{"align":"top"}]`))},
		{"11 radio buttons", "options", answer(element("radio_buttons", `"options":[`+many(11, option(""))+`]`))},
		{"11 checkboxes", "options", answer(element("checkboxes", `"options":[`+many(11, option(""))+`]`))},
		{"six entries of an overflow menu", "options", answer(element("overflow", `"options":[`+many(6, option(""))+`]`))},
		{"101 groups", "option_groups", answer(element("static_select", `"option_groups":[`+many(101, `{"label":{"type":"plain_text","text":"x"},"options":[`+option("")+`]}`)+`]`))},
		{"a group without a label", "option_groups", answer(element("static_select", `"option_groups":[{"options":[`+option("")+`]}]`))},
		{"groups beside options", "options", answer(element("static_select", `"options":[`+option("")+`],"option_groups":[{"label":{"type":"plain_text","text":"x"},"options":[`+option("")+`]}]`))},
		{"chosen first what is not there", "initial_option", answer(element("static_select", `"options":[`+option("")+`],"initial_option":{"value":"w"}`))},
		{"a long title of a question", "confirm.title", answer(button(strings.Replace(confirmation, `"T"`, `"`+long(101)+`"`, 1)))},
		{"a long question", "confirm.text", answer(button(strings.Replace(confirmation, `"x"`, `"`+long(301)+`"`, 1)))},
		{"a long answer", "confirm.deny", answer(button(strings.Replace(confirmation, `"N"`, `"`+long(31)+`"`, 1)))},
		{"a question without an answer", "confirm.deny", answer(button(`,"confirm":{"title":{"type":"plain_text","text":"T"}}`))},
		{"the same action beside a section", "action_id", answer(button("") + `,{"type":"section","text":{"type":"plain_text","text":"x"},"accessory":{"type":"button","action_id":"a","text":{"type":"plain_text","text":"x"}}}`)},
	} {
		r.check(t, slack.Lint(slack.SurfaceMessage, []byte(r.body)))
	}
}

func TestLintKnowsTheRulesOfViews(t *testing.T) {
	input := func(rest string) string {
		return `{"type":"input","label":{"type":"plain_text","text":"L"}` + rest + `}`
	}
	field := func(rest string) string {
		return input(`,"element":{"type":"plain_text_input","action_id":"a"` + rest + `}`)
	}
	for _, r := range []rule{
		{"another type of view", "$.type", strings.Replace(modal(""), `"modal"`, `"home"`, 1)},
		{"a field of a view", "$.subtitle", strings.Replace(modal(""), `"title"`, `"subtitle":"x","title"`, 1)},
		{"a view that is too large", "$", modal(many(90, `{"type":"section","text":{"type":"plain_text","text":"`+long(2900)+`"}}`))},
		{"a long external id", "external_id", strings.Replace(modal(""), `"title"`, `"external_id":"`+long(256)+`","title"`, 1)},
		{"a table in a form", "blocks[0]", modal(`{"type":"table","rows":[[{"type":"raw_text","text":"x"}]]}`)},
		{"a file in a form", "blocks[0]", modal(`{"type":"file","external_id":"x","source":"remote"}`)},
		{"context actions in a form", "blocks[0]", modal(`{"type":"context_actions","elements":[]}`)},
		{"an input without an element", "element", modal(input(""))},
		{"an input of nothing known", "element", modal(input(`,"element":{"type":"slider","action_id":"a"}`))},
		{"an input without an id", "action_id", modal(input(`,"element":{"type":"plain_text_input"}`))},
		{"a long hint", "hint", modal(field("")[:len(field(""))-1] + `,"hint":{"type":"plain_text","text":"` + long(2001) + `"}}`)},
		{"a long placeholder", "placeholder", modal(field(`,"placeholder":{"type":"plain_text","text":"` + long(151) + `"}`))},
		{"3,001 characters to be typed", "max_length", modal(field(`,"max_length":3001`))},
		{"more at least than at most", "min_length", modal(field(`,"max_length":5,"min_length":6`))},
		{"more to begin with than at most", "initial_value", modal(field(`,"max_length":5,"initial_value":"123456"`))},
	} {
		r.check(t, slack.Lint(slack.SurfaceModal, []byte(r.body)))
	}
	for _, r := range []rule{
		{"a title of a home", "$.title", strings.Replace(home(""), `"blocks"`, `"title":{"type":"plain_text","text":"T"},"blocks"`, 1)},
		{"markdown at home", "blocks[0]", home(`{"type":"markdown","text":"x"}`)},
		{"101 blocks at home", "$.blocks", home(many(101, `{"type":"divider"}`))},
	} {
		r.check(t, slack.Lint(slack.SurfaceHome, []byte(r.body)))
	}
	for _, good := range []string{home(`{"type":"table","rows":[[{"type":"raw_text","text":"x"}]]}`), home(button(confirmation))} {
		if p := slack.Lint(slack.SurfaceHome, []byte(good)); len(p) > 0 {
			t.Errorf("a good home: %v", p)
		}
	}
	if p := slack.Lint(slack.SurfaceModal, []byte(modal(field(`,"max_length":3000,"min_length":1`)))); len(p) > 0 {
		t.Errorf("a good form: %v", p)
	}
}

func TestLintKnowsTheArgumentsOfMethods(t *testing.T) {
	const blocks = `"text":"x","blocks":[{"type":"divider"}]`
	for method, rules := range map[string][]rule{
		"chat.postMessage": {
			{"no channel", "$.channel", `{` + blocks + `,"unfurl_links":false,"unfurl_media":false}`},
			{"a channel by name", "$.channel", `{"channel":"#general",` + blocks + `,"unfurl_links":false,"unfurl_media":false}`},
			{"links unfurl", "$.unfurl_links", `{"channel":"C1",` + blocks + `}`},
			{"an answer's field", "$.replace_original", `{"channel":"C1","replace_original":true,` + blocks + `,"unfurl_links":false,"unfurl_media":false}`},
			{"not an object", "$", `[]`},
		},
		"chat.postEphemeral": {
			{"no person", "$.user", `{"channel":"C1",` + blocks + `}`},
			{"a post's field", "$.unfurl_links", `{"channel":"C1","user":"U1","unfurl_links":false,` + blocks + `}`},
		},
		"chat.update": {
			{"no message", "$.ts", `{"channel":"C1",` + blocks + `}`},
			{"a post's field", "$.thread_ts", `{"channel":"C1","ts":"1.1","thread_ts":"1.0",` + blocks + `}`},
		},
	} {
		for _, r := range rules {
			r.check(t, slack.LintCall(method, []byte(r.body)))
		}
	}
	for method, body := range map[string]string{
		"chat.postMessage":   `{"channel":"C1","thread_ts":"1.0",` + blocks + `,"unfurl_links":false,"unfurl_media":false}`,
		"chat.postEphemeral": `{"channel":"C1","user":"U1",` + blocks + `}`,
		"chat.update":        `{"channel":"C1","ts":"1.1",` + blocks + `}`,
	} {
		if p := slack.LintCall(method, []byte(body)); len(p) > 0 {
			t.Errorf("a good call of %s: %v", method, p)
		}
	}
}
