package slack

import (
	"encoding/json"
	"fmt"
	"strings"

	"lectern/internal/fault"
)

// apiError is a refusal in Slack's own words.
type apiError struct{ method, code, detail string }

func (e *apiError) Error() string {
	return strings.TrimSpace(e.method + ": " + e.code + " " + e.detail)
}

// token tells whether the token itself was refused.
func (e *apiError) token() bool {
	switch e.code {
	case "invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed":
		return true
	}
	return false
}

// invalidBlocks refuses a message for what is in its blocks.
const invalidBlocks = "invalid_blocks"

// understand turns Slack's own errors into what the caller may act on. What is wrong with a
// message in detail is for the log.
func understand(method string, answer []byte, v any) error {
	var said struct {
		OK       bool   `json:"ok"`
		Error    string `json:"error"`
		Needed   string `json:"needed"` // of a missing scope
		Metadata struct {
			Messages []string `json:"messages"`
		} `json:"response_metadata"`
	}
	if err := json.Unmarshal(answer, &said); err != nil {
		return fmt.Errorf("decode the answer to %s: %w", method, err)
	}
	if said.OK {
		if v == nil {
			return nil
		}
		if err := json.Unmarshal(answer, v); err != nil {
			return fmt.Errorf("decode the answer to %s: %w", method, err)
		}
		return nil
	}
	return refusal(&apiError{method, said.Error, strings.TrimSpace(said.Needed + " " + strings.Join(said.Metadata.Messages, "; "))})
}

// refusal says what a refusal means for whoever caused the request. Codes that say nothing of
// what a person could do, and those after which a message may be there all the same, are no
// faults.
func refusal(e *apiError) error {
	switch e.code {
	case "channel_not_found", "message_not_found", "thread_not_found":
		return fault.Wrap(e, fault.Missing, "The channel or message is not there any more.", "Choose another place.")
	case "is_archived":
		return fault.Wrap(e, fault.Missing, "The channel is archived.", "Take it out of the archive, or choose another place.")
	case "user_not_found", "user_disabled", "user_not_visible", "cannot_dm_bot", "users_not_found":
		return fault.Wrap(e, fault.Missing, "This person cannot be written to on Slack.", "They may have left the workspace, or come from another one.")
	case "not_in_channel":
		return fault.Wrap(e, fault.Forbidden, "The bot is not in the channel.", "Invite it with /invite.")
	case "user_not_in_channel":
		return fault.Wrap(e, fault.Forbidden, "This person is not in the channel.", "Join it first.")
	case "missing_scope":
		return fault.Wrap(e, fault.Forbidden, "The app has not been given the scope for this.", "Install it again with its present manifest.")
	case "cant_update_message", "edit_window_closed":
		return fault.Wrap(e, fault.Forbidden, "The message cannot be changed any more.", "Post it again.")
	case "team_access_not_granted", "org_login_required", "ekm_access_denied", "team_added_to_org":
		return fault.Wrap(e, fault.Forbidden, "The organisation does not let the app into this workspace.", "Ask whoever administers it.")
	case "ratelimited", "rate_limited", "message_limit_exceeded":
		return fault.Wrap(e, fault.Busy, "Slack asks to slow down.", "Try again later.")
	}
	if e.token() {
		return fault.Wrap(e, fault.Forbidden, "Slack refuses the bot's token.", "Set LECTERN_SLACK_BOT_TOKEN to the token under OAuth & Permissions and start again.")
	}
	// restricted_action_read_only_channel and its kin say why; for a person it is all the same.
	if strings.HasPrefix(e.code, "restricted_action") || e.code == "no_permission" || e.code == "access_denied" {
		return fault.Wrap(e, fault.Forbidden, "The workspace does not let the bot write there.", "Ask whoever administers it, or choose another place.")
	}
	return e
}
