package adaptertest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"

	"lectern/internal/chat"
	"lectern/internal/doc"
)

// picture is a small real PNG: half dark, half light.
func picture() []byte {
	img := image.NewGray(image.Rect(0, 0, 8, 8))
	for i := range img.Pix[:32] {
		img.Pix[i] = 0xff
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil // the rule that wants it fails then
	}
	return b.Bytes()
}

// withFiles is a card with a picture and a table to download.
func withFiles() chat.Card {
	return chat.Card{
		Title: "How the week went", Body: []doc.Block{doc.Para("Ada leads with twelve points.")},
		Controls: []chat.Control{chat.Button{Label: "Replace me", Token: "replace.it", Style: chat.Primary}},
		Footer:   "Week 48",
		Files: []chat.File{
			{Name: "board.png", Type: "image/png", Data: picture(), Alt: "Bar chart “Week 48”. Ada: 12; Sam & Kim: 9."},
			{Name: "grades.csv", Type: "text/csv", Data: []byte("name,points\nAda,12\n\"Sam & Kim\",9\n")},
		},
	}
}

// attached: both files arrive whole, whoever sees the message and however late it comes; the
// picture's words are there for who cannot see it; and a message that takes its place does not
// keep them.
func attached(t *testing.T, h Harness) {
	c := start(t, h)
	for _, tt := range []struct {
		command string
		private bool
	}{{"files", true}, {"slow-files", true}, {"room-files", false}} {
		s := c.Invoke(t, tt.command, nil)
		if s.Private != tt.private {
			t.Errorf("/%s: private is %v", tt.command, s.Private)
		}
		if !strings.Contains(s.Text, "Ada leads with twelve points.") || !strings.Contains(s.Text, "Week 48") {
			t.Errorf("/%s: the message's own words are lost: %q", tt.command, s.Text)
		}
		arrived(t, "/"+tt.command, s)
	}
	s := c.Invoke(t, "files", nil)
	i := slices.IndexFunc(s.Controls, func(c Control) bool { return c.Label == "Replace me" })
	if i < 0 {
		t.Fatal("the button is not there")
	}
	if got := s.Controls[i].Press(t); !got.Replaced || len(got.Files) > 0 {
		t.Errorf("the message that took its place (%v) keeps %d files", got.Replaced, len(got.Files))
	}
}

func arrived(t *testing.T, what string, s Shown) {
	t.Helper()
	for _, want := range withFiles().Files {
		i := slices.IndexFunc(s.Files, func(f chat.File) bool { return f.Name == want.Name })
		if i < 0 {
			t.Errorf("%s: %s did not arrive", what, want.Name)
			continue
		}
		got := s.Files[i]
		if !bytes.Equal(got.Data, want.Data) {
			t.Errorf("%s: %s has %d bytes, sent were %d", what, want.Name, len(got.Data), len(want.Data))
		}
		if words(got.Alt) != words(want.Alt) {
			t.Errorf("%s: %s is described as %q", what, want.Name, got.Alt)
		}
	}
	if len(s.Files) != len(withFiles().Files) {
		t.Errorf("%s: %d files arrived", what, len(s.Files))
	}
}

// takes is the form that asks for a file.
const takes chat.Token = "take.file"

// mostTaken is how many bytes the bot takes.
const mostTaken = 1 << 20

// take tells what became of a file: its name, its size and its sum; without one it asks for it.
func take(ctx context.Context, files chat.Uploads) chat.Reply {
	f, ok := files.Get("file")
	if !ok {
		return chat.Reply{View: chat.Form{Title: "A file", Token: takes, Fields: []chat.Field{{Name: "file", Label: "The file", File: true}, {Name: "note", Label: "A note", Optional: true}}}}
	}
	data, err := f.Fetch(ctx, mostTaken)
	if err != nil {
		return chat.Reply{View: chat.Notice(chat.Problem, "Not taken", err.Error(), "")}
	}
	return chat.Reply{View: chat.Card{Title: "Taken", Body: []doc.Block{doc.Para(told(f.Name, f.Size, data))}}}
}

func told(name string, said int, data []byte) string {
	return fmt.Sprintf("%s said to be %d, is %d, %x", name, said, len(data), sha256.Sum256(data))
}

// given: the bytes arrive as they were given, whatever they are; of a file that is larger than
// what is taken, one byte more and no other; and an empty one arrives too.
func given(t *testing.T, h Harness) {
	c, ok := start(t, h).(Giver)
	if !ok {
		t.Skip("no file can be given here")
	}
	long := bytes.Repeat([]byte("0123456789abcdef"), (mostTaken+16)/16)
	for _, data := range [][]byte{[]byte("Na\xefve;1,5\r\n\x00\xff\xfe"), long, {}} {
		f := chat.File{Name: "grades.csv", Type: "text/csv", Data: data}
		s := c.Give(t, "take", "file", f)
		want := told(f.Name, len(data), data[:min(len(data), mostTaken+1)])
		if !strings.Contains(words(s.Text), words(want)) || !s.Private {
			t.Errorf("private %v: %s, want %s", s.Private, s.Text, want)
		}
	}
}
