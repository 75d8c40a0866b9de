package export

import (
	"encoding/csv"
	"fmt"
	"io"

	"lectern/internal/fault"
)

// Format names how a table is written.
type Format string

// The formats of tables.
const (
	CSV   Format = "csv"
	XLSX  Format = "xlsx"
	JSONL Format = "jsonl" // one JSON object a line
)

// Rows writes the rows of a table, each with one call of row, which may keep nothing of what it
// is given. It ends with the first error of row.
type Rows func(row func([]Cell) error) error

// Table is a sheet with a heading.
type Table struct {
	Name string // at most 31 characters without []:*?/\
	Head []string
	Rows Rows
}

// WriteCSV writes a table with commas in UTF-8. Words that a spreadsheet would run are defused.
func WriteCSV(w io.Writer, t Table) error {
	out := csv.NewWriter(w)
	fields := make([]string, 0, len(t.Head))
	for _, h := range t.Head {
		fields = append(fields, Defuse(h))
	}
	if err := out.Write(fields); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	err := t.Rows(func(cells []Cell) error {
		fields = fields[:0]
		for _, c := range cells {
			if !c.Number {
				c.Text = Defuse(c.Text)
			}
			fields = append(fields, c.Text)
		}
		return out.Write(fields)
	})
	if err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

// Write writes tables in a format; CSV holds the first of them alone.
func Write(w io.Writer, f Format, tables ...Table) error {
	switch f {
	case CSV:
		return WriteCSV(w, tables[0])
	case XLSX:
		return WriteXLSX(w, tables...)
	case JSONL:
		return writeJSONL(w, tables[0])
	}
	return fault.New(fault.Invalid, "There is no format called {{.Format}}.", "Use csv, xlsx or jsonl.").With("Format", string(f))
}
