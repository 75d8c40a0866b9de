// Package say holds what the bot says, in every language of its users.
//
// A text is written in English where it is said, and that English is its key; the files in
// words hold the other languages, one message a line. Values are put in by name, as go-i18n
// and Go's text/template write them: "No section is called {{.Query}}." A text that counts
// something gives its English singular and plural, and CLDR's rules choose in the others.
//
// What is written for machines and for who runs the program stays English: the log, the command
// line, the findings of lectern check, errors of configuration.
//
// Names of commands are translated as they are typed: "/section", "/daily show", "topic:". The
// words that are typed as values are too, after an equals sign: "=week" (see Speaker.Meant).
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
	"reflect"
	"slices"
	"strings"
	"sync"

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

	plain bool // Key is the same in every language
}

// T makes a Text.
func T(text string, args ...Args) Text { return Text{Key: text, Args: merged(args)} }

// Plain makes a Text of words that are the same in every language: a name, an address.
func Plain(words string) Text { return Text{Key: words, plain: true} }

// N makes a Text that counts; {{.Count}} is the number.
func N(n int, one, other string, args ...Args) Text {
	all := merged(args)
	if all == nil {
		all = Args{}
	}
	all["Count"] = n
	return Text{Key: other, One: one, Args: all}
}

// Equal tells whether both say the same in every language.
func (t Text) Equal(other Text) bool { return reflect.DeepEqual(t, other) }

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

// English tells whether the speaker speaks the language the texts are written in.
func (s *Speaker) English() bool { return s == nil || s.localizer == nil }

// Decimal writes a figure with the sign that parts whole from broken in the language: 0.5 or
// 0,5. German and Spanish write a comma (CLDR 47, symbols of de and es).
func (s *Speaker) Decimal(figure string) string {
	if s.English() {
		return figure
	}
	return strings.Replace(figure, ".", ",", 1)
}

// T says a text.
func (s *Speaker) T(text string, args ...Args) string { return s.Say(T(text, args...)) }

// N says a text that counts; {{.Count}} is the number.
func (s *Speaker) N(n int, one, other string, args ...Args) string {
	return s.Say(N(n, one, other, args...))
}

// Say says what was made before the language was known.
func (s *Speaker) Say(t Text) string {
	if len(t.Args) == 0 || t.Key == "" {
		if s != nil && !t.plain {
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
	if s.English() {
		return english(t, values)
	}
	c := i18n.LocalizeConfig{MessageID: t.Key, TemplateData: values}
	if t.One != "" {
		c.PluralCount = t.Args["Count"]
	}
	said, err := s.localizer.Localize(&c)
	if err != nil || said == "" { // not translated: a test sees to it that there is none
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

	mu    sync.RWMutex
	heard map[string]*Speaker // what a preference led to; nil: it is not spoken
}

// maxTag is longer than any tag that stands for a language somebody speaks.
const maxTag = 64

// maxHeard bounds the preferences remembered: somebody could send ever new ones.
const maxHeard = 500

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
			if m.Other != "" && m.One == "" && !strings.Contains(m.Other, "{{") {
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
		if p == "" || len(p) > maxTag {
			continue
		}
		if s := l.preferred(p); s != nil {
			return s
		}
	}
	return l.speakers[0]
}

// preferred gives the speaker of one preference, nil when it is not spoken. Reading and
// matching a tag takes longer than the rest of a request from memory, so it is done once.
func (l *Languages) preferred(p string) *Speaker {
	l.mu.RLock()
	s, known := l.heard[p]
	l.mu.RUnlock()
	if known {
		return s
	}
	if tag, err := language.Parse(p); err == nil {
		if _, i, confidence := l.matcher.Match(tag); confidence > language.No {
			s = l.speakers[i]
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.heard == nil || len(l.heard) >= maxHeard {
		l.heard = make(map[string]*Speaker)
	}
	l.heard[p] = s
	return s
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
