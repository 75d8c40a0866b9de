package commands

import (
	"context"
	"strings"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/doc"
	"lectern/internal/places"
	"lectern/internal/say"
)

// naming calls places as whoever asks knows them.
type naming struct {
	names *places.Names
	at    chat.Place // where the reader is
	to    *say.Speaker
}

// naming calls places by what is known of them at this moment.
func (s *Set) naming(r bot.Request) naming { return naming{s.room.Names, r.At, r.Say} }

// learned calls some places by their names after a short wait for those that are not known.
func (s *Set) learned(ctx context.Context, r bot.Request, list ...chat.Place) naming {
	s.room.Names.Learn(ctx, list...)
	return s.naming(r)
}

// near tells whether the reader is where a place is, so that its channel says enough and a link
// to it leads somewhere.
func (n naming) near(p chat.Place) bool {
	return p.Platform == n.at.Platform && p.Tenant == n.at.Tenant && p.Tenant != ""
}

// text is the name of a place, with the server or workspace, and the platform, as far as the
// reader is elsewhere; its ids when the name is not known.
func (n naming) text(p chat.Place) string {
	name := n.names.Of(p)
	if name.Channel == "" {
		return class.PlaceID(p)
	}
	var where []string
	if p.Platform != n.at.Platform || name.Tenant == "" {
		where = append(where, strings.ToUpper(string(p.Platform[:1]))+string(p.Platform[1:]))
	}
	if name.Tenant != "" {
		where = append(where, name.Tenant)
	}
	if n.near(p) {
		return name.Channel
	}
	return name.Channel + " (" + strings.Join(where, ", ") + ")"
}

// span is a place in prose: what the platform of the reader can link to, or its name.
func (n naming) span(p chat.Place) doc.Span {
	if n.near(p) {
		return doc.Channel{Platform: string(p.Platform), ID: p.Channel, Thread: p.Thread, Name: n.text(p)}
	}
	return doc.Plain(n.text(p))
}

// here is a place in prose that may be the one where the reader is.
func (n naming) here(p chat.Place) doc.Span {
	if p == n.at {
		return doc.Plain(n.to.T("this channel"))
	}
	return n.span(p)
}

// list is a list of places as prose, or the word for having none; note adds what is said of one,
// if anything, and may be nil.
func (n naming) list(of []chat.Place, note func(chat.Place) string) []doc.Span {
	if len(of) == 0 {
		return []doc.Span{doc.Plain(n.to.T("none"))}
	}
	var out []doc.Span
	for i, p := range of {
		if i > 0 {
			out = append(out, doc.Plain(", "))
		}
		out = append(out, n.here(p))
		if note != nil {
			out = append(out, doc.Plain(note(p)))
		}
	}
	return out
}
