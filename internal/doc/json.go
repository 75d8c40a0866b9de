package doc

import (
	"encoding/json"
	"fmt"
	"time"
)

// The JSON of a tree. It is written into stores, where a question stays as it was asked
// whatever becomes of its source; so names once used keep their meaning.

type wireBlock struct {
	Kind   string       `json:"k"`
	N      int          `json:"n,omitempty"` // level of a heading, first number of a list
	On     bool         `json:"on,omitempty"`
	Text   string       `json:"t,omitempty"`
	Lang   string       `json:"l,omitempty"`
	Spans  []wireSpan   `json:"s,omitempty"`
	Items  []wireItem   `json:"i,omitempty"`
	Blocks []wireBlock  `json:"b,omitempty"`
	Align  []Align      `json:"a,omitempty"`
	Rows   [][]wireCell `json:"r,omitempty"` // the header first
	Image  *wireImage   `json:"img,omitempty"`
}

type wireCell []wireSpan

type wireImage struct {
	Src string `json:"src,omitempty"`
	Alt string `json:"alt,omitempty"`
}

type wireItem struct {
	Task      Task        `json:"task,omitempty"`
	Continued bool        `json:"c,omitempty"`
	Blocks    []wireBlock `json:"b,omitempty"`
}

type wireSpan struct {
	Kind  string     `json:"k"`
	Text  string     `json:"t,omitempty"` // characters, TeX, or an address
	Spans []wireSpan `json:"s,omitempty"`
	Image *wireImage `json:"img,omitempty"`
	At    int64      `json:"at,omitempty"` // Unix milliseconds
	Style int        `json:"style,omitempty"`
}

// EncodeBlocks writes a tree as JSON.
func EncodeBlocks(blocks []Block) ([]byte, error) {
	data, err := json.Marshal(wireBlocks(blocks))
	if err != nil {
		return nil, fmt.Errorf("encode prose: %w", err)
	}
	return data, nil
}

// DecodeBlocks reads what EncodeBlocks wrote.
func DecodeBlocks(data []byte) ([]Block, error) {
	var w []wireBlock
	if err := json.Unmarshal(data, &w); err != nil {
		return nil, fmt.Errorf("decode prose: %w", err)
	}
	return readBlocks(w)
}

// EncodeSpans writes a line as JSON.
func EncodeSpans(spans []Span) ([]byte, error) {
	data, err := json.Marshal(wireSpans(spans))
	if err != nil {
		return nil, fmt.Errorf("encode a line: %w", err)
	}
	return data, nil
}

// DecodeSpans reads what EncodeSpans wrote.
func DecodeSpans(data []byte) ([]Span, error) {
	var w []wireSpan
	if err := json.Unmarshal(data, &w); err != nil {
		return nil, fmt.Errorf("decode a line: %w", err)
	}
	return readSpans(w)
}

func wireBlocks(blocks []Block) []wireBlock {
	out := make([]wireBlock, 0, len(blocks))
	for _, b := range blocks {
		out = append(out, wireOf(b))
	}
	return out
}

func wireOf(b Block) wireBlock {
	switch b := b.(type) {
	case Heading:
		return wireBlock{Kind: "h", N: b.Level, Spans: wireSpans(b.Spans)}
	case Paragraph:
		return wireBlock{Kind: "p", Spans: wireSpans(b.Spans)}
	case List:
		w := wireBlock{Kind: "list", N: b.Start, On: b.Ordered}
		for _, it := range b.Items {
			w.Items = append(w.Items, wireItem{Task: it.Task, Continued: it.Continued, Blocks: wireBlocks(it.Blocks)})
		}
		return w
	case Quote:
		return wireBlock{Kind: "quote", Blocks: wireBlocks(b.Blocks)}
	case Code:
		return wireBlock{Kind: "code", Lang: b.Lang, Text: b.Text}
	case Formula:
		return wireBlock{Kind: "tex", Text: b.TeX}
	case Table:
		w := wireBlock{Kind: "table", Align: b.Align, Rows: [][]wireCell{wireCells(b.Header)}}
		for _, row := range b.Rows {
			w.Rows = append(w.Rows, wireCells(row))
		}
		return w
	case Figure:
		return wireBlock{Kind: "fig", Image: &wireImage{b.Image.Src, b.Image.Alt}}
	case Rule:
	}
	return wireBlock{Kind: "rule"}
}

func wireCells(cells []Cell) []wireCell {
	out := make([]wireCell, 0, len(cells))
	for _, c := range cells {
		out = append(out, wireSpans(c))
	}
	return out
}

