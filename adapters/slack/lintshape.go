package slack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// surfaces tells where a type of block may stand (Block Kit reference, “Works with”); nil when
// there is no such block.
func surfaces(block string) []Surface {
	switch block {
	case "markdown", "context_actions", "data_visualization", "file", "container", "plan", "task_card":
		return []Surface{SurfaceMessage}
	case "table", "data_table", "carousel":
		return []Surface{SurfaceMessage, SurfaceHome}
	case "alert":
		return []Surface{SurfaceModal}
	case "section", "header", "divider", "image", "context", "actions", "rich_text", "input", "video", "card", "layout":
		return []Surface{SurfaceMessage, SurfaceModal, SurfaceHome}
	}
	return nil
}

// fields lists what an object of a kind may have beside its type; nil when that is not checked.
// Blocks, elements and objects are called by their type; what has none by what it is.
func fields(kind string) []string {
	list, ok := blockFields(kind)
	if !ok {
		list = elementFields(kind)
	}
	return strings.Fields(list)
}

func blockFields(kind string) (string, bool) {
	switch kind {
	case "section":
		return "block_id text fields accessory expand", true
	case "header":
		return "block_id text level", true
	case "divider":
		return "block_id", true
	case "image":
		return "block_id image_url slack_file alt_text title", true
	case "actions", "context", "rich_text", "context_actions":
		return "block_id elements", true
	case "input":
		return "block_id label element hint optional dispatch_action", true
	case "table":
		return "block_id rows column_settings", true
	case "markdown":
		return "block_id text", true
	}
	return "", false
}

func elementFields(kind string) string {
	switch kind {
	case "button":
		return "action_id text value url style confirm accessibility_label"
	case "static_select":
		return "action_id placeholder options option_groups initial_option confirm focus_on_load"
	case "multi_static_select":
		return "action_id placeholder options option_groups initial_options confirm focus_on_load max_selected_items"
	case "overflow":
		return "action_id options confirm"
	case "radio_buttons":
		return "action_id options initial_option confirm focus_on_load"
	case "checkboxes":
		return "action_id options initial_options confirm focus_on_load"
	case "plain_text_input":
		return "action_id initial_value multiline min_length max_length dispatch_action_config focus_on_load placeholder"
	case elementFile:
		return "action_id filetypes max_files"
	case "plain_text":
		return "text emoji"
	case "mrkdwn":
		return "text verbatim"
	case "option":
		return "text value description url"
	case "option group":
		return "label options"
	case "confirm":
		return "title text confirm deny style"
	case "slack_file":
		return "id url"
	case "rich_text_section":
		return "elements"
	case "rich_text_quote", "rich_text_preformatted":
		return "elements border language"
	case "rich_text_list":
		return "elements style indent offset border"
	case "text":
		return "text style"
	case "link":
		return "url text style unsafe"
	case "usergroup":
		return "usergroup_id style"
	case "channel":
		return "channel_id style"
	case "date":
		return "timestamp format url fallback style"
	case "raw_text":
		return "text"
	case "column":
		return "align is_wrapped"
	}
	return ""
}

// viewFields are the fields of a view, by its type.
func viewFields(s Surface) []string {
	if s == SurfaceHome {
		return strings.Fields("blocks private_metadata callback_id external_id")
	}
	return strings.Fields("title blocks close submit private_metadata callback_id clear_on_close notify_on_close external_id submit_disabled")
}

// messageFields are what a message may have, by where it is sent: a method, or response for
// what answers an event.
func messageFields(method string) []string {
	const of = "text blocks attachments parse link_names "
	switch method {
	case "chat.postMessage":
		return strings.Fields(of + "channel thread_ts reply_broadcast unfurl_links unfurl_media metadata mrkdwn markdown_text username icon_emoji icon_url")
	case "chat.postEphemeral":
		return strings.Fields(of + "channel user thread_ts markdown_text username icon_emoji icon_url")
	case "chat.update":
		return strings.Fields(of + "channel ts reply_broadcast metadata file_ids markdown_text")
	}
	return strings.Fields(of + "response_type replace_original delete_original thread_ts unfurl_links unfurl_media metadata mrkdwn")
}

// shape finds fields that an object does not have, and fields without a value, which Slack
// refuses or takes for another than was meant.
func (l *linter) shape(path string, raw json.RawMessage, allowed []string) {
	if allowed == nil {
		return
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) != nil {
		return // whoever reads it says so
	}
	for name, value := range object {
		if name != "type" && !slices.Contains(allowed, name) {
			l.add(path+"."+name, "is not a field of this")
		}
		if string(value) == "null" {
			l.add(path+"."+name, "must have a value or be left out")
		}
	}
}

// inside checks what stands anywhere in a block: text objects, and fields without a value.
func (l *linter) inside(path string, raw json.RawMessage) {
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) == nil {
		if kind := strings.Trim(string(object["type"]), `"`); kind == "plain_text" || kind == "mrkdwn" {
			l.shape(path, raw, fields(kind))
		}
		for name, value := range object {
			if string(value) == "null" {
				l.add(path+"."+name, "must have a value or be left out")
			}
			l.inside(path+"."+name, value)
		}
		return
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil {
		for i, one := range list {
			l.inside(fmt.Sprintf("%s[%d]", path, i), one)
		}
	}
}
