// Package chat is the border between the bot and the platforms.
//
// Meaning crosses it, not layout: a command answers with a View, and an adapter shows the
// views it knows in its platform's best form and every other through View.Card. The bot
// never asks which platform it is on; an adapter never asks what a command does.
//
// Identifiers that a platform made (Place, Person, Ref) are opaque outside the adapter that
// made them: compare them, store them, hand them back, and never take them apart.
package chat

import (
	"context"
	"time"
)

// Platform names a chat platform in lower case ("discord", "slack", "web", "terminal").
type Platform string

// Place is a channel or a thread on a platform.
type Place struct {
	Platform Platform `json:"platform"`
	Tenant   string   `json:"tenant,omitempty"` // the server or workspace; empty in a direct message
	Channel  string   `json:"channel,omitempty"`
	Thread   string   `json:"thread,omitempty"` // empty outside a thread
}

// Person is a platform account, as the verified request describes it.
type Person struct {
	Platform Platform
	Tenant   string // the server or workspace the account speaks in
	ID       string
	Name     string   // the name shown to others; learner text, never markup
	Locale   string   // BCP 47, empty when the platform did not say
	Roles    []string // ids of the platform's roles or groups, from this very request
	Admin    bool     // may manage the server or owns the workspace, from this very request
}

// Role is a role or user group of a platform.
type Role struct {
	Platform Platform `json:"platform"`
	Tenant   string   `json:"tenant,omitempty"`
	ID       string   `json:"id"`
	Name     string   `json:"name,omitempty"` // as it was shown when it was chosen
}

// Ref points at a message the bot has posted.
type Ref struct {
	Place   Place  `json:"place"`
	Message string `json:"message,omitempty"`
}

// Token is what a button or menu entry carries and a Press brings back. The bot signs it
// or looks it up; it is opaque to adapters and at most MaxToken bytes of [A-Za-z0-9._~-].
type Token string

// MaxToken is the longest Token in bytes. Discord's custom_id holds 100 characters; a Slack
// option value holds 75 by the stricter of its two published figures.
const MaxToken = 72

// Args are the named arguments of a command, in the order they were given.
type Args []Arg

// Arg is one argument.
type Arg struct{ Name, Value string }

// Get gives the value of the named argument, empty when it is absent.
func (a Args) Get(name string) string {
	for i := range a {
		if a[i].Name == name {
			return a[i].Value
		}
	}
	return ""
}

// Invocation is a slash command that somebody gave.
type Invocation struct {
	ID       string // the platform's own id of the event: the key against repeated delivery
	Command  string
	Sub      string // the sub-command, empty when there is none
	Args     Args
	Files    Uploads
	From     Person
	At       Place
	Received time.Time
}

// Press is a button pressed or a menu entry chosen.
type Press struct {
	ID       string
	Token    Token
	From     Person
	At       Place
	On       Ref // the message that holds the control; Message is empty where the platform hides it
	Received time.Time
	Clicked  time.Time // when the person did it, by the platform's own clock; see the function Clicked
}

// Submission is a form sent in.
type Submission struct {
	ID       string
	Token    Token
	Fields   Args
	Files    Uploads
	From     Person
	At       Place
	Received time.Time
	Clicked  time.Time // when the person did it, by the platform's own clock; see the function Clicked
}

// Choice is an offer while an argument is being typed.
type Choice struct {
	Label string // what is shown
	Value string // what the argument becomes
	Local map[string]Local
}

// Audience says who sees a Reply.
type Audience int

// The audiences. Private is the default.
const (
	Asker Audience = iota // only the person who asked
	Room                  // everybody in the place
)

// Reply is the bot's answer to one event.
type Reply struct {
	View     View
	Audience Audience
	Replace  bool // put the View in place of the message whose control was pressed
}

// Handler is the bot as an adapter sees it. It is safe for concurrent use, never panics,
// and returns once the context ends.
type Handler interface {
	// Specs lists the commands to publish. It does not change while the process runs.
	Specs() []Spec
	// Invoke answers a slash command.
	Invoke(ctx context.Context, in Invocation) Reply
	// Suggest completes the argument arg of a command, best first, at most MaxChoices.
	Suggest(ctx context.Context, in Invocation, arg, typed string) []Choice
	// Press answers a button or menu entry.
	Press(ctx context.Context, p Press) Reply
	// Submit answers a form.
	Submit(ctx context.Context, s Submission) Reply
	// Words are those of a person in a place, for what an adapter says before or without a
	// Reply. The views of a Reply have theirs already.
	Words(who Person, at Place) *Words
}

// MaxChoices is how many completions are offered (Discord: 25 autocomplete choices).
const MaxChoices = 25
