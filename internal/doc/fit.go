package doc

import (
	"slices"
	"unicode/utf8"
)

// How Fit cuts, and why.
//
// A platform shows a limited amount of text at once, by a measure of its own: code points
// on Discord, escaped characters on Slack, columns in a terminal. Fit therefore knows no
// measure; it asks for the cost of each block and fills pages greedily. Costs of the
// blocks on a page add up, so every block is measured once.
//
// A page ends between blocks wherever it can. A heading never ends a page, because it
// belongs to what follows. Only a block that is larger than a whole page is cut, at the
// gentlest place that fits: between items, rows or lines; after a sentence; between
// words; and, inside a word longer than a page, between two characters as a reader sees
// them (never within an emoji or a letter with its accents).
//
// Nothing is lost: the pages, put together, hold every word of the input in its order. A
// table's header row is repeated on each page, and a cut entry goes on as Item.Continued.
//
// Cutting looks ahead no further than one page, so the time grows in line with the input
// even for a paragraph of megabytes.

// Fit cuts blocks into pages that each cost at most budget. cost gives the cost of one
// block together with whatever separates it from its neighbours: at least one per
// character of text, and no less for a block that has grown. A piece that cannot be cut and is dearer than budget (a single picture)
// gets a page of its own. Fit returns no page for no blocks.
func Fit(blocks []Block, budget int, cost func(Block) int) [][]Block {
	f := fitter{budget: budget, cost: cost}
	for _, b := range blocks {
		f.add(b)
	}
	f.flush()
	return f.pages
}

// fillable is the part of a page, as a divisor, that must still be free before a block
// too large for any page starts on it.
const fillable = 3

type fitter struct {
	budget int
	cost   func(Block) int
	pages  [][]Block
	page   []Block
	used   int
}

func (f *fitter) add(b Block) {
	c := f.price(b)
	for c > f.budget {
		limit := f.budget - f.used
		if limit < f.budget/fillable {
			f.turn()
			limit = f.budget - f.used
		}
		head, rest := split(b, limit, f.cost)
		if head == nil {
			if len(f.page) > 0 {
				f.flush()
				continue
			}
			break
		}
		f.put(head, f.cost(head))
		f.flush()
		if rest == nil {
			return
		}
		b, c = rest, f.price(rest)
	}
	if f.used+c > f.budget {
		f.turn()
		if f.used+c > f.budget {
			f.flush()
		}
	}
	f.put(b, c)
}

// price is the cost of b, or merely more than the budget when b is so long that it must
// be: measuring what is left of a huge block once per page would take quadratic time.
func (f *fitter) price(b Block) int {
	if left := roomFor(b, utf8.UTFMax*f.budget); left < 0 {
		return f.budget + 1
	}
	return f.cost(b)
}

func (f *fitter) put(b Block, c int) {
	f.page = append(f.page, b)
	f.used += c
}

// turn ends the page and carries the headings at its end over to the next.
func (f *fitter) turn() {
	keep := len(f.page)
	for keep > 0 {
		if _, ok := f.page[keep-1].(Heading); !ok {
			break
		}
		keep--
	}
	if keep == 0 {
		return // headings alone: nothing to turn
	}
	carried := append([]Block(nil), f.page[keep:]...)
	f.page = f.page[:keep:keep]
	f.flush()
	for _, b := range carried {
		f.put(b, f.cost(b))
	}
}

func (f *fitter) flush() {
	if len(f.page) > 0 {
		f.pages = append(f.pages, f.page)
	}
	f.page, f.used = nil, 0
}

// split cuts b so that head costs at most limit. head is nil when nothing of b fits; rest
// is nil when nothing is left.
func split(b Block, limit int, cost func(Block) int) (head, rest Block) {
	switch b := b.(type) {
	case Paragraph:
		h, r := splitSpans(b.Spans, limit, func(s []Span) int { return cost(Paragraph{Spans: s}) })
		return wrapSpans(h, r, func(s []Span) Block { return Paragraph{Spans: s} })
	case Heading:
		h, r := splitSpans(b.Spans, limit, func(s []Span) int { return cost(Heading{Level: b.Level, Spans: s}) })
		return wrapSpans(h, r, func(s []Span) Block { return Heading{Level: b.Level, Spans: s} })
	case List:
		return splitList(b, limit, cost)
	case Quote:
		h, r := splitBlocks(b.Blocks, limit, func(bs []Block) int { return cost(Quote{Blocks: bs}) })
		if len(h) == 0 {
			return nil, b
		}
		if len(r) == 0 { // nothing but blanks was left
			return Quote{Blocks: h}, nil
		}
		return Quote{Blocks: h}, Quote{Blocks: r}
	case Code:
		h, r := splitLines(b.Text, limit, func(s string) int { return cost(Code{Lang: b.Lang, Text: s}) })
		return wrapText(h, r, func(s string) Block { return Code{Lang: b.Lang, Text: s} })
	case Formula:
		h, r := splitLines(b.TeX, limit, func(s string) int { return cost(Formula{TeX: s}) })
		return wrapText(h, r, func(s string) Block { return Formula{TeX: s} })
	case Table:
		return splitTable(b, limit, cost)
	case Figure, Rule:
	}
	return nil, b
}

