package slack

import (
	"strings"

	"lectern/adapters/wire"
	"lectern/internal/chat"
)

// escape makes text inert in mrkdwn and in the fallback text: these three characters are all
// that begins a mention, a link or an entity (Formatting text for app surfaces).
func escape(s string) string {
	s = chat.Printable(s)
	if !strings.ContainsAny(s, "&<>") {
		return s
	}
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// plain is for plain_text objects, which know no markup.
func plain(s string) string { return chat.OneLine(s) }

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// address gives a URL that may be linked to; empty for any other.
func address(raw string) string {
	if len(raw) > maxButtonURL || strings.Contains(raw, "|") || !wire.Linkable(raw) {
		return ""
	}
	return raw
}
