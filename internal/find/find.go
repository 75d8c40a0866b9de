package find

// Entry is one passage as the index sees it.
type Entry struct {
	Title  string
	Lead   string   // the first sentences, or a description
	Body   string   // the passage's own words; those of its parts belong to the parts
	Names  []string // what it calls things by: titles of its slides, terms in bold
	Lang   string   // BCP 47; empty means: tell by the script, else English
	Level  int      // 0 chapter, 1 lesson, 2 and more sections by depth
	Parent int      // position of the parent Entry in the list, or -1
	Empty  bool     // has no text yet: found by its title only, and never before one that has
}

// Outcome says how sure a Result is.
type Outcome int

// The outcomes.
const (
	Nothing   Outcome = iota // nothing fits: Suggestions may help
	Ambiguous                // several fit equally well: Others lists them, none is presumed
	Found                    // Best is the answer, Others are near it
)

// Result is the answer to a lookup.
type Result struct {
	Outcome     Outcome
	Best        Hit // valid when Outcome is Found
	Others      []Hit
	Suggestions []string // titles that look or sound like the query, nearest first
	Unlike      bool     // no title looks like the query: Suggestions are where the course begins
	Corrected   string   // the query as it was understood, when it had to be corrected
}

// Hit is one passage found.
type Hit struct {
	Entry int     // position in the list the Index was built from
	Score float64 // larger is better; comparable within one Result only
}

// Index answers lookups over a fixed list of Entries. It is safe for concurrent use.
type Index struct {
	entries []Entry
	vocabulary
	postings
	titles   []title
	terms    []titleTerm         // of all titles
	exact    map[string][]uint32 // titles by their squeezed spelling
	complete completion
	stop     map[string]bool // stop words of all languages of the entries
	articles map[string]bool
	listed   map[string]listed // the words of all lists
	initials map[string][]part // what names may be shortened to
	chapters []chapterPlace
	listing  []bool              // by entry: a list of what else to read
	called   map[string][]uint32 // entries by the stems of their Names
	counts   map[string]int      // numbers in words
	attached []bool              // by entry: a hint or a solution, which belongs to the passage above
	phrases  []string            // question words of the scripts without blanks
	spare    chan *scratch       // memory of past lookups; a sync.Pool would lose it at every collection
}
