package discord

import (
	"fmt"
	"regexp"
	"strings"

	"lectern/adapters/wire"
	"lectern/internal/chat"
)

// locales are Discord's codes of a language (Reference, Locales).
func locales(language string) []string {
	switch language {
	case "es":
		return []string{"es-ES", "es-419"}
	case "en":
		return []string{"en-GB", "en-US"}
	case "pt":
		return []string{"pt-BR"}
	case "sv":
		return []string{"sv-SE"}
	}
	return []string{language}
}

// knownLocales are the codes that Discord takes; it refuses every other.
const knownLocales = " id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko "

// localized gives names and texts by Discord's codes; those without one are left out.
func localized(local map[string]chat.Local) (names, texts map[string]string) {
	for language, l := range local {
		for _, code := range locales(language) {
			if !strings.Contains(knownLocales, " "+code+" ") {
				continue
			}
			if names == nil {
				names, texts = make(map[string]string), make(map[string]string)
			}
			names[code], texts[code] = l.Name, wire.Cut(plain(l.Text), maxCommandText)
		}
	}
	return names, texts
}

// local checks the translations of names that must differ from each other, such as those of
// all commands or of the options of one.
type local struct {
	l    *linter
	name *regexp.Regexp
	seen map[string]bool // code and name
}

func (l *linter) local(name *regexp.Regexp) *local {
	return &local{l, name, map[string]bool{}}
}

func (x *local) names(path string, names map[string]string) {
	for code, n := range names {
		p := path + ".name_localizations." + code
		x.l.locale(p, code)
		if !x.name.MatchString(n) || strings.ToLower(n) != n {
			x.l.add(p, "must be 1 to %d lower-case letters, digits, - or _: %q", maxCommandName, n)
		}
		if x.seen[code+" "+n] {
			x.l.add(p, "must be unique: %q", n)
		}
		x.seen[code+" "+n] = true
	}
}

func (l *linter) locale(path, code string) {
	if !strings.Contains(knownLocales, " "+code+" ") {
		l.add(path, "is no locale of Discord's: %q", code)
	}
}

func (l *linter) texts(path, field string, texts map[string]string, most int) {
	for code, t := range texts {
		p := fmt.Sprintf("%s.%s.%s", path, field, code)
		l.locale(p, code)
		l.text(p, t, 1, most)
	}
}

// longest is how many characters the longest of a text and its translations has: all of them
// together must fit into a command in any language.
func longest(text string, translations map[string]string) int {
	n := runes(text)
	for _, t := range translations {
		n = max(n, runes(t))
	}
	return n
}
