package chat

import "context"

// Upload is a file that somebody gave with a command or in a form. Only its name and size come
// with the event: the bytes stay with the platform until they are fetched, so that nothing is
// fetched for whoever may not have it used.
type Upload struct {
	Field string // the Param or the Field that it was given for
	Name  string // as the person's computer calls it: their text, never a path to write to
	Size  int    // in bytes, as the platform says; 0 when it does not
	// Fetch gives the bytes, and stops after one more than most: whoever gets more than most
	// has a part of a larger file. Errors are as for Adapter.Post.
	Fetch func(ctx context.Context, most int) ([]byte, error)
}

// Uploads are the files that came with one event.
type Uploads []Upload

// Get gives the file that was given for a Param or a Field; false when there is none.
func (u Uploads) Get(field string) (Upload, bool) {
	for i := range u {
		if u[i].Field == field {
			return u[i], true
		}
	}
	return Upload{}, false
}

// Typed is a Spec as it is on platforms where a command is a line of text, which holds no file:
// its parameters that are files are left out. The command asks for them in a Form.
func (s Spec) Typed() Spec {
	args := make([]Param, 0, len(s.Args))
	for _, p := range s.Args {
		if p.Kind != FileParam {
			args = append(args, p)
		}
	}
	subs := make([]Spec, 0, len(s.Subs))
	for _, sub := range s.Subs {
		subs = append(subs, sub.Typed())
	}
	s.Args, s.Subs = args, subs
	return s
}

// Typed are Specs as Spec.Typed gives them.
func Typed(specs []Spec) []Spec {
	out := make([]Spec, len(specs))
	for i, s := range specs {
		out[i] = s.Typed()
	}
	return out
}
