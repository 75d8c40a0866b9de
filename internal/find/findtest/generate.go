package findtest

import (
	"math/rand/v2"
	"strings"

	"lectern/internal/find"
)

const (
	madeUpWords  = 60_000 // a large course's vocabulary
	madeUpShare  = 0.4    // of the words of a passage
	sectionsEach = 24     // sections of a lesson made up
)

// Generate makes up a course of n passages: walks over the word pairs of the committed English
// courses, mixed with invented words that are as unevenly frequent as real ones (Zipf's law).
// Passages have 120 to 280 words, titles one to four. Equal seeds give equal courses.
func Generate(n int, seed uint64) ([]find.Entry, error) {
	courses, err := Courses()
	if err != nil {
		return nil, err
	}
	g := generator{rnd: rand.New(rand.NewPCG(seed, 1)), next: make(map[string][]string)} //nolint:gosec // reproducible on purpose
	for _, c := range courses {
		if c.Lang == "en" {
			for _, e := range c.Entries {
				g.learn(e.Title + " " + e.Body)
			}
		}
	}
	g.zipf = rand.NewZipf(g.rnd, 1.1, 4, madeUpWords-1)
	g.words = make([]string, madeUpWords)
	for i := range g.words {
		g.words[i] = g.invent()
	}
	entries := make([]find.Entry, n)
	lesson := -1
	for i := range entries {
		e := find.Entry{Title: g.text(1 + g.rnd.IntN(4)), Body: g.text(120 + g.rnd.IntN(161)), Lang: "en", Level: 2, Parent: lesson}
		if i%sectionsEach == 0 {
			e.Level, e.Parent, lesson = 1, -1, i
		}
		entries[i] = e
	}
	return entries, nil
}

type generator struct {
	rnd   *rand.Rand
	zipf  *rand.Zipf
	next  map[string][]string
	all   []string
	words []string
}

func (g *generator) learn(text string) {
	before := ""
	for w := range strings.FieldsSeq(text) {
		g.all = append(g.all, w)
		if before != "" {
			g.next[before] = append(g.next[before], w)
		}
		before = w
	}
}

// invent makes up a word of two to four syllables.
func (g *generator) invent() string {
	var b strings.Builder
	for range 2 + g.rnd.IntN(3) {
		b.WriteByte("bcdfghjklmnprstvwz"[g.rnd.IntN(18)])
		b.WriteByte("aeiou"[g.rnd.IntN(5)])
		if g.rnd.IntN(3) == 0 {
			b.WriteByte("lmnrst"[g.rnd.IntN(6)])
		}
	}
	return b.String()
}

func (g *generator) text(n int) string {
	words := make([]string, n)
	word := g.all[g.rnd.IntN(len(g.all))]
	for i := range words {
		if g.rnd.Float64() < madeUpShare {
			words[i] = g.words[g.zipf.Uint64()]
			continue
		}
		words[i] = word
		if next := g.next[word]; len(next) > 0 {
			word = next[g.rnd.IntN(len(next))]
		} else {
			word = g.all[g.rnd.IntN(len(g.all))]
		}
	}
	return strings.Join(words, " ")
}

// Ask makes up n queries over entries: one to three neighbouring words of a title or a text.
func Ask(entries []find.Entry, n int, seed uint64) []string {
	rnd := rand.New(rand.NewPCG(seed, 2)) //nolint:gosec // reproducible on purpose
	list := make([]string, n)
	for i := range list {
		e := &entries[rnd.IntN(len(entries))]
		words := strings.Fields(e.Title)
		if rnd.IntN(2) == 0 {
			words = strings.Fields(e.Body)
		}
		size := min(1+rnd.IntN(3), len(words))
		at := rnd.IntN(len(words) - size + 1)
		list[i] = strings.Join(words[at:at+size], " ")
	}
	return list
}

// Mistype puts one typing error into one word of each query: two letters swapped, one dropped,
// changed or added.
func Mistype(queries []string, seed uint64) []string {
	rnd := rand.New(rand.NewPCG(seed, 3)) //nolint:gosec // reproducible on purpose
	out := make([]string, len(queries))
	for i, q := range queries {
		words := strings.Fields(q)
		w := rnd.IntN(len(words))
		for j := range words { // the longest word, as far as there is a choice
			if len(words[j]) > len(words[w]) {
				w = j
			}
		}
		words[w] = mistype([]byte(words[w]), rnd)
		out[i] = strings.Join(words, " ")
	}
	return out
}

func mistype(word []byte, rnd *rand.Rand) string {
	if len(word) < 3 {
		return string(word)
	}
	at := 1 + rnd.IntN(len(word)-2)
	letter := "abcdefghijklmnopqrstuvwxyz"[rnd.IntN(26)]
	switch rnd.IntN(4) {
	case 0:
		word[at], word[at+1] = word[at+1], word[at]
	case 1:
		word = append(word[:at], word[at+1:]...)
	case 2:
		word[at] = letter
	default:
		word = append(word[:at+1], word[at:]...)
		word[at] = letter
	}
	return string(word)
}
