package web

import (
	"context"
	"net/http"

	"lectern/internal/chat"
)

// Preview gives the message that a link shows, before it is posted; false when it shows
// nothing, whatever the reason.
type Preview func(ctx context.Context, link string) (view chat.View, known bool, err error)

// previewView is what the template shows.
type previewView struct {
	Words       *chat.Words
	Title, Note string
	Exchange    *exchange
}

// preview draws a message as both platforms would show it. Its buttons do nothing.
func (a *Adapter) preview(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	to := a.words(r)
	v, known, err := a.options.Preview(r.Context(), r.PathValue("link"))
	switch {
	case err != nil:
		a.options.Log.Error("a preview could not be shown", "error", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		a.show(w, "preview.html", previewView{Words: to, Title: to.T("The preview cannot be shown at the moment"), Note: to.T("Try again in a minute.")})
	case !known:
		w.WriteHeader(http.StatusNotFound)
		a.show(w, "preview.html", previewView{Words: to, Title: to.T("This link shows nothing"), Note: to.T("It may have expired, or the announcement is gone. Open it again with /announce list.")})
	default:
		x := draw(a.entry(chat.Reply{View: v, Audience: chat.Room}), to)
		a.show(w, "preview.html", previewView{Words: to, Title: to.T("What the class will see"), Note: to.T("Nothing has been posted. The buttons work once it is."), Exchange: &x})
	}
}
