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

// Need is what somebody is looked up for.
type Need = need

// The needs.
const (
	ToRead  = toRead
	ToPress = toPress
	ToLead  = toLead
)

// Stale tells whether somebody of whom Slack told at a time is asked for again.
func Stale(n Need, privileged bool, told, now time.Time) bool {
	return (&known{admin: privileged, told: told}).stale(n, now)
}
