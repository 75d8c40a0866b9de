package slack

import (
	"net/http"
	"time"

	"lectern/internal/chat"
)

// Arguments gives what a command was called with, as Slack escapes its text.
func Arguments(specs []chat.Spec, name, text string) (sub string, args chat.Args) {
	in := (&command{Command: "/" + name, Text: text}).invocation(specs, time.Time{})
	return in.Sub, in.Args
}

// Signed gives the check whether a request was signed with the secret.
func Signed(secret string) func(h http.Header, body []byte, now time.Time) bool {
	return newVerifier([]string{secret}).signed
}

// Message gives the bytes of a view, from prepared ones where there are any.
func Message(a chat.Adapter, v chat.View) []byte {
	m := a.(*Adapter).message(v) //nolint:forcetypeassert // tests make no other
	return m.append(nil, chat.Reply{View: v})
}
