package find

import (
	"cmp"
	"maps"
	"slices"
	"unicode"
	"unicode/utf8"
)

// Initials: "UNSC" is asked for where the course writes United Nations Security Council, and
// "R2P" where it writes Responsibility to Protect. No list of abbreviations is needed: names are
// written with capitals, and their first letters are what people type.

const (
	minInitials = 2
	maxInitials = 6
	manyNames   = 4 // entries with a name of two words, before its two letters stand for it: persons have names of two words as well
)

// part is one of the words that a single word of a query stands for: its stem, and how many
// words after the first one it comes.
type part struct {
	stem uint32
	off  int32
}

// nameWord is a word of a run of capitalised words.
type nameWord struct {
	word  uint32
	first rune
	link  bool // "of", "to": between the words of a name, and as a rule not among its initials
	off   int32
}

// name is what initials may stand for, while the course is read.
type name struct {
	initials string
	parts    []part
	entries  int
	last     int // the entry counted last
	title    bool
}

// names gathers them by their initials and words.
type names map[string]*name

// collect notes the names in the text whose tokens were just read; entry is where it stands.
func (b *builder) collect(entry int, text string, title bool) {
	language := b.langOf[entry]
	run, stop := b.run[:0], int32(0)
	for _, k := range b.toks.list {
		if k.kind != kindWord {
			continue
		}
		capital := isCapital(text[k.src:])
		if !capital && len(run) == 0 { // nearly all words are such
			continue
		}
		joined := len(run) > 0 && closeTo(text[stop:k.src])
		if joined && !capital && text[stop] == '-' {
			stop = k.stop
			continue // Co-operation
		}
		word := b.toks.text(k)
		link := (joined || capital) && b.sets.stop[language][string(word)]
		if !joined || !capital && !link {
			b.nameRun(run, entry, title)
			run = run[:0]
		}
		if !capital && !link || len(run) == 0 && link {
			continue
		}
		id, known := b.lex[language][string(word)]
		if !known && !link {
			continue
		}
		stop = k.stop
		initial, _ := utf8.DecodeRune(word)
		run = append(run, nameWord{word: id, first: initial, link: link, off: k.pos})
	}
	b.nameRun(run, entry, title)
	b.run = run[:0]
}

func isCapital(s string) bool {
	if c := s[0]; c < utf8.RuneSelf {
		return 'A' <= c && c <= 'Z'
	}
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// closeTo says whether nothing but a blank or a hyphen parts two words.
func closeTo(gap string) bool { return gap == " " || gap == "-" }

// nameRun notes every name within a run of words: the shorter ones of a long name are names too.
func (b *builder) nameRun(run []nameWord, entry int, title bool) {
	if len(run) < minInitials {
		return
	}
	for lo := range run {
		if run[lo].link {
			continue
		}
		n := 0
		for hi := lo; hi < len(run) && n < maxInitials; hi++ {
			if run[hi].link {
				continue
			}
			if n++; n >= minInitials {
				b.name(run[lo:hi+1], entry, title)
			}
		}
	}
}

// name notes one name under its initials, and once more with "to" and "for" as figures and with
// the small words as letters, where it has such.
func (b *builder) name(run []nameWord, entry int, title bool) {
	var plain, whole, figures []rune
	b.nameKey = b.nameKey[:0]
	for _, w := range run {
		if whole = append(whole, w.first); !w.link {
			plain, figures = append(plain, w.first), append(figures, w.first)
			b.nameKey = append(utf8.AppendRune(b.nameKey, ' '), b.words[w.word].text...)
			continue
		}
		switch w.first {
		case 't':
			figures = append(figures, '2')
		case 'f':
			figures = append(figures, '4')
		}
	}
	forms := [...][]rune{plain, whole, figures}
	for i, f := range forms {
		if i > 0 && slices.Equal(f, plain) || len(f) > maxInitials {
			continue
		}
		key := string(f) + string(b.nameKey)
		n := b.names[key]
		if n == nil {
			n = &name{initials: string(f), last: -1}
			for _, w := range run {
				if !w.link {
					n.parts = append(n.parts, part{b.words[w.word].stem, w.off - run[0].off})
				}
			}
			b.names[key] = n
		}
		if n.last != entry {
			n.entries, n.last = n.entries+1, entry
		}
		n.title = n.title || title
	}
}

// keepInitials keeps, for all initials, the name that most entries have, one in a title first.
func (b *builder) keepInitials() {
	best := make(map[string]*name)
	for _, key := range slices.Sorted(maps.Keys(b.names)) { // in a fixed order: equals go by spelling
		n := b.names[key]
		if utf8.RuneCountInString(n.initials) == minInitials && !n.title && n.entries < manyNames {
			continue
		}
		if old := best[n.initials]; old == nil || compareNames(n, old) > 0 {
			best[n.initials] = n
		}
	}
	b.initials = make(map[string][]part, len(best))
	for letters, n := range best {
		b.initials[letters] = n.parts
	}
	b.names, b.run = nil, nil
}

func compareNames(a, b *name) int {
	return cmp.Or(cmp.Compare(boolBit(a.title), boolBit(b.title)), cmp.Compare(a.entries, b.entries))
}

// abbreviated reads an unknown word as initials. What begins a title's word is more likely that,
// unless it is typed in capitals.
func (ix *Index) abbreviated(s *scratch, g *group, text []byte) bool {
	parts := ix.initials[string(text)]
	if parts == nil || !s.shouted(g.token) && len(text) > minInitials && len(ix.prefixed(ix.heads, text)) > 0 {
		return false
	}
	s.may(g, parts[0].stem, initialsWord)
	s.parts = append(s.parts, parts[1:]...)
	return true
}

// shouted says whether a word of the query is in capitals while the query is not: "WHO" asks for
// more than "who".
func (s *scratch) shouted(token int) bool {
	k := s.toks.list[token]
	return upper(s.typed[k.src:k.stop]) && (len(s.toks.list) == 1 || !upper(s.typed))
}

func upper(s string) bool {
	letters := false
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		letters = letters || unicode.IsUpper(r)
	}
	return letters
}
