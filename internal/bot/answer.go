package bot

import (
	"context"
	"errors"

	"lectern/internal/chat"
	"lectern/internal/fault"
)

// outcomes for the log; those of faults are the names of their kinds.
const (
	answered = "answered"
	timedOut = "timeout"
	panicked = "panic"
)

// explain makes the reply and the log's outcome of an error.
func explain(err error, id string) (chat.Reply, string) {
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		tone := chat.Warning
		if f.Kind == fault.Internal {
			tone = chat.Problem
		}
		return chat.Reply{View: chat.Notice(tone, title(f.Kind), f.Sentence, f.Remedy)}, f.Kind.String()
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return chat.Reply{View: chat.Notice(chat.Warning, "That took too long", "The answer was not ready in time, so it was given up.",
			"Try again in a moment. If it keeps happening, tell your instructor: the reference is "+id+".")}, timedOut
	}
	return apology(id), fault.Internal.String()
}

func title(k fault.Kind) string {
	switch k {
	case fault.Missing:
		return "Not there"
	case fault.Invalid:
		return "That cannot be done like this"
	case fault.Forbidden:
		return "Not allowed"
	case fault.Conflict:
		return "Too late"
	case fault.Busy:
		return "Busy"
	case fault.Internal:
	}
	return "Something went wrong"
}

func apology(id string) chat.Reply {
	return chat.Reply{View: chat.Notice(chat.Problem, "Something went wrong", "Sorry: an error on our side kept your request from being answered. It has been logged.",
		"Try again. If it happens again, tell your instructor this reference: "+id+".")}
}

// refuse tells what role is missing and who can grant it.
func refuse(role Role) error {
	if role == Staff {
		return fault.New(fault.Forbidden, "This is for the staff of the course, and you are not listed as staff here.",
			"Ask whoever manages this server or workspace to add you to the course's staff.")
	}
	return nil
}
