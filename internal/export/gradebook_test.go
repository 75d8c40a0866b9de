package export_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/export"
	"lectern/internal/fault"
	"lectern/internal/quiz"
)

func sheet(t testing.TB, data string) *export.Sheet {
	t.Helper()
	s, err := export.ReadSheet([]byte(data))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func roster(t testing.TB, b *export.Book, mapping string) *export.Roster {
	t.Helper()
	var m *export.Sheet
	if mapping != "" {
		m = sheet(t, mapping)
	}
	r, err := export.NewRoster(b, m, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func whole(t testing.TB, b *export.Book) export.Column {
	t.Helper()
	cols, err := b.Columns(export.Whole, "Lectern", nil)
	if err != nil {
		t.Fatal(err)
	}
	return cols[0]
}

func TestNewGradebooks(t *testing.T) {
	b := book(t, small(t), class.Grading{Total: 20})
	for _, c := range []struct {
		lms  export.LMS
		key  string
		left string
	}{
		{export.Moodle, "", "Proud Dolphin 39: the ID is no e-mail address, by which this file names students|Wise Swan 10: nobody has said what this student is called in the gradebook"},
		{export.Moodle, "id", "Ann: the ID is an e-mail address; this file names students otherwise"},
		{export.Canvas, "", "Wise Swan 10: nobody has said"},
		{export.Canvas, "id", "Wise Swan 10: nobody has said"},
		{export.Blackboard, "", "Wise Swan 10: nobody has said"},
	} {
		t.Run(string(c.lms)+c.key, func(t *testing.T) {
			table, left, err := export.Gradebook(c.lms, c.key, roster(t, b, ""), []export.Column{whole(t, b)})
			if err != nil {
				t.Fatal(err)
			}
			golden(t, "gradebook-"+string(c.lms)+c.key+".csv", written(t, export.CSV, table))
			var told []string
			for _, l := range left {
				told = append(told, l.Name+": "+l.Why)
			}
			if got := strings.Join(told, "|"); !strings.HasPrefix(got, c.left) {
				t.Errorf("left out: %s", got)
			}
			// What is written is recognised and can be filled again with the same bytes.
			data := written(t, export.CSV, table)
			s := sheet(t, string(data))
			rep, err := export.Fill(s, roster(t, b, ""), whole(t, b), export.FillOptions{Titles: []string{"Lectern"}})
			if err != nil {
				t.Fatal(err)
			}
			if rep.LMS != c.lms && c.lms != export.Blackboard || rep.Changed != 0 || len(rep.Rows) != 0 || !bytes.Equal(s.Bytes(), data) {
				t.Errorf("%+v\n%s", rep, s.Bytes())
			}
		})
	}
	if _, _, err := export.Gradebook("ilias", "id", roster(t, b, ""), []export.Column{whole(t, b)}); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
	if _, _, err := export.Gradebook(export.Moodle, "username", roster(t, b, ""), []export.Column{whole(t, b)}); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
}

func TestDownloadedFilesAreFilled(t *testing.T) {
	moodle := "First name,Last name,ID number,Institution,Department,Email address,Quiz 1 (Real),Lectern (Real),Lectern (Feedback),Last downloaded from this course\n" +
		"Ann,Archer,1,,,ANN@uni.example,3.00,-,,1790000000\n\"Bo\"\"b\",Baker,40071,,\"a, b\",bob@uni.example,-,2.00,well done,1790000000\nCid,Cole,3,,,cid@uni.example,-,-,,1790000000\n"
	canvas := "Student,ID,SIS User ID,SIS Login ID,Section,Essay (11),Lectern (12),Final (read only)\r\n    Points Possible,,,,,10.00,40.00,(read only)\r\n" +
		"\"Archer, Ann\",901,u1,ann@uni.example,S1,9.00,,90.00\r\n\"Baker, Bob\",902,40071,bob,S1,8.00,EX,80.00\r\n\"Müller, Zoë\",903,u3,zoe,S1,,,70.00\r\n"
	blackboard := "\xff\xfe" + utf16le("\"Last Name\"\t\"First Name\"\t\"Username\"\t\"Student ID\"\t\"Last Access\"\t\"Availability\"\t\"Lectern [Total Pts: 100 Score] |42\"\n"+
		"\"Archer\"\t\"Ann\"\t\"ann@uni.example\"\t\"1\"\t\"\"\t\"Yes\"\t\"\"\n\"Müller\"\t\"Zoë\"\t\"zoem\"\t\"3\"\t\"\"\t\"Yes\"\t\"12.5\"\n")
	b := book(t, small(t), class.Grading{Total: 20})
	for _, c := range []struct {
		name, file string
		options    export.FillOptions
		want       []string
		rows, left string
		outOf      string
		filled     int
	}{
		{
			"moodle", moodle,
			export.FillOptions{Titles: []string{"Lectern"}},
			[]string{"3.00,20,,", "-,5,well done", "cid@uni.example,-,-,"},
			"Cid Cole 3", "sxer seve szoe", "20", 2,
		},
		{
			"canvas", canvas,
			export.FillOptions{Column: "lectern (12)"},
			[]string{"9.00,40,90.00\r\n", "8.00,EX,", "Zoë\",903,u3,zoe,S1,,,70"},
			"Baker, Bob 902 40071/Müller, Zoë 903 u3", "sxer seve szoe", "40", 1,
		},
		{
			"blackboard", blackboard,
			export.FillOptions{Titles: []string{"Lectern"}},
			[]string{"\t\"100\"\n", "\t\"12.5\"\n"},
			"Zoë Müller zoem", "sxer sbob seve szoe", "100", 1,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := sheet(t, c.file)
			rep, err := export.Fill(s, roster(t, b, ""), whole(t, b), c.options)
			if err != nil {
				t.Fatal(err)
			}
			got := string(s.Bytes())
			if c.name == "blackboard" {
				got = fromUTF16(t, got)
			}
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("no %q in\n%s", want, got)
				}
			}
			var rows []string
			for _, r := range rep.Rows {
				rows = append(rows, r.Name)
			}
			for _, l := range rep.Students {
				if !strings.Contains(c.left, l.Student) {
					t.Errorf("%s was left out: %s", l.Student, l.Why)
				}
			}
			if strings.Join(rows, "/") != c.rows || len(rep.Students) != len(strings.Fields(c.left)) || rep.OutOf != c.outOf || rep.Filled != c.filled || string(rep.LMS) != c.name {
				t.Errorf("%+v", rep)
			}
		})
	}
}

