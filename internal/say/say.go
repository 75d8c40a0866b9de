// Package say holds what the bot says, in every language of its users.
//
// A text is written in English where it is said, and that English is its key; the files in
// words hold the other languages, one message a line. Values are put in by name, as go-i18n
// and Go's text/template write them: "No section is called {{.Query}}." A text that counts
// something gives its English singular and plural, and CLDR's rules choose in the others.
//
// A Speaker speaks one language. What must be said later, by somebody who knows the reader, is
// a Text: an error's sentence, a note of a package that knows no reader.
package say

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Args are the values of a text by name. A Text among them is said in the same language.
type Args map[string]any

// Text is something to be said once the language is known.
type Text struct {
	Key  string // the English text; of one that counts, its plural
	One  string // the English singular; empty when nothing is counted
	Args Args   // Count is what is counted
}

// T makes a Text.
func T(text string, args ...Args) Text { return Text{Key: text, Args: merged(args)} }

// N makes a Text that counts; {{.Count}} is the number.
func N(n int, one, other string, args ...Args) Text {
	all := merged(args)
	if all == nil {
		all = Args{}
	}
	all["Count"] = n
	return Text{Key: other, One: one, Args: all}
}

// String says it in English, as logs do.
func (t Text) String() string { return (*Speaker)(nil).Say(t) }

func merged(args []Args) Args {
	if len(args) == 0 {
		return nil
	}
	all := maps.Clone(args[0])
	for _, a := range args[1:] {
		maps.Copy(all, a)
	}
	return all
}

// Speaker says texts in one language. Nil speaks English.
type Speaker struct {
	tag       language.Tag
	localizer *i18n.Localizer
	plain     map[string]string // texts without values: most of them, found without a template
}

// Tag is the language as BCP 47, "en" for a nil Speaker.
func (s *Speaker) Tag() string {
	if s == nil {
		return language.English.String()
	}
	return s.tag.String()
}

// T says a text.
func (s *Speaker) T(text string, args ...Args) string { return s.Say(T(text, args...)) }

// N says a text that counts; {{.Count}} is the number.
func (s *Speaker) N(n int, one, other string, args ...Args) string {
	return s.Say(N(n, one, other, args...))
}

// Say says what was made before the language was known.
func (s *Speaker) Say(t Text) string {
	if len(t.Args) == 0 {
		if s != nil {
			if said, ok := s.plain[t.Key]; ok {
				return said
			}
		}
		return t.Key
	}
	values := make(map[string]any, len(t.Args))
	for name, v := range t.Args {
		if inner, ok := v.(Text); ok {
			v = s.Say(inner)
		}
		values[name] = v
	}
	if s == nil || s.localizer == nil {
		return english(t, values)
	}
	c := i18n.LocalizeConfig{MessageID: t.Key, TemplateData: values}
	if t.One != "" {
		c.PluralCount = t.Args["Count"]
	}
	said, err := s.localizer.Localize(&c)
	if err != nil { // not translated: a test sees to it that there is none
		return english(t, values)
	}
	return said
}

// english fills in the values: the text is its own template.
func english(t Text, values map[string]any) string {
	text := t.Key
	if n, ok := t.Args["Count"].(int); ok && t.One != "" && n == 1 {
		text = t.One
	}
	pairs := make([]string, 0, 2*len(values))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		pairs = append(pairs, "{{."+name+"}}", fmt.Sprint(values[name]))
	}
	return strings.NewReplacer(pairs...).Replace(text) // one pass: what is put in is not read again
}

//go:embed words/*.json
var files embed.FS //nolint:gochecknoglobals // go:embed needs a variable

// Languages are those the bot speaks.
type Languages struct {
	speakers []*Speaker
	matcher  language.Matcher
}

// Load reads the embedded languages. English comes first: it is what is spoken when nobody
// says otherwise.
func Load() (*Languages, error) {
	b := i18n.NewBundle(language.English)
	b.RegisterUnmarshalFunc("json", json.Unmarshal)
	l := &Languages{speakers: []*Speaker{{tag: language.English}}}
	tags := []language.Tag{language.English}
	entries, err := files.ReadDir("words")
	if err != nil {
		return nil, fmt.Errorf("list the languages: %w", err)
	}
	for _, e := range entries {
		data, err := files.ReadFile(path.Join("words", e.Name()))
		if err != nil {
			return nil, fmt.Errorf("read a language: %w", err)
		}
		f, err := b.ParseMessageFileBytes(data, e.Name())
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", e.Name(), err)
		}
		s := &Speaker{tag: f.Tag, localizer: i18n.NewLocalizer(b, f.Tag.String()), plain: map[string]string{}}
		for _, m := range f.Messages {
			if m.One == "" && !strings.Contains(m.Other, "{{") {
				s.plain[m.ID] = m.Other
			}
		}
		l.speakers, tags = append(l.speakers, s), append(tags, f.Tag)
	}
	l.matcher = language.NewMatcher(tags)
	return l, nil
}

// In gives the speaker of the first preference that is spoken; preferences are BCP 47, and
// those that are empty or not understood are passed over. Nil Languages speak English.
func (l *Languages) In(preferences ...string) *Speaker {
	if l == nil {
		return nil
	}
	for _, p := range preferences {
		tag, err := language.Parse(p)
		if p == "" || err != nil {
			continue
		}
		if _, i, confidence := l.matcher.Match(tag); confidence > language.No {
			return l.speakers[i]
		}
	}
	return l.speakers[0]
}

// Tags lists the languages as BCP 47, English first.
func (l *Languages) Tags() []string {
	if l == nil {
		return []string{language.English.String()}
	}
	tags := make([]string, len(l.speakers))
	for i, s := range l.speakers {
		tags[i] = s.Tag()
	}
	return tags
}
