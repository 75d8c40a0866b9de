package chat

import "strings"

// Words says what views and adapters add of their own ("Open page", "page 2 of 5") in the
// language of whoever reads it. A text is English and the key of its translations; values
// stand in it by name, as {{.Page}}. Nil speaks English.
type Words struct {
	language string
	say      func(text string, values map[string]any) string
}

// NewWords makes the Words of a language, given as BCP 47. say translates a text and puts its
// values in.
func NewWords(language string, say func(text string, values map[string]any) string) *Words {
	return &Words{language: language, say: say}
}

// Language is that of the words as BCP 47.
func (w *Words) Language() string {
	if w == nil {
		return "en"
	}
	return w.language
}

// T says a text with the values put in.
func (w *Words) T(text string, values ...Arg) string {
	switch {
	case w == nil && len(values) == 0:
		return text
	case w == nil:
		pairs := make([]string, 0, 2*len(values))
		for _, v := range values {
			pairs = append(pairs, "{{."+v.Name+"}}", v.Value)
		}
		return strings.NewReplacer(pairs...).Replace(text)
	case len(values) == 0:
		return w.say(text, nil)
	}
	named := make(map[string]any, len(values))
	for _, v := range values {
		named[v.Name] = v.Value
	}
	return w.say(text, named)
}

// In gives a view with the words of its reader, unless it has some already.
func In(w *Words, v View) View {
	if w == nil {
		return v
	}
	switch v := v.(type) {
	case Card:
		v.Words = v.Words.or(w)
		return v
	case Excerpt:
		v.Words = v.Words.or(w)
		return v
	case Outline:
		v.Words = v.Words.or(w)
		return v
	case Matches:
		v.Words = v.Words.or(w)
		return v
	case Bulletin:
		v.Words = v.Words.or(w)
		return v
	case Form:
		v.Words = v.Words.or(w)
		return v
	}
	return v
}

func (w *Words) or(other *Words) *Words {
	if w == nil {
		return other
	}
	return w
}