func utf16le(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}

func fromUTF16(t testing.TB, s string) string {
	t.Helper()
	if !strings.HasPrefix(s, "\xff\xfe") {
		t.Fatalf("the mark is gone: %q", s[:2])
	}
	var u []uint16
	for i := 2; i < len(s); i += 2 {
		u = append(u, uint16(s[i])|uint16(s[i+1])<<8)
	}
	return string(utf16.Decode(u))
}

// TestALargeGradebookInLatin1 is what a German Moodle gives: semicolons, umlauts in Latin-1,
// decimal commas, CR LF.
func TestALargeGradebookInLatin1(t *testing.T) {
	w := newWorld()
	var file strings.Builder
	file.WriteString("Vorname;Nachname;ID-Nummer;E-Mail-Adresse;Übung 1 (Punkte);Lectern (Punkte);Zuletzt aus diesem Kurs geladen\r\n")
	var right []string
	for i := range 500 {
		id := fmt.Sprintf("s%03d", i)
		if i%5 != 0 { // every fifth is no student of the class
			w.student(id, "", fmt.Sprintf("jörg%03d@uni.example", i))
		}
		if i%2 == 0 {
			right = append(right, id)
		}
		fmt.Fprintf(&file, "Jörg;Müßig-%03d;%d;jörg%03d@uni.example;1,50;-;1790000000\r\n", i, 40000+i, i)
	}
	w.ask(t, "q", "ch1", "What?", 250, nil)
	w.answer("a", 250, right...)
	encoded, err := charmap.ISO8859_1.NewEncoder().String(file.String())
	if err != nil {
		t.Fatal(err)
	}
	s := sheet(t, encoded)
	b := book(t, w, class.Grading{})
	rep, err := export.Fill(s, roster(t, b, ""), whole(t, b), export.FillOptions{Titles: []string{"Lectern"}})
	if err != nil {
		t.Fatal(err)
	}
	if rep.Encoding != "Windows-1252" || rep.Delimiter != ";" || rep.LMS != export.Moodle || rep.Filled != 400 || len(rep.Rows) != 100 || len(rep.Students) != 0 || rep.ByStudent != 400 {
		t.Errorf("%s %s %s: filled %d, rows left %d, students left %d", rep.Encoding, rep.Delimiter, rep.LMS, rep.Filled, len(rep.Rows), len(rep.Students))
	}
	was, is := strings.Split(encoded, "\r\n"), strings.Split(string(s.Bytes()), "\r\n")
	for i := range was {
		want := was[i]
		if k := i - 1; i > 0 && i <= 500 && k%5 != 0 {
			grade := ";0;"
			if k%2 == 0 {
				grade = ";2,5;"
			}
			want = strings.Replace(want, ";-;", grade, 1)
		}
		if is[i] != want {
			t.Fatalf("line %d: %q, want %q", i+1, is[i], want)
		}
	}
}

