// Package fault holds the errors that people see.
//
// An error is either for the person who asked (a Fault: what happened, why, and what to
// do next) or for the log (everything else). It is decided where the error arises; the
// bot shows the former as they are and turns the latter into an apology with an id.
package fault

import (
	"errors"
	"fmt"
	"maps"
	"strings"
)

// Kind says what sort of thing went wrong, so that callers can act on it.
type Kind int

// The kinds. Internal is the zero value: an error that is not a Fault.
const (
	Internal  Kind = iota
	Missing        // what was asked for is not there
	Invalid        // the request cannot be understood or is out of bounds
	Forbidden      // the person may not do this
	Conflict       // somebody or something else was first
	Busy           // try again later
)

// String names the kind in lower case, as it appears in logs.
func (k Kind) String() string {
	switch k {
	case Missing:
		return "missing"
	case Invalid:
		return "invalid"
	case Forbidden:
		return "forbidden"
	case Conflict:
		return "conflict"
	case Busy:
		return "busy"
	case Internal:
	}
	return "internal"
}

// Fault is an error with a sentence for the person it concerns. Its texts are English and the
// keys of their translations; values stand in them by name, as {{.Name}}.
type Fault struct {
	Kind     Kind
	Sentence string         // what happened and why, one or two full sentences
	Remedy   string         // what to do next; may be empty
	Args     map[string]any // the values by name; nil when there are none
	cause    error
}

// New makes a Fault.
func New(kind Kind, sentence, remedy string) *Fault {
	return &Fault{Kind: kind, Sentence: sentence, Remedy: remedy}
}

// Wrap makes a Fault that keeps the error beneath it for the log.
func Wrap(err error, kind Kind, sentence, remedy string) *Fault {
	return &Fault{Kind: kind, Sentence: sentence, Remedy: remedy, cause: err}
}

// With gives the Fault with a value put into its texts where they say {{.name}}.
func (f *Fault) With(name string, value any) *Fault {
	out := *f
	out.Args = maps.Clone(f.Args)
	if out.Args == nil {
		out.Args = make(map[string]any, 1)
	}
	out.Args[name] = value
	return &out
}

// English gives both texts with their values, for those who read no other language: the log
// and the command line.
func (f *Fault) English() (sentence, remedy string) { return f.fill(f.Sentence), f.fill(f.Remedy) }

func (f *Fault) fill(text string) string {
	if len(f.Args) == 0 {
		return text
	}
	pairs := make([]string, 0, 2*len(f.Args))
	for name, v := range f.Args {
		pairs = append(pairs, "{{."+name+"}}", fmt.Sprint(v))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// Error gives the sentence and, for the log, the cause.
func (f *Fault) Error() string {
	if f.cause != nil {
		return f.fill(f.Sentence) + ": " + f.cause.Error()
	}
	return f.fill(f.Sentence)
}

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.cause }

// KindOf tells the kind of the first Fault in err's chain; Internal when there is none.
func KindOf(err error) Kind {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f.Kind
	}
	return Internal
}

// Is tells whether err is a Fault of the given kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }
