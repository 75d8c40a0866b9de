package find

import (
	"strconv"
	"strings"
)

// Places: "chapter 6 lesson 2" names a passage by where it stands, whatever its title says.

// chapterPlace is a chapter as its number names it.
type chapterPlace struct {
	entry   uint32
	number  int // in its title, else its turn; -1 when others have numbers and it has none
	lessons []uint32
}

// chapterLabels and lessonLabels are the words a number is put to, as fold leaves them. A course
// calls its chapters modules or weeks; whoever asks may call them otherwise.
const (
	chapterLabels = "chapter chapters chap ch module mod unit week kapitel kap modul woche einheit chapitre semaine unite capitulo cap modulo semana unidad unidade " + //nolint:misspell // not English
		"capitolo settimana hoofdstuk kapittel uke vecka fejezet глава модуль неделя الفصل פרק"
	lessonLabels = "lesson lessons lektion lecon leccion licao lezione les leksjon lecke урок الدرس שיעור"
)

// countWords are the numbers from one to ten in English, German, French and Spanish.
const countWords = "one two three four five six seven eight nine ten eins zwei drei vier funf sechs sieben acht neun zehn " +
	"un deux trois quatre cinq six sept huit neuf dix uno dos tres cuatro cinco seis siete ocho nueve diez"

// findPlaces notes the chapters, their numbers and their lessons, in order.
func (b *builder) findPlaces() {
	labels := wordSet(chapterLabels)
	b.counts = make(map[string]int)
	for i, w := range strings.Fields(countWords) {
		b.counts[w] = i%10 + 1
	}
	of := make(map[int]int) // entry of a chapter → its place
	numbered := false
	for i := range b.entries {
		e := &b.entries[i]
		if at, ok := of[e.Parent]; ok && e.Level == 1 {
			b.chapters[at].lessons = append(b.chapters[at].lessons, uint32(i))
		}
		if e.Level > 0 || e.Parent >= 0 {
			continue
		}
		of[i] = len(b.chapters)
		n := b.numberOf(i, labels)
		numbered = numbered || n >= 0
		b.chapters = append(b.chapters, chapterPlace{entry: uint32(i), number: n})
	}
	for i := range b.chapters {
		if !numbered {
			b.chapters[i].number = i + 1
		}
	}
}

// numberOf reads the number a chapter's title begins with, behind a label or not; -1 without.
func (b *builder) numberOf(entry int, labels map[string]bool) int {
	for i, t := range b.termsOf(entry) {
		word := b.words[t.word].text
		if n, ok := b.number([]byte(word)); ok {
			return n
		}
		if i > 0 || !labels[word] {
			break
		}
	}
	return -1
}

// number reads a number in figures or, up to ten, in words.
func (ix *Index) number(word []byte) (int, bool) {
	if n, ok := ix.counts[string(word)]; ok {
		return n, true
	}
	if len(word) == 0 || len(word) > maxFigures {
		return 0, false
	}
	n, err := strconv.Atoi(string(word))
	return n, err == nil && n >= 0
}

// asked is the place a query names; -1 where it names none.
type asked struct {
	chapter, lesson int
	label           []byte // what the query calls the chapter
}

// place reads a query that has nothing but labels and their numbers, with "of" and "the".
func (ix *Index) place(s *scratch) (asked, bool) {
	p := asked{chapter: -1, lesson: -1}
	list := s.toks.list
	for i := 0; i < len(list); i++ {
		word := s.toks.text(list[i])
		label, digits := splitNumber(word)
		as := s.listed[i]
		if len(digits) > 0 {
			as = ix.listed[string(label)]
		}
		chapter, lesson := as&isChapter != 0, as&isLesson != 0
		if !chapter && !lesson {
			if as&(isStop|isArticle) != 0 {
				continue
			}
			return p, false
		}
		if len(digits) == 0 && i+1 < len(list) {
			i++
			digits = s.toks.text(list[i])
		}
		n, ok := ix.number(digits)
		switch {
		case ok && chapter && p.chapter < 0:
			p.chapter, p.label = n, label
		case ok && lesson && p.lesson < 0:
			p.lesson = n
		default:
			return p, false
		}
	}
	return p, p.chapter >= 0 || p.lesson >= 0
}

// splitNumber parts "ch6" into its letters and its digits.
func splitNumber(word []byte) (label, digits []byte) {
	at := len(word)
	for at > 0 && word[at-1] >= '0' && word[at-1] <= '9' {
		at--
	}
	return word[:at], word[at:]
}

// atPlace answers with the passages at a place: the one, or the choice among several. A chapter that
// bears the label asked for goes before those that merely bear the number.
func (ix *Index) atPlace(p asked) (Result, bool) {
	var found, labelled []Hit
	for _, c := range ix.chapters {
		if p.chapter >= 0 && c.number != p.chapter {
			continue
		}
		entry := c.entry
		if p.lesson >= 0 {
			if p.lesson == 0 || p.lesson > len(c.lessons) {
				continue
			}
			entry = c.lessons[p.lesson-1]
		}
		hit := Hit{Entry: int(entry), Score: 1}
		found = append(found, hit)
		if terms := ix.termsOf(int(c.entry)); len(p.label) > 0 && len(terms) > 0 && ix.words[terms[0].word].text == string(p.label) {
			labelled = append(labelled, hit)
		}
	}
	if len(labelled) > 0 {
		found = labelled
	}
	switch len(found) {
	case 0:
		return Result{}, false
	case 1:
		return Result{Outcome: Found, Best: found[0]}, true
	}
	return Result{Outcome: Ambiguous, Others: found[:min(len(found), maxCandidates)]}, true
}