func TestNobodyIsGuessed(t *testing.T) {
	w := newWorld()
	w.student("s1", "Ann", "ann@uni.example")
	w.student("s2", "", "ANN@uni.example") // claims to be the same
	w.student("s3", "Bob Baker", "")       // a name on boards proves nothing
	w.student("s4", "", "both")
	w.student("s5", "Twin", "")
	w.student("s6", "Twin", "")
	w.student("s7", "", "dup")
	w.student(string(class.StudentOf("c", chat.Person{Platform: "discord", ID: "77"})), "", "cid@uni.example")
	w.student(string(class.StudentOf("c", chat.Person{Platform: "slack", Tenant: "T1", ID: "U1"})), "", "")
	w.ask(t, "q", "ch1", "What?", 100, nil)
	b := book(t, w, class.Grading{})
	r := roster(t, b, "who;id\ndiscord:77;ann@uni.example\nslack:T1:U1;dora\nnobody;x\nTwin;y\nslack:U1;z\ndiscord:78;w\ns3;\n")
	s := sheet(t, "Username,Student ID,First Name,Last Name,Lectern\nann@uni.example,1,Ann,A,\nbob,2,Bob,Baker,\nboth,dup,,,\ndora,4,,,\ndora,5,,,\nx\n,,,,\n")
	rep, err := export.Fill(s, r, whole(t, b), export.FillOptions{Titles: []string{"Lectern"}})
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, l := range rep.Students {
		told = append(told, fmt.Sprintf("%s%s %s", l.Student, l.Name, l.Why))
	}
	for _, want := range []string{"nobody nobody in the class is called that", "Twin several students are called that", "slack:U1 a Slack account is written", "discord:78 this account has answered nothing", "s3 no ID stands beside", "s1Ann the mapping gives this ID to somebody else", "s2", "s3Bob Baker nobody has said"} {
		if !strings.Contains(strings.Join(told, "\n"), want) {
			t.Errorf("no %q in\n%s", want, strings.Join(told, "\n"))
		}
	}
	told = nil
	for _, l := range rep.Rows {
		told = append(told, fmt.Sprintf("%d %s", l.Line, l.Why))
	}
	if got := strings.Join(told, "\n"); got != "3 no student of the class is called that\n4 several students of the class could be meant\n5 several rows could be this student\n6 several rows could be this student\n7 no student of the class is called that" {
		t.Errorf("rows:\n%s", got)
	}
	if rep.Filled != 1 || rep.ByStudent != 0 || !strings.Contains(string(s.Bytes()), "ann@uni.example,1,Ann,A,0\n") {
		t.Errorf("%+v\n%s", rep, s.Bytes())
	}
}

