// Package find looks passages up: titles, near misses and text. It is pure: an Index is
// built once from Entries and never changes, and a lookup does no I/O.
//
// # Words
//
// Text is cut at anything that is no letter, number or mark. A word is folded: compatibility
// forms composed (NFKC), lower case, accents of Latin and Greek off, vowel points of Arabic and
// Hebrew off, letter variants joined, zero-width and bidirectional characters out. Hyphenated
// words count as their parts and as one ("neo-realism" is neo, realism and neorealism), and a
// query joins its neighbours where the course knows the joined word. Runs of scripts without
// blanks, and Hangul, become overlapping pairs of characters.
//
// Words with the same stem are one word. English takes off inflections only (steps 1 and 5 of
// Snowball's stemmer); French, Spanish, Russian, Swedish, Norwegian and Hungarian use Snowball;
// German, Dutch, Portuguese, Italian, Arabic and Hebrew have light stemmers of their own. Words
// in -ism, -ist and -istic share a stem. What is only derived from one another (institution,
// institutionalism) is a family and counts as weaker evidence. German and its neighbours also
// index the parts of compounds, as far as the course uses them as words.
//
// # Understanding a query
//
// A query of nothing but labels and numbers ("chapter 6 lesson 2", "week two") names a place and is
// answered by it: chapters go by the number in their title, and by their turn where none has one.
//
// Articles, pronouns and the words of a question are left out, unless nothing else remains or a
// title has them; so are those of other languages that the course does not have ("was ist"). Every
// other word stands for a group of stems, each with a weight that says how sure that is:
//
//   - its own stem; its family
//   - words of titles that begin with it, when no title has it (from three letters; two for the last
//     word of a query, which may still be typed)
//   - and only for a word the course does not know: the words of a name it has the initials of
//     (UNSC, R2P: names are runs of capitalised words); words that begin with it; words within one
//     typing error, or two from six letters and three from twelve on, the first letter or sound
//     being right; the words it is made of; compounds that end in it; and, too
//     weak to be an answer by itself, a title's word that sounds alike (gorilla, guerrilla).
//
// Heading words ("lesson", "summary") are never taken for others mistyped.
//
// # Scoring
//
// The rarity of a word is BM25's idf over all entries:
//
//	rarity = ln(1 + (N - df + ½) / (df + ½))
//
// An entry's impact for a stem is BM25F, the fields weighted before saturation:
//
//	tf     = 6·[in title] + 1.5·(lead + names) + path + body / (1 - 0.6 + 0.6·length/average)
//	impact = tf / (1.2 + tf)
//
// where path is 0.8, 0.5 or 0.3 for a title one, two or more levels above. Impacts are computed
// when the Index is built; a lookup multiplies and adds. With sums over the words of the query,
// and for each word its best stem:
//
//	text  = Σ rarity · weight · impact / Σ rarity
//	cover = Σ rarity · weight · [found] / Σ rarity
//
// The 32 entries with the most text and title words are looked at closely. Title and query are
// compared both ways, words of the title weighted by their rarity among titles, less for words
// of headings in general ("introduction"), for those a third of the siblings share ("in
// security studies") and for those of the title above:
//
//	asked = share of the query that the title names (a title above counts 0.8)
//	named = share of the title that the query names
//	fit   = 2·asked·named / (asked + named) · √asked
//
//	score = (text + fit) · (0.7 + 0.3·cover)
//	      + 0.35 · share of the query's neighbours that are neighbours in the entry (1.4 for a phrase)
//	      + 0.6 when the query is the title (0.75 to the letter), 0.35 when it is another name of it
//	      + 0.3 when it is a slide's title or a term in bold (0.6 for several words)
//	      + level · fit² (lesson 0.14, chapter 0.12, deeper sections down to -0.09)
//	      - 0.2 when the entry is empty, or a list of what else to read that was not asked for
//
// A lesson is lifted over those of its sections whose titles name no more of the query, unless
// one of them is the query, and stands for its own hints and solutions, unless these were asked for.
// A word in a list of what else to read counts 0.3. Every constant stands in weights.go with its reason.
//
// # The answer
//
// Found needs a cover of 0.5, or of 0.3 when the query names most of the title. Several entries
// with the same title that fit equally well are Ambiguous, and so is a query of heading words
// only, or one that three titles and more begin with ("hands on"). Otherwise the answer is
// Nothing, with the titles that share words with the query or are spelled alike; failing these,
// with those the course begins with.
//
// # Cost
//
// A lookup walks the posting lists of the words understood, so it grows with how common they
// are, not with the course; words that a thousand entries have are only used to rank once
// enough is found. Typing errors are looked for among words of similar length whose letters
// nearly agree (two 32-bit sets compared), so few are ever compared letter by letter. Queries
// beyond 256 characters are no queries. The memory of a lookup is kept for the next one.
// BenchmarkLookup and internal/tools/findbench measure it.
package find
