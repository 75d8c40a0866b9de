package find

// Sound: "gorilla warfare" is guerrilla warfare to who has only heard of it. Words that are spelled
// too differently for typing errors are compared by the consonants one hears.

const (
	minSounding = 6 // letters of a word that is compared by its sound
	minHeard    = 3 // consonants it must have
)

// orderSounds notes the words of titles by their sound.
func (v *vocabulary) orderSounds() {
	v.sounds = make(map[string][]uint32)
	var key []byte
	for _, w := range v.heads {
		if text := v.words[w].text; len(text) >= minSounding {
			if key = sound(key[:0], text); len(key) >= minHeard {
				v.sounds[string(key)] = append(v.sounds[string(key)], w)
			}
		}
	}
}

// sounding adds the words of titles that sound like an unknown one. It is no more than a hint:
// by itself it is no answer.
func (ix *Index) sounding(s *scratch, g *group, text []byte) {
	if len(text) < minSounding {
		return
	}
	if s.key = sound(s.key[:0], text); len(s.key) < minHeard {
		return
	}
	for _, w := range ix.sounds[string(s.key)] {
		s.may(g, ix.words[w].stem, soundWord)
	}
}

// sound appends the consonants of a Latin word as they are heard: doubled ones once, ph as f, the
// c of "city" as s and that of "case" as k. A vowel counts only at the beginning, and any is like
// any other. Words of other letters have no sound.
func sound[T string | []byte](dst []byte, word T) []byte {
	from := len(dst)
	for i := range len(word) {
		c, next := word[i], byte(0)
		if i+1 < len(word) {
			next = word[i+1]
		}
		switch c {
		case 'a', 'e', 'i', 'o', 'u', 'y':
			if c = 0; i == 0 {
				c = 'a'
			}
		case 'h', 'w':
			if i > 0 {
				c = 0
			}
		case 'c':
			if c = 'k'; next == 'e' || next == 'i' || next == 'y' {
				c = 's'
			}
		case 'q', 'x':
			c = 'k'
		case 'z':
			c = 's'
		case 'v':
			c = 'f'
		case 'p':
			if next == 'h' {
				c = 'f'
			}
		default:
			if c < 'a' || c > 'z' {
				return dst[:from]
			}
		}
		if c != 0 && (len(dst) == from || dst[len(dst)-1] != c) {
			dst = append(dst, c)
		}
	}
	return dst
}
