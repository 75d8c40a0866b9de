package find

import (
	"slices"
	"strings"
)

// Kinds: some passages serve others. A list of what else to read names many subjects and tells
// about none; a hint or a solution belongs to the exercise it is for.

// readingTitles begin the titles of lists of what else to read, as fold leaves them, "|" apart.
const readingTitles = "further reading|further readings|recommended reading|suggested reading|reading list|references|bibliography|works cited|" +
	"literaturverzeichnis|weiterfuhrende literatur|bibliographie|references bibliographiques|bibliografia|lecturas recomendadas|referencias|" +
	"litteratur|литература"

// attachedList lists the titles of what is put to an exercise.
const attachedList = "hint hints tip tips instruction instructions solution solutions answer answers hinweis hinweise tipp tipps losung losungen " +
	"indice indices astuce astuces consigne consignes corrige pista pistas instrucciones solucion soluciones dica dicas solucao suggerimento soluzione " +
	"подсказка решение"

// findKinds marks the passages that serve others.
func (b *builder) findKinds() {
	b.listing, b.attached = make([]bool, len(b.entries)), make([]bool, len(b.entries))
	reading, attached := strings.Split(readingTitles, "|"), wordSet(attachedList)
	var words []string
	for i := range b.entries {
		words = words[:0]
		serves := b.entries[i].Level >= 2 && b.entries[i].Parent >= 0
		for _, t := range b.termsOf(i) {
			text := b.words[t.word].text
			words = append(words, text)
			serves = serves && (attached[text] || isLabel(text))
		}
		title := strings.Join(words, " ") + " "
		b.attached[i] = serves && len(words) > 0
		b.listing[i] = slices.ContainsFunc(reading, func(r string) bool { return strings.HasPrefix(title, r+" ") })
	}
}

// lift answers with the exercise rather than with its hint, unless the hint was asked for.
func (ix *Index) lift(s *scratch) {
	if len(s.top) == 0 || !ix.attached[s.top[0].doc] || s.top[0].own != 0 || s.top[0].exact {
		return
	}
	above := uint32(ix.entries[s.top[0].doc].Parent)
	lifted := s.top[0]
	lifted.doc = above
	at := slices.IndexFunc(s.top, func(c candidate) bool { return c.doc == above })
	if at < 0 {
		s.top = append(s.top, candidate{})
		at = len(s.top) - 1
	} else {
		lifted.fit, lifted.named, lifted.own, lifted.asked = s.top[at].fit, s.top[at].named, s.top[at].own, s.top[at].asked
	}
	copy(s.top[1:at+1], s.top[:at])
	s.top[0] = lifted
}
