package doc

// Key tells the blocks of a course apart by where their content lies. Trees never change, so
// what lies at one address with one length is one content, whichever passage shows it; a Key
// keeps that content from being collected. Keys are comparable.
type Key struct {
	at any // a pointer to the first part, or a listing itself
	n  int
}

// listing is what a Code is known by.
type listing struct{ lang, text string }

// KeyOf gives the key of a block; ok is false for the kinds that are few or short (a heading, a
// rule, a picture, a formula) and for a block that holds nothing.
func KeyOf(bl Block) (k Key, ok bool) {
	switch bl := bl.(type) {
	case Paragraph:
		if len(bl.Spans) > 0 {
			return Key{at: &bl.Spans[0], n: len(bl.Spans)}, true
		}
	case List:
		if len(bl.Items) > 0 {
			return Key{at: &bl.Items[0], n: len(bl.Items)}, true
		}
	case Quote:
		if len(bl.Blocks) > 0 {
			return Key{at: &bl.Blocks[0], n: len(bl.Blocks)}, true
		}
	case Table:
		if len(bl.Rows) > 0 && len(bl.Rows[0]) > 0 {
			return Key{at: &bl.Rows[0][0], n: len(bl.Rows)}, true
		}
	case Code:
		return Key{at: listing{bl.Lang, bl.Text}}, true
	case Heading, Rule, Figure, Formula:
	}
	return k, false
}
