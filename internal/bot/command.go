package bot

import (
	"context"
	"time"

	"lectern/internal/chat"
	"lectern/internal/say"
)

// Role says what a person may do. A higher Role includes the lower ones.
type Role int

// The roles.
const (
	Everyone Role = iota
	Staff         // instructors and teaching assistants
)

// Access tells a person's Role in a place. It is asked on every action, never remembered: the
// request itself says what the platform lets the person do.
type Access func(ctx context.Context, who chat.Person, at chat.Place) (Role, error)

// Vouch learns from the platform what an event does not show. It is asked when an act needs a
// higher Role than Access gave: in a direct message Discord tells nothing of what somebody may do
// on a server. It gives the person and the place as which and in which the act then counts.
type Vouch func(ctx context.Context, who chat.Person, at chat.Place) (chat.Person, chat.Place, Role, error)

// AdminsAreStaff is the Access before anybody has set anything up: staff is who manages the
// server or owns the workspace.
func AdminsAreStaff(_ context.Context, who chat.Person, _ chat.Place) (Role, error) {
	if who.Admin {
		return Staff, nil
	}
	return Everyone, nil
}

// Command is one chat command: what the platforms are told about it, who may use it, and what
// happens. A new command is one value of this type.
type Command struct {
	Spec chat.Spec
	Role Role // Spec.Staff implies Staff
	Run  func(ctx context.Context, r Request) (chat.Reply, error)
	// Suggest completes an argument; nil when no Param wants completion.
	Suggest func(ctx context.Context, r Request, arg, typed string) ([]chat.Choice, error)
	// Actions are the buttons, menus and forms that the command's views hold.
	Actions []Action
}

// Action answers a control by the name in its Token.
type Action struct {
	Name   string // unique among all commands, [a-z0-9]
	Role   Role
	Press  func(ctx context.Context, r Request, args []string) (chat.Reply, error)
	Submit func(ctx context.Context, r Request, args []string, fields chat.Args) (chat.Reply, error)

	label string // in the log
}

// Request is what a command knows of the event it answers.
type Request struct {
	ID   string // of this request; the same in the log and in an apology
	Sub  string // the sub-command, empty when there is none
	Args chat.Args
	// Files is what was given with it; nothing is fetched yet.
	Files chat.Uploads
	From  chat.Person
	At    chat.Place
	Role  Role // what the person may do here
	// Seated tells that the event came from a direct message, and that At is the server or
	// workspace, without a channel, of the class that it is about.
	Seated bool
	On     chat.Ref     // of a press: the message that holds the control
	Cut    bool         // an argument was longer than MaxArgument and only its beginning is here
	Say    *say.Speaker // speaks the person's language

	Event    string    // the platform's own id of the event: the same event twice is one act
	Received time.Time // when the platform handed the event over
	Clicked  time.Time // when the person pressed or sent it; decides what was in time
}

func (c Command) role() Role {
	if c.Spec.Staff {
		return Staff
	}
	return c.Role
}
