package commands_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"lectern/internal/chat"
	"lectern/internal/fault"
)

// file is one that somebody gives, and how often its bytes were asked for.
type file struct {
	name    string
	data    string
	said    int // its size, as the platform says; the true one when zero
	fetched int
	broken  error
}

func (f *file) uploads() chat.Uploads {
	said := f.said
	if said == 0 {
		said = len(f.data)
	}
	return chat.Uploads{{Field: "file", Name: f.name, Size: said, Fetch: func(_ context.Context, most int) ([]byte, error) {
		f.fetched++
		return []byte(f.data[:min(len(f.data), most+1)]), f.broken
	}}}
}

// give gives a command with a file.
func (r *room) give(who chat.Person, f *file, args ...string) chat.Reply {
	r.t.Helper()
	in := chat.Invocation{ID: r.event(), Command: "export", Sub: "fill", From: who, At: hall(), Received: r.now, Files: f.uploads()}
	for i := 0; i+1 < len(args); i += 2 {
		in.Args = append(in.Args, chat.Arg{Name: args[i], Value: args[i+1]})
	}
	return r.bot.Invoke(r.t.Context(), in)
}

// graded is a room whose class has been asked one question, which ann answered rightly and bob
// did not; ann has said what she is called in the gradebook.
func graded(t *testing.T) *room {
	t.Helper()
	r := newRoomWith(t, strings.SplitN(questionsOne, "- {id: group", 2)[0])
	q := openDaily(t, r, "")
	ann, bob := student("ann"), student("bob")
	r.press(ann, q, option(t, q, "One side"))
	r.press(bob, q, option(t, q, "Trade"))
	r.run(t.Context(), time.Date(2026, 11, 24, 18, 1, 0, 0, time.UTC))
	r.now = time.Date(2026, 11, 24, 19, 0, 0, 0, time.UTC)
	r.called(ann, "jörg@uni.example")
	return r
}

// called has a student say what the gradebook calls them.
func (r *room) called(who chat.Person, id string) {
	r.t.Helper()
	form, ok := r.press(who, r.say(who, "/settings").View, "ID in the gradebook").View.(chat.Form)
	if !ok {
		r.t.Fatal("no form for the ID")
	}
	r.bot.Submit(r.t.Context(), chat.Submission{ID: r.event(), Token: form.Token, Fields: chat.Args{{Name: "gradebook", Value: id}}, From: who, At: hall(), Received: r.now})
}

// TestAGradebookIsFilledInChat: 500 rows as a German Moodle gives them, in Latin-1 with semicolons.
func TestAGradebookIsFilledInChat(t *testing.T) {
	r := graded(t)
	var text strings.Builder
	text.WriteString("Vorname;Nachname;E-Mail-Adresse;Lectern (Punkte);Übung\r\n")
	for i := range 500 {
		name := fmt.Sprintf("jörg%03d", i)
		if i == 250 {
			name = "jörg"
		}
		fmt.Fprintf(&text, "Jörg;Müßig-%03d;%s@uni.example;-;1,50\r\n", i, name)
	}
	latin, err := charmap.ISO8859_1.NewEncoder().String(text.String())
	must(t, err)
	f := &file{name: "Übung 2026 Bewertungen.csv", data: latin}
	reply := r.give(teacher(), f)
	r.wants(reply.View, "Gradebook filled", "1 grade is in the column “Lectern (Punkte)”, out of 1", "E-Mail-Adresse: 1", "Windows-1252, fields parted by semicolons",
		"499 rows were left as they were", "Jörg Müßig-000 jörg000@uni.example (line 2)", "and 489 more", "1 student of the class is not in the file:", "Only you see this.")
	if reply.Audience != chat.Asker || f.fetched != 1 {
		t.Errorf("audience %v, fetched %d times", reply.Audience, f.fetched)
	}
	files := reply.View.Card().Files
	if len(files) != 2 || files[0].Name != f.name || files[1].Name != "fill-report-2026-11-24.csv" {
		t.Fatalf("%d files: %+v", len(files), files)
	}
	want := strings.Replace(latin, ";j\xf6rg@uni.example;-;", ";j\xf6rg@uni.example;1;", 1)
	if string(files[0].Data) != want {
		t.Error("the file differs in more than the one grade")
	}
	rows, err := csv.NewReader(bytes.NewReader(files[1].Data)).ReadAll()
	if err != nil || len(rows) != 1+500+1 || strings.Join(rows[251][:2], " ") != "filled 252" || rows[251][6] != "E-Mail-Adresse" || rows[501][0] != "student not in the file" {
		t.Errorf("the report has %d rows: %v", len(rows), err)
	}
	if log := r.say(teacher(), "/class log"); !strings.Contains(saying(log.View), "filled the column Lectern (Punkte) of a gradebook") {
		t.Errorf("the log: %s", saying(log.View))
	}
}

