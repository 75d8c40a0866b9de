package export

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"lectern/internal/fault"
)

// Limits of a worksheet (Excel specifications and limits).
const (
	maxRows     = 1_048_576
	maxCellText = 32_767 // characters
)

// WriteXLSX writes an Office Open XML workbook with one worksheet for each table: words as
// strings in the cell, which no spreadsheet runs, numbers as numbers, the heading bold and kept
// in sight. Rows go out as they come.
//
// This is our own for its pace: see BenchmarkAnswersXLSX, beside the library that reads it back
// in the tests.
func WriteXLSX(w io.Writer, tables ...Table) error {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	var types, sheets, relations strings.Builder
	for i, t := range tables {
		n := strconv.Itoa(i + 1)
		types.WriteString(`<Override PartName="/xl/worksheets/sheet` + n + `.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`)
		sheets.WriteString(`<sheet name="` + string(appendXML(nil, t.Name)) + `" sheetId="` + n + `" r:id="rId` + n + `"/>`)
		relations.WriteString(`<Relationship Id="rId` + n + `" Type="` + relation + `/worksheet" Target="worksheets/sheet` + n + `.xml"/>`)
	}
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>` + types.String() + `</Types>`},
		{"_rels/.rels", relationships + `<Relationship Id="rId1" Type="` + relation + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="` + spreadsheet + `" xmlns:r="` + relation + `"><sheets>` + sheets.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", relationships + relations.String() + `<Relationship Id="rIdStyles" Type="` + relation + `/styles" Target="styles.xml"/></Relationships>`},
		{"xl/styles.xml", styles},
	} {
		if err := addPart(z, part[0], func(out *bufio.Writer) error { _, err := out.WriteString(part[1]); return err }); err != nil {
			return err
		}
	}
	for i, t := range tables {
		if err := addPart(z, "xl/worksheets/sheet"+strconv.Itoa(i+1)+".xml", func(out *bufio.Writer) error { return writeSheet(out, t) }); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	return nil
}

const (
	declaration   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	spreadsheet   = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relation      = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	relationships = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	// styles has two: plain, and bold for headings.
	styles = `<styleSheet xmlns="` + spreadsheet + `"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
)

func addPart(z *zip.Writer, name string, write func(*bufio.Writer) error) error {
	part, err := z.Create(name)
	if err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	out := bufio.NewWriterSize(part, 1<<16)
	_, err = out.WriteString(declaration)
	if err == nil {
		err = write(out)
	}
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	return nil
}

func writeSheet(out *bufio.Writer, t Table) error {
	_, err := out.WriteString(`<worksheet xmlns="` + spreadsheet + `"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`)
	if err != nil {
		return err
	}
	n := 0
	var line []byte
	row := func(cells []Cell, style string) error {
		if n++; n > maxRows {
			return fault.New(fault.Invalid, "A worksheet holds 1048576 rows, and there are more.", "Export them as CSV or JSON lines.")
		}
		line = append(line[:0], "<row>"...)
		for _, c := range cells {
			switch {
			case c.Text == "":
				line = append(line, "<c/>"...)
			case c.Number:
				line = append(append(append(line, "<c><v>"...), c.Text...), "</v></c>"...)
			default:
				line = append(append(append(line, `<c t="inlineStr"`...), style...), `><is><t`...)
				if edged(c.Text) {
					line = append(line, ` xml:space="preserve"`...)
				}
				line = append(appendXML(append(line, '>'), c.Text), "</t></is></c>"...)
			}
		}
		_, err := out.Write(append(line, "</row>"...))
		return err
	}
	head := make([]Cell, len(t.Head))
	for i, h := range t.Head {
		head[i] = text(h)
	}
	if err := row(head, ` s="1"`); err != nil {
		return err
	}
	if err := t.Rows(func(cells []Cell) error { return row(cells, "") }); err != nil {
		return err
	}
	_, err = out.WriteString(`</sheetData></worksheet>`)
	return err
}

// edged tells whether a text has blanks that a reader of the file would take away: at an end, or a
// line end anywhere. Saying of every text that they stay makes a third of a file.
func edged(s string) bool {
	return s[0] <= ' ' || s[len(s)-1] <= ' ' || strings.IndexByte(s, '\n') >= 0 || s[0] >= utf8.RuneSelf || s[len(s)-1] >= utf8.RuneSelf
}

// plainXML tells whether a text stands in XML as it is, as nearly all do.
func plainXML(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= utf8.RuneSelf || c == '&' || c == '<' || c == '>' || c == '"' {
			return false
		}
	}
	return true
}

// appendXML appends text as XML holds it: no control characters (XML 1.0 §2.2), and no more
// than a cell takes.
func appendXML(to []byte, s string) []byte {
	if len(s) > maxCellText && utf8.RuneCountInString(s) > maxCellText {
		s = string([]rune(s)[:maxCellText])
	}
	if plainXML(s) {
		return append(to, s...)
	}
	for _, r := range s {
		switch {
		case r == '&':
			to = append(to, "&amp;"...)
		case r == '<':
			to = append(to, "&lt;"...)
		case r == '>':
			to = append(to, "&gt;"...)
		case r == '"':
			to = append(to, "&quot;"...)
		case r == '\r':
			to = append(to, "&#13;"...)
		case r < ' ' && r != '\t' && r != '\n', r == '\ufffe', r == '\uffff':
			to = append(to, "\ufffd"...)
		default:
			to = utf8.AppendRune(to, r)
		}
	}
	return to
}