func TestLinkedAccountsAreOneStudent(t *testing.T) {
	w := newWorld()
	w.student("s1", "", "")
	b := book(t, w, class.Grading{})
	r, err := export.NewRoster(b, sheet(t, "who,id\ndiscord:5,ann\n"), func(quiz.ClassID, quiz.StudentID) quiz.StudentID { return "s1" })
	if err != nil || r.ID(0) != "ann" {
		t.Errorf("%q, %v", r.ID(0), err)
	}
	if _, err := export.NewRoster(b, sheet(t, "who\ns1\n"), nil); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
}

func TestFilesThatCannotBeFilled(t *testing.T) {
	b := book(t, small(t), class.Grading{})
	for name, c := range map[string]struct {
		file    string
		options export.FillOptions
		want    string
	}{
		"no such column":                  {"Email address,First name,Quiz\na,b,c\n", export.FillOptions{Column: "Lectern"}, "no column for Lectern"},
		"two columns":                     {"Email address,Lectern a,Lectern b\na,b,c\n", export.FillOptions{Titles: []string{"Lectern"}}, "Several columns"},
		"no title":                        {"Email address,First name,Quiz\na,b,c\n", export.FillOptions{Titles: []string{"Maps", "Lectern"}}, "no column for Maps, Lectern"},
		"the second of two titles, twice": {"Email address,Lectern a,Lectern b\na,b,c\n", export.FillOptions{Titles: []string{"Maps", "Lectern"}}, "Several columns"},
		"nobody named":                    {"Colour,Lectern\na,b\n", export.FillOptions{Titles: []string{"Lectern"}}, "known to name students"},
		"no such key":                     {"Email address,Lectern\na,b\n", export.FillOptions{Titles: []string{"Lectern"}, Key: "Matrikel"}, "no column Matrikel"},
		"a key as target":                 {"Email address,Lectern\na,b\n", export.FillOptions{Column: "Email address"}, "names students"},
		"read-only":                       {"Student,ID,Section,Lectern\n    Points Possible,,,(read only)\na,1,s,\n", export.FillOptions{Titles: []string{"Lectern"}}, "read-only"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := export.Fill(sheet(t, c.file), roster(t, b, ""), whole(t, b), c.options)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	for name, c := range map[string][2]string{
		"workbook": {"PK\x03\x04xx", "workbook"}, "old workbook": {"\xd0\xcf\x11\xe0xx", "workbook"}, "binary": {"a\x00\x00b,c", "not a text file"},
		"empty": {"", "empty"}, "open quote": {"a,b\n\"c,d\n", "Line 2 opens"}, "false mark": {"\xef\xbb\xbfa,\xff", "says that it is UTF-8"},
		"picture": {"\x89PNG\r\n\x1a\n", "not a text file"}, "document": {"%PDF-1.7\n%a,b\n", "not a text file"}, "blank": {" \r\n\n", "empty"},
		"page for signing in": {"\xef\xbb\xbf\n<!DOCTYPE html>\n<p>a,b\n", "web page"}, "old XML": {"<?xml version=\"1.0\"?>", "XML"},
		"Shift-JIS": {"\x8e\x81\x96\xbc,Lectern\n", "encoding of this file is not known"}, "Mac Roman": {"J\x9arg,M\x8fller\n", "encoding of this file is not known"},
		"UTF-32": {"\xff\xfe\x00\x00a\x00\x00\x00", "encoding of this file is not known"}, "odd UTF-16": {"\xff\xfea\x00b", "damaged"}, "half a pair": {"\xff\xfe\x00\xd8a\x00", "damaged"}, "too large": {strings.Repeat("x", export.MaxSheet+1), "larger"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := export.ReadSheet([]byte(c[0])); err == nil || !strings.Contains(err.Error(), c[1]) {
				t.Errorf("%v, want %q", err, c[1])
			}
		})
	}
}

func TestDelimitersAndEncodings(t *testing.T) {
	for file, want := range map[string][2]string{
		"a,b\n1,2\n":                      {"UTF-8", ","},
		"a;b\n1,5;2,5\n":                  {"UTF-8", ";"},
		"a\tb\n1,5\t2;5\n":                {"UTF-8", "\t"},
		"\xef\xbb\xbfa;b\n1;2":            {"UTF-8 with BOM", ";"},
		"sep=;\r\na;b,c\r\n1;2\r\n":       {"UTF-8", ";"},
		"n\xe4me;b\n1;2\n":                {"Windows-1252", ";"},
		"\"a;x\";\"b;y\"\n\"1\";\"2\"\n":  {"UTF-8", ";"},
		utf16le("name,second\n1,2\n"):     {"UTF-16LE", ","},
		"\xfe\xff\x00a\x00\t\x00b\x00\n":  {"UTF-16BE", "\t"},
		"only one column\nx\n":            {"UTF-8", ","},
		"\"quoted\"\"mark\",b\r\"1\",2\r": {"UTF-8", ","},
	} {
		s := sheet(t, file)
		if s.Encoding != want[0] || string(s.Delimiter) != want[1] || string(s.Bytes()) != file {
			t.Errorf("%q: %s %q, bytes %q", file, s.Encoding, s.Delimiter, s.Bytes())
		}
	}
}

// TestTheReportTellsHowEachRowWasFound: by which column, by whose word, and what stood there.
func TestTheReportTellsHowEachRowWasFound(t *testing.T) {
	b := book(t, small(t), class.Grading{})
	s := sheet(t, "First name;Surname;ID number;Email address;Lectern\nAnn;A;;ANN@uni.example;3\nZoë;Müller;7;;\n=cmd;X;9;x@uni.example;\nE;E;8;eve@uni.example;EX\n")
	rep, err := export.Fill(s, roster(t, b, "who;id\nszoe;Müller, Zoë\n"), whole(t, b), export.FillOptions{Titles: []string{"Maps", "Lectern"}})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "fill-report.csv", written(t, export.CSV, rep.Table()))
}

