package export

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"lectern/internal/fault"
)

// MaxSheet is how many bytes of a downloaded file are read: a gradebook of 10,000 students
// with 400 columns.
const MaxSheet = 32 << 20

// Sheet is a file with separated fields, as a learning platform gave it to somebody. Whatever
// is not Set comes out of Bytes byte for byte.
type Sheet struct {
	Encoding  string // UTF-8, UTF-8 with BOM, UTF-16LE, UTF-16BE, Windows-1252 (which holds Latin-1)
	Delimiter byte   // a comma, a semicolon or a tab

	lead []byte // a byte order mark, and a line that only names the delimiter
	rows []line
}

// line is a row: its fields as they stand in the file, and what ends it.
type line struct {
	fields [][]byte
	end    []byte
	number int // of its first line in the file, from 1
}

// The encodings a Sheet knows.
const (
	utf8Plain = "UTF-8"
	utf8BOM   = "UTF-8 with BOM"
	utf16LE   = "UTF-16LE"
	utf16BE   = "UTF-16BE"
	latin     = "Windows-1252"
)

// ReadSheet reads a file: it finds out the encoding by the byte order mark or by the bytes, and
// the delimiter as the one that gives most rows as many fields as the heading has.
func ReadSheet(data []byte) (*Sheet, error) {
	switch {
	case len(data) > MaxSheet:
		return nil, fault.New(fault.Invalid, "This file is larger than a gradebook: it has more than 32 MiB.", "Download the gradebook of one class.")
	case len(bytes.TrimSpace(data)) == 0:
		return nil, emptySheet()
	}
	if err := otherKind(data); err != nil {
		return nil, err
	}
	s := &Sheet{Encoding: utf8Plain}
	body, err := s.decode(data)
	if err != nil {
		return nil, err
	}
	if bytes.IndexByte(body, 0) >= 0 {
		return nil, fault.New(fault.Invalid, "This is not a text file.", "Download the gradebook as CSV.")
	}
	first := 1
	if rest, d := namedDelimiter(body); d != 0 {
		s.lead = append(s.lead, body[:len(body)-len(rest)]...)
		body, first, s.Delimiter = rest, 2, d
		s.rows, err = split(body, d, first)
		return s.checked(err)
	}
	best, broken := -1.0, error(nil)
	for _, d := range []byte{',', ';', '\t'} {
		rows, err := split(body, d, first)
		if err != nil {
			broken = err
			continue
		}
		if fit := evenness(rows); fit > best {
			best, s.Delimiter, s.rows = fit, d, rows
		}
	}
	if best < 0 {
		return nil, broken
	}
	return s.checked(nil)
}

func (s *Sheet) checked(err error) (*Sheet, error) {
	if err != nil {
		return nil, err
	}
	if len(s.rows) == 0 {
		return nil, emptySheet()
	}
	return s, nil
}

func emptySheet() error {
	return fault.New(fault.Invalid, "This file is empty.", "Download the gradebook again.")
}

// otherKind tells of what people take for a gradebook: a workbook, a picture of one, the page for
// signing in that a browser saved under its name.
func otherKind(data []byte) error {
	begins := func(with string) bool { return bytes.HasPrefix(data, []byte(with)) }
	head := bytes.ToLower(bytes.TrimSpace(bytes.TrimPrefix(data[:min(len(data), 64)], []byte("\xef\xbb\xbf"))))
	switch {
	case begins("PK\x03\x04"), begins("\xd0\xcf\x11\xe0"):
		return fault.New(fault.Invalid, "This is a workbook of Excel, not a text file.", "Download the gradebook as CSV, or save the workbook as CSV.")
	case begins("%PDF-"), begins("\x89PNG"), begins("\xff\xd8\xff"), begins("GIF8"), begins("\x1f\x8b"), begins("{\\rtf"):
		return fault.New(fault.Invalid, "This is not a text file.", "Download the gradebook as CSV.")
	case bytes.HasPrefix(head, []byte("<!doctype")), bytes.HasPrefix(head, []byte("<html")), bytes.HasPrefix(head, []byte("<?xml")):
		return fault.New(fault.Invalid, "This is a web page or XML, not a gradebook.", "Download the gradebook as CSV; when a page is saved in its place, sign in again first.")
	case begins("\xff\xfe\x00\x00"), begins("\x00\x00\xfe\xff"):
		return unknownEncoding()
	}
	return nil
}

