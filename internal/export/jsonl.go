package export

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
)

// writeJSONL writes a table as one JSON object a line, with its headings as keys in their order.
func writeJSONL(w io.Writer, t Table) error {
	keys := make([][]byte, len(t.Head))
	for i, h := range t.Head {
		name, err := json.Marshal(h)
		if err != nil {
			return fmt.Errorf("write JSON lines: %w", err)
		}
		lead := byte(',')
		if i == 0 {
			lead = '{'
		}
		keys[i] = append(append([]byte{lead}, name...), ':')
	}
	out := bufio.NewWriterSize(w, 1<<16)
	var line []byte
	err := t.Rows(func(cells []Cell) error {
		line = line[:0]
		for i, c := range cells {
			line = append(line, keys[i]...)
			if c.Number {
				line = append(line, c.Text...)
				continue
			}
			line = appendJSON(line, c.Text)
		}
		_, err := out.Write(append(line, "}\n"...))
		return err
	})
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("write JSON lines: %w", err)
	}
	return nil
}

// appendJSON appends a string; one of plain ASCII, as nearly all are, needs no encoder.
func appendJSON(to []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			data, err := json.Marshal(s)
			if err != nil { // a string always encodes
				return append(to, `""`...)
			}
			return append(to, data...)
		}
	}
	return append(append(append(to, '"'), s...), '"')
}
