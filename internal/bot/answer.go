package bot

import (
	"context"
	"errors"

	"lectern/internal/chat"
	"lectern/internal/fault"
	"lectern/internal/say"
)

// outcomes for the log; those of faults are the names of their kinds.
const (
	answered = "answered"
	timedOut = "timeout"
	panicked = "panic"
)

// explain makes the reply and the log's outcome of an error.
func explain(err error, id string, to *say.Speaker) (chat.Reply, string) {
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		tone := chat.Warning
		if f.Kind == fault.Internal {
			tone = chat.Problem
		}
		sentence, remedy, _ := Sentence(f, to)
		return chat.Reply{View: chat.Notice(tone, to.Say(title(f.Kind)), sentence, remedy)}, f.Kind.String()
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return chat.Reply{View: chat.Notice(chat.Warning, to.T("That took too long"), to.T("The answer was not ready in time, so it was given up."),
			to.T("Try again in a moment. If it keeps happening, tell your instructor: the reference is {{.Reference}}.", say.Args{"Reference": id}))}, timedOut
	}
	return apology(id, to), fault.Internal.String()
}

func title(k fault.Kind) say.Text {
	switch k {
	case fault.Missing:
		return say.T("Not there")
	case fault.Invalid:
		return say.T("That cannot be done like this")
	case fault.Forbidden:
		return say.T("Not allowed")
	case fault.Conflict:
		return say.T("Too late")
	case fault.Busy:
		return say.T("Busy")
	case fault.Internal:
	}
	return say.T("Something went wrong")
}

func apology(id string, to *say.Speaker) chat.Reply {
	return chat.Reply{View: chat.Notice(chat.Problem, to.T("Something went wrong"), to.T("Sorry: an error on our side kept your request from being answered. It has been logged."),
		to.T("Try again. If it happens again, tell your instructor this reference: {{.Reference}}.", say.Args{"Reference": id}))}
}

// refuse tells what role is missing and who can grant it.
func refuse(role Role) error {
	if role == Staff {
		return fault.New(fault.Forbidden, "This is for the staff of the course, and you are not listed as staff here.",
			"Ask whoever manages this server or workspace to add you to the course's staff.")
	}
	return nil
}