// undefined are the bytes that Windows-1252 gives no character (Unicode's table CP1252.TXT).
// Encodings of other scripts are full of them.
func undefined(c byte) bool { return c == 0x81 || c == 0x8d || c == 0x8f || c == 0x90 || c == 0x9d }

func unknownEncoding() error {
	return fault.New(fault.Invalid, "The encoding of this file is not known: it is neither UTF-8 nor UTF-16 nor Windows-1252 (Latin-1).", "Save it as CSV UTF-8.")
}

// decode brings the file to bytes in which the delimiters are single ones: UTF-16 becomes
// UTF-8, everything else stays.
func (s *Sheet) decode(data []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		s.Encoding, s.lead, data = utf8BOM, data[:3:3], data[3:]
		if !utf8.Valid(data) {
			return nil, fault.New(fault.Invalid, "The file says that it is UTF-8, and is not.", "Download it again, or save it as CSV UTF-8.")
		}
		return data, nil
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		s.Encoding = utf16LE
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		s.Encoding = utf16BE
	default:
		s.Encoding = guess(data)
	}
	if s.Encoding == latin && slices.ContainsFunc(data, undefined) {
		return nil, unknownEncoding()
	}
	if s.Encoding != utf16LE && s.Encoding != utf16BE {
		return data, nil
	}
	out, err := fromUTF16(data, s.Encoding == utf16BE)
	if err != nil {
		return nil, err
	}
	if rest, marked := bytes.CutPrefix(out, []byte("\ufeff")); marked {
		s.lead = out[: len(out)-len(rest) : len(out)-len(rest)]
		out = rest
	}
	return out, nil
}

// guess tells the encoding of a file without a mark. In UTF-16 every second byte of a heading is
// nought; what is no UTF-8 is taken for Windows-1252, of which Latin-1 is a part.
func guess(data []byte) string {
	head := data[:min(len(data), 64)]
	even, odd := 0, 0
	for i, c := range head {
		if c == 0 && i%2 == 0 {
			even++
		} else if c == 0 {
			odd++
		}
	}
	switch {
	case len(head) >= 8 && odd*10 >= len(head)*4:
		return utf16LE
	case len(head) >= 8 && even*10 >= len(head)*4:
		return utf16BE
	case utf8.Valid(data):
		return utf8Plain
	}
	return latin
}

func fromUTF16(data []byte, big bool) ([]byte, error) {
	damaged := fault.New(fault.Invalid, "The file is UTF-16, and damaged.", "Download it again, or save it as CSV UTF-8.")
	if len(data)%2 != 0 {
		return nil, damaged
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		lo, hi := data[2*i], data[2*i+1]
		if big {
			lo, hi = hi, lo
		}
		units[i] = uint16(hi)<<8 | uint16(lo)
	}
	out := []byte(string(utf16.Decode(units)))
	if !bytes.Equal(toUTF16(out, big), data) { // half a surrogate pair
		return nil, damaged
	}
	return out, nil
}

func toUTF16(text []byte, big bool) []byte {
	out := make([]byte, 0, 2*len(text))
	for _, u := range utf16.Encode([]rune(string(text))) {
		if big {
			out = append(out, byte(u>>8), byte(u))
		} else {
			out = append(out, byte(u), byte(u>>8))
		}
	}
	return out
}

// namedDelimiter cuts off the line "sep=;" that Excel understands.
func namedDelimiter(body []byte) (rest []byte, delimiter byte) {
	l, rest, _ := bytes.Cut(body, []byte("\n"))
	l = bytes.TrimSuffix(l, []byte("\r"))
	if len(l) == 5 && bytes.EqualFold(l[:4], []byte("sep=")) && strings.IndexByte(",;\t", l[4]) >= 0 {
		return rest, l[4]
	}
	return body, 0
}