func wrapSpans(h, r []Span, wrap func([]Span) Block) (head, rest Block) {
	if len(h) > 0 {
		head = wrap(h)
	}
	if len(r) > 0 {
		rest = wrap(r)
	}
	return head, rest
}

func wrapText(h, r string, wrap func(string) Block) (head, rest Block) {
	if h != "" {
		head = wrap(h)
	}
	if r != "" {
		rest = wrap(r)
	}
	return head, rest
}

// most gives the largest k ≤ n for which fits(k) holds, fits being true up to some point
// and false after it; it asks only about k up to twice the answer.
func most(n int, fits func(k int) bool) int {
	lo, hi := 0, 1
	for hi <= n && fits(hi) {
		lo, hi = hi, hi*2
	}
	hi = min(hi, n+1)
	for lo+1 < hi {
		if mid := (lo + hi) / 2; fits(mid) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// splitBlocks cuts a sequence that lies inside another block.
func splitBlocks(bs []Block, limit int, cost func([]Block) int) (head, rest []Block) {
	k := most(len(bs), func(k int) bool { return cost(bs[:k]) <= limit })
	if k == len(bs) {
		return bs, nil
	}
	h, r := split(bs[k], limit, func(b Block) int { return cost(append(bs[:k:k], b)) })
	if h == nil {
		return bs[:k:k], bs[k:]
	}
	head = append(slices.Clip(bs[:k]), h)
	if r != nil {
		rest = append(rest, r)
	}
	return head, append(rest, bs[k+1:]...)
}

func splitList(l List, limit int, cost func(Block) int) (head, rest Block) {
	with := func(items []Item) List { return List{Ordered: l.Ordered, Start: l.Start, Items: items} }
	k := most(len(l.Items), func(k int) bool { return cost(with(l.Items[:k])) <= limit })
	if k == len(l.Items) {
		return l, nil
	}
	after := List{Ordered: l.Ordered, Start: l.Start + k, Items: l.Items[k:]}
	if k > 0 {
		return with(l.Items[:k:k]), after
	}
	first := l.Items[0]
	h, r := splitBlocks(first.Blocks, limit, func(bs []Block) int {
		return cost(with([]Item{{Task: first.Task, Continued: first.Continued, Blocks: bs}}))
	})
	if len(h) == 0 {
		return nil, l
	}
	begun := with([]Item{{Task: first.Task, Continued: first.Continued, Blocks: h}})
	switch {
	case len(r) > 0:
		items := append([]Item{{Task: first.Task, Continued: true, Blocks: r}}, l.Items[1:]...)
		return begun, List{Ordered: l.Ordered, Start: l.Start, Items: items}
	case len(l.Items) > 1: // nothing but blanks was left of the first
		return begun, List{Ordered: l.Ordered, Start: l.Start + 1, Items: l.Items[1:]}
	}
	return begun, nil
}

// splitTable cuts between rows. A row that is dearer than a page by itself becomes a list
// of "header: cell", which can be cut further.
func splitTable(t Table, limit int, cost func(Block) int) (head, rest Block) {
	k := most(len(t.Rows), func(k int) bool {
		return cost(Table{Align: t.Align, Header: t.Header, Rows: t.Rows[:k]}) <= limit
	})
	switch {
	case k == len(t.Rows) && k > 0:
		return t, nil
	case k > 0:
		return Table{Align: t.Align, Header: t.Header, Rows: t.Rows[:k:k]},
			Table{Align: t.Align, Header: t.Header, Rows: t.Rows[k:]}
	case len(t.Rows) == 0:
		return split(Paragraph{Spans: joinCells(t.Header)}, limit, cost)
	}
	h, r := splitList(rowList(t.Header, t.Rows[0]), limit, cost)
	if h == nil {
		return nil, t
	}
	var after Block
	if len(t.Rows) > 1 {
		after = Table{Align: t.Align, Header: t.Header, Rows: t.Rows[1:]}
	}
	if r == nil {
		return h, after
	}
	if after == nil {
		return h, r
	}
	// Both what is left of the row and the rows after it remain: a quote-free pair is
	// carried as a list whose last entry holds the table.
	l := r.(List)
	l.Items = append(slices.Clip(l.Items), Item{Continued: true, Blocks: []Block{after}})
	return h, l
}

func rowList(header, row []Cell) List {
	l := List{Items: make([]Item, 0, len(row))}
	for i, c := range row {
		spans := []Span(c)
		if i < len(header) && len(header[i]) > 0 {
			spans = append([]Span{Strong{Spans: header[i]}, Text{Value: ": "}}, spans...)
		}
		l.Items = append(l.Items, Item{Blocks: []Block{Paragraph{Spans: spans}}})
	}
	return l
}

func joinCells(cells []Cell) []Span {
	var spans []Span
	for i, c := range cells {
		if i > 0 {
			spans = append(spans, Text{Value: ", "})
		}
		spans = append(spans, c...)
	}
	return spans
}
