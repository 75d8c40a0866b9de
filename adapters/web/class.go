package web

import (
	"context"
	"encoding/base64"
	"html/template"
	"net/http"

	"lectern/internal/doc"
)

// ClassPage is a page of figures for the staff of a class, all of its words in the class's
// language.
type ClassPage struct {
	Lang, Class string
	Title       string
	Skip        string // the link to the text, for who goes by the keyboard
	Note        string // for whom the page is
	Where, More string // what the two lists of links are called
	Nav         []ClassLink
	Parts       []ClassPart
	Links       []ClassLink // to further pages
}

// ClassLink leads to another page beneath the same link.
type ClassLink struct {
	Title, Detail string
	Path          string // "", "/students", "/chapter/KEY"
	Here          bool
}

// ClassPart is a part of a ClassPage under a heading.
type ClassPart struct {
	Title   string
	Body    []doc.Block
	Caption string     // of the table
	Head    []string   // its columns
	Rows    [][]string // the first cell of each names the row
	SVG     []byte     // a chart; empty when there is none
	Alt     string     // what the chart shows, with its numbers
}

// ClassPages gives the page that a link opens: link is the token in it, what and key are the
// rest of its path. known is false when it opens nothing, whatever the reason.
type ClassPages func(ctx context.Context, link, what, key string) (page ClassPage, known bool, err error)

// classView is what the template shows.
type classView struct {
	ClassPage

	Base  string
	Parts []classPart
}

type classPart struct {
	ClassPart

	Prose   template.HTML
	Picture template.URL
}

// class shows the figures of a class to whoever has a link.
func (a *Adapter) class(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Set("Cache-Control", "no-store")
	head.Set("X-Robots-Tag", "noindex, nofollow")
	link := r.PathValue("link")
	page, known, err := a.options.Class(r.Context(), link, r.PathValue("what"), r.PathValue("key"))
	to := a.words(r)
	switch {
	case err != nil:
		a.options.Log.Error("the figures of a class could not be shown", "error", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		page = ClassPage{Lang: to.Language(), Title: to.T("The figures cannot be read at the moment"), Note: to.T("Try again in a minute.")}
	case !known:
		w.WriteHeader(http.StatusNotFound)
		page = ClassPage{Lang: to.Language(), Title: to.T("This link opens nothing"), Note: to.T("It may have expired, or staff have ended it. Get a fresh one with /stats page.")}
	}
	v := classView{ClassPage: page, Base: "/class/" + link}
	for _, p := range page.Parts {
		c := classPart{ClassPart: p, Prose: prose(p.Body, a.within(page.Lang))}
		if len(p.SVG) > 0 {
			// As an image it can run nothing and load nothing, whatever it holds.
			c.Picture = template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(p.SVG)) //nolint:gosec // the letters of base64 only
		}
		v.Parts = append(v.Parts, c)
	}
	a.show(w, "class.html", v)
}