// TestWhereACommandCarriesNoFileAFormAsksForIt, with what was said already.
func TestWhereACommandCarriesNoFileAFormAsksForIt(t *testing.T) {
	r := graded(t)
	in := chat.Invocation{ID: r.event(), Command: "export", Sub: "fill", Args: chat.Args{{Name: "column", Value: "Quiz"}}, From: teacher(), At: hall(), Received: r.now}
	form, ok := r.bot.Invoke(t.Context(), in).View.(chat.Form)
	if !ok || len(form.Fields) != 3 || !form.Fields[0].File || form.Fields[0].Optional || form.Fields[1].Value != "Quiz" {
		t.Fatalf("%+v", form)
	}
	send := func(who chat.Person, files chat.Uploads, fields ...chat.Arg) chat.Reply {
		return r.bot.Submit(t.Context(), chat.Submission{ID: r.event(), Token: form.Token, Fields: fields, Files: files, From: who, At: hall(), Received: r.now})
	}
	f := &file{name: "grades.csv", data: "Login,Quiz,Quiz 2\njörg@uni.example,,\n"}
	reply := send(teacher(), f.uploads(), chat.Arg{Name: "column", Value: "quiz"}, chat.Arg{Name: "key", Value: "Login"})
	r.wants(reply.View, "Gradebook filled", "Login: 1")
	if data := string(reply.View.Card().Files[0].Data); data != "Login,Quiz,Quiz 2\njörg@uni.example,1,\n" {
		t.Errorf("%q", data)
	}
	r.wants(send(teacher(), nil).View, "No file was given.")
	// Whoever has the form's token and is no staff gets nothing, and nothing is fetched for them.
	f.fetched = 0
	if got := send(student("ann"), f.uploads()).View.Card(); len(got.Files) > 0 || got.Tone != chat.Warning || f.fetched > 0 {
		t.Errorf("a student got %+v, fetched %d times", got, f.fetched)
	}
	forged := form
	forged.Token += "x"
	r.wants(r.bot.Submit(t.Context(), chat.Submission{ID: r.event(), Token: forged.Token, Files: f.uploads(), From: teacher(), At: hall(), Received: r.now}).View, "button")
}

func TestAStudentFillsNoGradebook(t *testing.T) {
	r := graded(t)
	f := &file{name: "grades.csv", data: "Email address,Lectern\n"}
	reply := r.give(student("ann"), f)
	r.wants(reply.View, "This is for the staff of the course")
	if f.fetched > 0 || len(reply.View.Card().Files) > 0 {
		t.Errorf("fetched %d times, %d files", f.fetched, len(reply.View.Card().Files))
	}
}