func wireSpans(spans []Span) []wireSpan {
	out := make([]wireSpan, 0, len(spans))
	for _, s := range spans {
		out = append(out, wireSpanOf(s))
	}
	return out
}

func wireSpanOf(s Span) wireSpan {
	switch s := s.(type) {
	case Text:
		return wireSpan{Kind: "t", Text: s.Value}
	case Emphasis:
		return wireSpan{Kind: "em", Spans: wireSpans(s.Spans)}
	case Strong:
		return wireSpan{Kind: "b", Spans: wireSpans(s.Spans)}
	case Strike:
		return wireSpan{Kind: "del", Spans: wireSpans(s.Spans)}
	case CodeSpan:
		return wireSpan{Kind: "code", Text: s.Text}
	case FormulaSpan:
		return wireSpan{Kind: "tex", Text: s.TeX}
	case Link:
		return wireSpan{Kind: "a", Text: s.URL, Spans: wireSpans(s.Spans)}
	case Image:
		return wireSpan{Kind: "img", Image: &wireImage{s.Src, s.Alt}}
	case Channel: // who reads it later may be elsewhere
		return wireSpan{Kind: "t", Text: s.Name}
	case Moment:
		return wireSpan{Kind: "at", At: s.At.UnixMilli(), Style: int(s.Style)}
	case LineBreak:
	}
	return wireSpan{Kind: "br"}
}

func readBlocks(w []wireBlock) ([]Block, error) {
	if len(w) == 0 {
		return nil, nil
	}
	out := make([]Block, 0, len(w))
	for _, b := range w {
		read, err := b.read()
		if err != nil {
			return nil, err
		}
		out = append(out, read)
	}
	return out, nil
}

func (w wireBlock) read() (Block, error) {
	spans, err := readSpans(w.Spans)
	if err != nil {
		return nil, err
	}
	switch w.Kind {
	case "h":
		return Heading{Level: w.N, Spans: spans}, nil
	case "p":
		return Paragraph{Spans: spans}, nil
	case "list":
		return w.list()
	case "quote":
		blocks, err := readBlocks(w.Blocks)
		return Quote{Blocks: blocks}, err
	case "code":
		return Code{Lang: w.Lang, Text: w.Text}, nil
	case "tex":
		return Formula{TeX: w.Text}, nil
	case "table":
		return w.table()
	case "fig":
		if w.Image != nil {
			return Figure{Image: Image(*w.Image)}, nil
		}
	case "rule":
		return Rule{}, nil
	}
	return nil, fmt.Errorf("decode prose: no block is of kind %q", w.Kind)
}

func (w wireBlock) list() (Block, error) {
	l := List{Ordered: w.On, Start: w.N}
	for _, it := range w.Items {
		blocks, err := readBlocks(it.Blocks)
		if err != nil {
			return nil, err
		}
		l.Items = append(l.Items, Item{Task: it.Task, Continued: it.Continued, Blocks: blocks})
	}
	return l, nil
}

func (w wireBlock) table() (Block, error) {
	t := Table{Align: w.Align}
	for i, row := range w.Rows {
		cells := make([]Cell, 0, len(row))
		for _, c := range row {
			spans, err := readSpans(c)
			if err != nil {
				return nil, err
			}
			cells = append(cells, spans)
		}
		if i == 0 {
			t.Header = cells
			continue
		}
		t.Rows = append(t.Rows, cells)
	}
	return t, nil
}

func readSpans(w []wireSpan) ([]Span, error) {
	if len(w) == 0 {
		return nil, nil
	}
	out := make([]Span, 0, len(w))
	for _, s := range w {
		read, err := s.read()
		if err != nil {
			return nil, err
		}
		out = append(out, read)
	}
	return out, nil
}

func (w wireSpan) read() (Span, error) {
	spans, err := readSpans(w.Spans)
	if err != nil {
		return nil, err
	}
	switch w.Kind {
	case "t":
		return Text{Value: w.Text}, nil
	case "em":
		return Emphasis{Spans: spans}, nil
	case "b":
		return Strong{Spans: spans}, nil
	case "del":
		return Strike{Spans: spans}, nil
	case "code":
		return CodeSpan{Text: w.Text}, nil
	case "tex":
		return FormulaSpan{TeX: w.Text}, nil
	case "a":
		return Link{URL: w.Text, Spans: spans}, nil
	case "img":
		if w.Image != nil {
			return Image(*w.Image), nil
		}
	case "br":
		return LineBreak{}, nil
	case "at":
		return Moment{At: time.UnixMilli(w.At).UTC(), Style: MomentStyle(w.Style)}, nil
	}
	return nil, fmt.Errorf("decode prose: no span is of kind %q", w.Kind)
}
