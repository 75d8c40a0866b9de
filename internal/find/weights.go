package find

// The constants of the scoring; doc.go tells how they work together.
const (
	// Fields. A word of the title outweighs any number of mentions in the text, a description
	// sits between, and the titles above an entry tell apart sections of the same name.
	titleWeight = 6.0
	leadWeight  = 1.5
	bodyWeight  = 1.0

	// BM25's own two: its usual values, with less punishment of length, since the long sections
	// of a course are its thorough ones.
	saturation  = 1.2
	lengthShare = 0.6

	// partWeight is what a word counts inside a compound (Politik in Sicherheitspolitik).
	partWeight = 0.6

	// Titles: what a word counts that names the kind of passage ("introduction"), that at least
	// a third of the siblings have too ("in security studies"), or that the title above has.
	articleShare = 0.02
	stopShare    = 0.3
	dullShare    = 0.1
	siblingShare = 0.25
	parentShare  = 0.7

	// The sum: text relevance counts 1, so do the two-way fit of title and query and the rest
	// in proportion.
	titleShare     = 1.0
	pathShare      = 0.8 // of what a word in the title counts, when it is in a title above
	adjacentShare  = 0.35
	phraseBonus    = 0.4 // share on top for a whole phrase of three words and more
	adjacentMargin = 0.1 // who is further behind than neighbours can make up is not looked at for them
	exactBonus     = 0.6
	aliasBonus     = 0.35
	lessonPrior    = 0.14 // a lesson the query names before its sections
	chapterPrior   = 0.12
	deepPenalty    = 0.03 // per level below the first kind of section
	emptyPenalty   = 0.2

	// How well a word is understood.
	exactWord        = 1.0
	stemmedWord      = 0.95
	joinedWord       = 0.95
	kinWord          = 0.4 // a derivation of a word that is there itself
	otherInflection  = 0.7
	familyWord       = 0.6
	splitWord        = 0.8
	suffixWord       = 0.7
	prefixHigh       = 0.9 // nearly all of the word was typed
	prefixLow        = 0.55
	headPrefix       = 0.5 // a title's word that begins with a word known from texts
	oneEdit          = 0.85
	twoEdits         = 0.7
	threeEdits       = 0.6
	shortEdit        = 0.6  // one edit in a word of four or five letters
	weakEdit         = 0.45 // the same, when no title has the word: below minUnderstood
	minUnderstood    = 0.5
	titledUnderstood = 0.3 // enough when the query names most of the title
	mostOfTitle      = 0.45
	broaderFit       = 0.6
	searchUnderstood = 0.3
	nearShare        = 0.4
	twinMargin       = 0.12
	unknownShare     = 0.85 // rarity of an unknown word, as a share of the rarest word's
	stopRarity       = 0.25
	dullQuery        = 0.4 // rarity of a heading word in a query that has others

	// Bounds that keep any query cheap.
	maxQueryRunes = 256 // the longest title found in public courses has 91
	maxGroups     = 32  // bits of a mask
	maxAlts       = 24
	enoughFound   = 8 * maxRerank // entries after which common words add no more
	commonWord    = 1000          // entries that make a word common
	seekFrom      = 16            // lists this much longer than the entries found are searched, not walked
	maxRerank     = 32
	maxOthers     = 10
	maxCandidates = 25 // entries of a select menu (Discord developer docs, "String Select")
	maxSuggested  = 5
)

// pathWeight is what a word counts that stands in a title so many levels above.
func pathWeight(far uint8) float32 {
	switch far {
	case 1:
		return 0.8
	case 2:
		return 0.5
	}
	return 0.3
}