// split cuts text into rows and fields. A field in quotation marks may hold anything; a mark
// inside is written twice.
func split(body []byte, delimiter byte, number int) ([]line, error) {
	var rows []line
	for len(body) > 0 {
		l := line{number: number}
		for more := true; more; {
			n := fieldEnd(body, delimiter)
			if n < 0 {
				return nil, fault.New(fault.Invalid, "Line {{.Line}} opens a quotation mark that is never closed.", "Download the file again; editing it may have broken it.").With("Line", number)
			}
			l.fields = append(l.fields, body[:n:n])
			number += bytes.Count(body[:n], []byte("\n"))
			body = body[n:]
			if more = len(body) > 0 && body[0] == delimiter; more {
				body = body[1:]
			}
		}
		n := 0
		switch {
		case bytes.HasPrefix(body, []byte("\r\n")):
			n = 2
		case len(body) > 0:
			n = 1
		}
		if n > 0 {
			number++
		}
		l.end, body = body[:n:n], body[n:]
		rows = append(rows, l)
	}
	return rows, nil
}

// fieldEnd tells how long the field is that body begins with; -1 when it never ends.
func fieldEnd(body []byte, delimiter byte) int {
	i := 0
	if len(body) > 0 && body[0] == '"' {
		for i = 1; ; i++ {
			if i >= len(body) {
				return -1
			}
			if body[i] != '"' {
				continue
			}
			if i+1 < len(body) && body[i+1] == '"' {
				i++
				continue
			}
			i++
			break
		}
	}
	for i < len(body) && body[i] != delimiter && body[i] != '\n' && body[i] != '\r' {
		i++
	}
	return i
}

// evenness tells how well rows look like a table: the share of those with as many fields as the
// heading, and a little for each field; negative for no table.
func evenness(rows []line) float64 {
	if len(rows) == 0 {
		return 0
	}
	n, even := len(rows[0].fields), 0
	if n < 2 {
		return 0
	}
	for _, r := range rows {
		if len(r.fields) == n {
			even++
		}
	}
	return float64(even)/float64(len(rows)) + float64(min(n, 1000))/1e6
}

// Rows tells how many rows there are, the heading's included.
func (s *Sheet) Rows() int { return len(s.rows) }

// Line tells on which line of the file a row begins, from 1.
func (s *Sheet) Line(row int) int { return s.rows[row].number }

// Width tells how many fields a row has.
func (s *Sheet) Width(row int) int { return len(s.rows[row].fields) }

// Value gives a field as text; empty where there is none.
func (s *Sheet) Value(row, column int) string {
	if row < 0 || row >= len(s.rows) || column < 0 || column >= len(s.rows[row].fields) {
		return ""
	}
	raw := s.rows[row].fields[column]
	if len(raw) > 1 && raw[0] == '"' {
		if end := bytes.LastIndexByte(raw, '"'); end > 0 {
			raw = append(bytes.ReplaceAll(raw[1:end], []byte(`""`), []byte(`"`)), raw[end+1:]...)
		}
	}
	if s.Encoding == latin {
		if out, err := charmap.Windows1252.NewDecoder().Bytes(raw); err == nil {
			raw = out
		}
	}
	return strings.TrimSpace(string(raw))
}

// SetNumber puts a number in a field, in quotation marks where there were some or the number
// needs them. A row that is too short is left alone, and told by false.
func (s *Sheet) SetNumber(row, column int, number string) bool {
	fields := s.rows[row].fields
	if column >= len(fields) {
		return false
	}
	if old := fields[column]; len(old) > 0 && old[0] == '"' || strings.IndexByte(number, s.Delimiter) >= 0 {
		number = `"` + number + `"`
	}
	fields[column] = []byte(number)
	return true
}

// Bytes is the file.
func (s *Sheet) Bytes() []byte {
	out := append([]byte(nil), s.lead...)
	for _, l := range s.rows {
		for i, f := range l.fields {
			if i > 0 {
				out = append(out, s.Delimiter)
			}
			out = append(out, f...)
		}
		out = append(out, l.end...)
	}
	if s.Encoding == utf16LE || s.Encoding == utf16BE {
		return toUTF16(out, s.Encoding == utf16BE)
	}
	return out
}