// TestAFileThatIsNoGradebookIsToldInASentence: each mistake by its name, with what helps.
func TestAFileThatIsNoGradebookIsToldInASentence(t *testing.T) {
	r := graded(t)
	gone := fault.New(fault.Missing, "It is gone.", "Give it again.")
	for name, c := range map[string]struct {
		f    file
		args []string
		want string
	}{
		"a workbook":             {f: file{data: "PK\x03\x04xl/workbook"}, want: "workbook of Excel"},
		"a picture":              {f: file{data: "\x89PNG\r\n\x1a\n"}, want: "not a text file"},
		"too large by its bytes": {f: file{data: strings.Repeat("x", 9<<20), said: 10}, want: "up to 8.4 MB"},
		"empty":                  {f: file{}, want: "This file is empty."},
		"no gradebook":           {f: file{data: "Colour,Lectern\nred,1\n"}, want: "does not look like a gradebook"},
		"an unknown encoding":    {f: file{data: "\x8e\x81\x96\xbc,Lectern\n"}, want: "encoding of this file is not known"},
		"no column":              {f: file{data: "Email address,Essay\nx,1\n"}, want: "The file has: Email address, Essay."},
		"not that column":        {f: file{data: "Email address,Lectern\nx,1\n"}, args: []string{"column", "Quiz"}, want: "no column for Quiz"},
		"not that key":           {f: file{data: "Email address,Lectern\nx,1\n"}, args: []string{"key", "Login"}, want: "no column Login"},
		"several columns":        {f: file{data: "Email address,Lectern 1,Lectern 2\nx,1,2\n"}, want: "Several columns"},
		"gone":                   {f: file{data: "x", broken: gone}, want: "It is gone."},
	} {
		c.f.name = "grades.csv"
		reply := r.give(teacher(), &c.f, c.args...)
		if got := saying(reply.View); !strings.Contains(got, c.want) || strings.Contains(got, "Sorry") || len(reply.View.Card().Files) > 0 || reply.Audience != chat.Asker {
			t.Errorf("%s: %s", name, got)
		}
	}
	large := &file{name: "grades.csv", data: "x", said: 9 << 20}
	if reply := r.give(teacher(), large); !strings.Contains(saying(reply.View), "up to 8.4 MB") || large.fetched > 0 {
		t.Errorf("too large by what is said of it, fetched %d times: %s", large.fetched, saying(reply.View))
	}
	if log := r.say(teacher(), "/class log"); strings.Contains(saying(log.View), "of a gradebook") {
		t.Errorf("the log tells of what was not done: %s", saying(log.View))
	}
}

// TestAFileOfStrangersComesBackAsAReport: without a grade there is nothing to give back.
func TestAFileOfStrangersComesBackAsAReport(t *testing.T) {
	r := graded(t)
	reply := r.give(teacher(), &file{name: "grades.csv", data: "Email address,Lectern\nx@uni.example,1\n"})
	r.wants(reply.View, "No grade was filled in", "/settings", "1 row was left as it was", "2 students of the class are not in the file:", "fields parted by commas")
	if files := reply.View.Card().Files; len(files) != 1 || !strings.HasPrefix(files[0].Name, "fill-report") || reply.View.Card().Tone != chat.Warning {
		t.Errorf("%+v", files)
	}
}

func TestNothingIsFilledBeforeAQuestionIsOver(t *testing.T) {
	r := newRoom(t)
	ann := student("ann")
	q := openDaily(t, r, "")
	r.press(ann, q, option(t, q, "One side"))
	r.wants(r.give(teacher(), &file{name: "g.csv", data: "Email address,Lectern\nx,\n"}).View, "No question of the class is over yet.")
}

// TestTheAnswerSpeaksTheTeachersLanguage, its refusals too.
func TestTheAnswerSpeaksTheTeachersLanguage(t *testing.T) {
	r := graded(t)
	german := teacher()
	german.Locale = "de"
	r.wants(r.give(german, &file{name: "g.csv", data: "E-Mail-Adresse,Lectern\njörg@uni.example,\n"}).View, "Notenbuch ausgefüllt", "1 Note steht in der Spalte „Lectern“")
	r.wants(r.give(german, &file{name: "g.csv", data: "Farbe,Lectern\nrot,\n"}).View, "Das sieht nicht nach einem Notenbuch aus")
}
