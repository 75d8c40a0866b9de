package find

// The constants of the scoring. doc.go tells how they work together. Those without a reason of
// their own were chosen on the tuned queries of findtest and then left alone. Of a hundred trials
// that moved one of them by a fifth, up or down, 92 changed no answer to the 301 queries there;
// minUnderstood (5 answers) and unknownShare (4) matter most: they decide what "nothing" is.
const (
	// Fields. A word of the title outweighs any number of mentions in the text; a description
	// is written to say what a passage is about, so it counts more than the passage.
	titleWeight = 6.0
	leadWeight  = 1.5
	bodyWeight  = 1.0

	// BM25's own two, k and b: the usual 1.2, and less than the usual 0.75, since the long
	// sections of a course are its thorough ones.
	saturation  = 1.2
	lengthShare = 0.6

	// partWeight is what a word counts inside a compound (Politik in Klimapolitik): a compound
	// is about its parts, but less than a passage that says the word itself.
	partWeight = 0.6

	// listShare is what a word counts in a list of what else to read: the passage that tells
	// about a book goes before the line that names it.
	listShare = 0.3

	// What a word of a title counts beside its rarity.
	articleShare = 0.02 // "the", "of": a title is the same without
	stopShare    = 0.3  // "for", "while": says little, yet tells For Loops from While Loops
	dullShare    = 0.1  // "introduction": names the kind of passage, not its subject
	siblingShare = 0.25 // "in security studies": a third of the siblings have it too
	parentShare  = 0.7  // the title above has it, so it tells this part from others less

	// The sum.
	titleShare     = 1.0  // the fit of title and query counts as much as the text
	coverShare     = 0.3  // what an entry with none of the query's words would lose: one with all comes first
	pathShare      = 0.8  // of what a word in the title counts, when it is in a title above
	adjacentShare  = 0.35 // all neighbours of the query are neighbours in the entry
	phraseBonus    = 0.4  // share of it on top, for a whole phrase of three words and more: a quotation
	adjacentMargin = 0.1  // who is further behind than this and all of the above is not looked at for them
	exactBonus     = 0.6  // the query is the title
	literalBonus   = 0.15 // and its articles are the same: "Files I/O" is not "Files", though i and o are articles
	aliasBonus     = 0.35 // the query is another name of it: what stands in brackets or behind a label
	nameBonus      = 0.3  // the query is the title of one of its slides, or a term in bold; twice, when of several words
	lessonPrior    = 0.14 // a lesson the query names, before its sections: more than their texts can differ
	chapterPrior   = 0.12 // a chapter likewise; of two with one name, the lesson has more to read
	deepPenalty    = 0.03 // per level below the first kind of section
	emptyPenalty   = 0.2  // nothing to read yet: behind anything with text that fits as well
	listPenalty    = 0.2  // a list of what else to read: behind what tells about it
	broaderFit     = 0.6  // a lesson fits at least so well, of what its section does, to be put before it

	// How surely a word of the query is understood.
	exactWord       = 1.0
	stemmedWord     = 0.95 // another inflection
	joinedWord      = 0.95 // with its neighbour, as one word
	kinWord         = 0.4  // a derivation, beside the word itself
	kinInTitle      = 0.7  // the same, when titles have it and not the word itself: "liberal" asks for Liberalism
	familyWord      = 0.6  // a derivation, when the word itself is nowhere
	otherInflection = 0.7  // of two neighbours: what is quoted is mostly quoted literally
	initialsWord    = 0.8  // a word of the name that initials stand for
	splitWord       = 0.8  // a part of a word run together
	suffixWord      = 0.7  // the end of a compound
	prefixHigh      = 0.9  // nearly all of the word was typed
	prefixLow       = 0.55 // only its beginning
	headPrefix      = 0.5  // a title's word that begins with a word known from texts only
	oneEdit         = 0.85
	twoEdits        = 0.7
	threeEdits      = 0.6
	shortEdit       = 0.6  // an error in a word too short to be sure
	weakEdit        = 0.45 // the same, when no title has the word: below minUnderstood
	soundWord       = 0.4  // sounds like it: below mostOfTitle too, so that alone it is no answer

	// What unusual words of a query weigh.
	unknownShare = 0.85 // of the rarest word's rarity: an unknown word is a reason to say "nothing"
	dullQuery    = 0.4  // heading words, when there are others
	stopRarity   = 0.25 // stop words of titles: they only break ties
	leastRarity  = 0.2  // a word that every entry has still asks for something

	// When there is an answer.
	minUnderstood    = 0.5  // of the query, weighted by rarity, must be found
	titledUnderstood = 0.3  // is enough when the query names most of the title
	mostOfTitle      = 0.45 // which is that share
	searchUnderstood = 0.3  // a search shows weaker finds too
	wholeQuery       = 0.99 // of the query in a title is all of it
	minSeries        = 3    // titles that make a series
	nearShare        = 0.4  // of the best score, to be offered beside it
	twinMargin       = 0.12 // namesakes no further apart fit equally well

	// Bounds that keep any query cheap.
	maxQueryRunes = 256           // the longest title found in public courses has 91 characters
	maxGroups     = 32            // words of a query: bits of a mask
	maxAlts       = 24            // things one word may stand for
	maxRerank     = 32            // entries looked at closely
	enoughFound   = 8 * maxRerank // entries after which common words add no more
	commonWord    = 1000          // entries that make a word common
	seekFrom      = 16            // lists this much longer than the entries found are searched, not walked
	maxNames      = 64            // things one entry may call by name
	maxFigures    = 3             // of a chapter's number: what is longer is a year
	maxNameWords  = 6
	maxCalled     = 3 // entries that call something by a name, before it names none of them
	maxOthers     = 10
	maxCandidates = 25 // options of a select menu (Discord developer docs, "String Select")
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
