package find

import (
	"encoding/binary"
	"slices"
)

// Names: a lesson made of slides has a title for each, and a passage puts the terms it explains
// in bold. Who asks for just that is answered there, though the passage's own title has none of
// it, unless many passages use the name ("Let's code").

// readNames notes what an entry calls things by.
func (b *builder) readNames(entry int) {
	names := b.entries[entry].Names
	for _, name := range names[:min(len(names), maxNames)] {
		if name == "" {
			continue
		}
		b.read(entry, name, inLead)
		b.toks.pos += 2
		b.nameKey = b.nameKey[:0]
		n, dull := 0, true
		for _, k := range b.toks.list {
			word := b.toks.text(k)
			if k.kind == kindPair || k.kind == kindJoined || k.kind == kindWord && b.sets.stop[b.langOf[entry]][string(word)] {
				continue
			}
			w := b.words[b.learn(b.langOf[entry], word, k.kind, &b.sets)]
			b.nameKey = binary.LittleEndian.AppendUint32(b.nameKey, w.stem)
			n, dull = n+1, dull && (w.dull || isLabel(w.text))
		}
		if n == 0 || n > maxNameWords || dull {
			continue
		}
		if list := b.called[string(b.nameKey)]; !slices.Contains(list, uint32(entry)) {
			b.called[string(b.nameKey)] = append(list, uint32(entry))
		}
	}
}

// callNames puts the entries that call something by the words of the query among the candidates.
func (ix *Index) callNames(s *scratch) {
	if len(ix.called) == 0 {
		return
	}
	s.key = s.key[:0]
	for i := range s.groups {
		g := &s.groups[i]
		switch {
		case g.stop || s.toks.list[g.token].kind == kindPair:
			continue
		case g.lo == g.hi:
			return
		}
		s.key = binary.LittleEndian.AppendUint32(s.key, s.alts[g.lo].stem)
	}
	list := ix.called[string(s.key)]
	if len(list) > maxCalled {
		return
	}
	for _, doc := range list {
		s.top[s.include(doc)].called = true
	}
}
