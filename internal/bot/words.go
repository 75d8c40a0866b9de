package bot

import (
	"errors"
	"slices"
	"strings"

	"lectern/internal/chat"
	"lectern/internal/fault"
	"lectern/internal/say"
)

// WordsOf gives views and adapters the words of a speaker; nil, which is English, for one that
// speaks English.
func WordsOf(to *say.Speaker) *chat.Words {
	if to.English() {
		return nil
	}
	return chat.NewWords(to.Tag(), func(text string, values map[string]any) string {
		return to.Say(say.Text{Key: text, Args: values})
	})
}

// Sentence says what a fault tells a person; false when err holds none.
func Sentence(err error, to *say.Speaker) (sentence, remedy string, ok bool) {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok {
		return "", "", false
	}
	return to.Say(say.Text{Key: f.Sentence, Args: f.Args}), to.Say(say.Text{Key: f.Remedy, Args: f.Args}), true
}

// Words implements chat.Handler.
func (b *Bot) Words(who chat.Person, at chat.Place) *chat.Words { return WordsOf(b.speaker(who, at)) }

// localized gives a Spec with its names and descriptions in every other language. A name is
// translated as it is typed: "/section", "/daily show", "topic:".
func localized(s chat.Spec, above string, languages *say.Languages) chat.Spec {
	typed := above + s.Name
	s.Local = local(typed, s.Description, languages)
	s.Args = slices.Clone(s.Args)
	for i := range s.Args {
		p := &s.Args[i]
		p.Local = local(p.Name+":", p.Description, languages)
		p.Choices = slices.Clone(p.Choices)
		for j := range p.Choices {
			p.Choices[j].Local = local("", p.Choices[j].Label, languages)
		}
	}
	s.Subs = slices.Clone(s.Subs)
	for i := range s.Subs {
		s.Subs[i] = localized(s.Subs[i], typed+" ", languages)
	}
	return s
}

func local(typed, description string, languages *say.Languages) map[string]chat.Local {
	var out map[string]chat.Local
	for _, tag := range languages.Tags() {
		to := languages.In(tag)
		if to.English() {
			continue
		}
		if out == nil {
			out = make(map[string]chat.Local)
		}
		name := to.Say(say.Text{Key: typed})
		name = name[strings.LastIndexAny(name, "/ ")+1:]
		out[tag] = chat.Local{Name: strings.TrimSuffix(name, ":"), Text: to.Say(say.Text{Key: description})}
	}
	return out
}
