package web

import (
	"net/http"

	"golang.org/x/text/language"

	"lectern/internal/chat"
	"lectern/internal/course"
)

// maxAccept is longer than any list of languages that a person's browser sends.
const maxAccept = 500

// wanted lists the languages a browser asks for, the dearest first.
func wanted(r *http.Request) []string {
	header := r.Header.Get("Accept-Language")
	if len(header) > maxAccept {
		return nil
	}
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return nil
	}
	out := make([]string, 0, len(tags))
	for _, t := range tags {
		if t != language.Und {
			out = append(out, t.String())
		}
	}
	return out
}

// locale is the first of those languages that the bot speaks; the first at all when it speaks
// none, so that the bot falls back by its own rule: to the class's language.
func (a *Adapter) locale(languages []string) string {
	for _, l := range languages {
		if sameLanguage(a.bot.Words(chat.Person{Platform: Platform, Locale: l}, place()).Language(), l) {
			return l
		}
	}
	if len(languages) > 0 {
		return languages[0]
	}
	return ""
}

// words are those of whoever looks at a page, in the language the browser asks for first; who
// asks for none that is spoken gets the first of others that is, and else the class's.
func (a *Adapter) words(r *http.Request, others ...string) *chat.Words {
	return a.bot.Words(chat.Person{Platform: Platform, Locale: a.locale(append(wanted(r), others...))}, place())
}

// within are the words between those of a text: a table's name, a picture's. They are of the
// text's own language, where it is spoken.
func (a *Adapter) within(lang string) *chat.Words {
	return a.bot.Words(chat.Person{Platform: Platform, Locale: orEnglish(lang)}, place())
}

// sameLanguage compares tags by language alone: de-AT is de.
func sameLanguage(a, b string) bool {
	x, okX := base(a)
	y, okY := base(b)
	return okX && okY && x == y
}

func base(tag string) (language.Base, bool) {
	t, err := language.Parse(tag)
	if err != nil {
		return language.Base{}, false
	}
	b, _ := t.Base()
	return b, true
}

func orEnglish(lang string) string {
	if lang == "" {
		return "en"
	}
	return lang
}

// titled is a unit's title, or the word for having none.
func titled(w *chat.Words, u *course.Unit) string {
	if u.Title == "" {
		return w.T("Untitled")
	}
	return u.Title
}