// TestASentenceDoesNotTellFourHundredColumns: it has to fit into a message.
func TestASentenceDoesNotTellFourHundredColumns(t *testing.T) {
	b := book(t, small(t), class.Grading{})
	head := "Email address" + strings.Repeat(","+strings.Repeat("long ", 40), 400)
	_, err := export.Fill(sheet(t, head+"\n"), roster(t, b, ""), whole(t, b), export.FillOptions{Column: strings.Repeat("x", 500)})
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok {
		t.Fatal(err)
	}
	if sentence, remedy := f.English(); len(sentence) > 200 || len(remedy) > 3000 || !strings.Contains(remedy, "Email address, long") || !strings.HasSuffix(remedy, " ….") {
		t.Errorf("%d and %d bytes: %s %s", len(sentence), len(remedy), sentence, remedy)
	}
}

// FuzzReadSheet: whatever is read comes out again byte for byte, a number that is put in is
// found again, and every other field stays.
func FuzzReadSheet(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "\xef\xbb\xbfa;b\r\n\"x;\"\"y\";2", "sep=\t\na\tb\n", "\xff\xfea\x00;\x00b\x00\n\x00", "n\xe4me;b\r1;\"2\r\n3\"", "\"", ",,,\n\n,", "a,b\n\"1\"x,2"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := export.ReadSheet(data)
		if err != nil {
			return
		}
		if got := s.Bytes(); !bytes.Equal(got, data) {
			t.Fatalf("%q came out as %q", data, got)
		}
		last := s.Rows() - 1
		before := s.Value(last, 1)
		if s.SetNumber(last, 0, "1,5") {
			again, err := export.ReadSheet(s.Bytes())
			if err != nil {
				t.Fatalf("what was filled cannot be read: %v", err)
			}
			if again.Delimiter == s.Delimiter && again.Encoding == s.Encoding && (again.Value(last, 0) != "1,5" || again.Value(last, 1) != before) {
				t.Fatalf("%q, %q beside %q", again.Value(last, 0), again.Value(last, 1), before)
			}
		}
	})
}

func TestGradebooksAreReadByTheStandardReader(t *testing.T) {
	b := book(t, small(t), class.Grading{})
	table, _, err := export.Gradebook(export.Canvas, "", roster(t, b, ""), []export.Column{whole(t, b)})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(written(t, export.CSV, table))).ReadAll()
	if err != nil || rows[1][0] != "    Points Possible" || rows[0][4] != "Section" {
		t.Errorf("%v %q", err, rows)
	}
}
