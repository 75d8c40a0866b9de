package slack

import (
	"time"

	"lectern/internal/chat"
)

// Arguments gives what a command was called with, as Slack escapes its text.
func Arguments(specs []chat.Spec, name, text string) (sub string, args chat.Args) {
	in := (&command{Command: "/" + name, Text: text}).invocation(specs, time.Time{})
	return in.Sub, in.Args
}
