package commands_test

import (
	"context"
	"log/slog"
	"os"
	"testing"

	"lectern/internal/chat"
)

// BenchmarkSection is a request from the bot's door to its view: access, deadline, lookup and
// log line, beside the lookup alone.
func BenchmarkSection(b *testing.B) {
	d := newDesk(b)
	in := chat.Invocation{Command: "section", Args: chat.Args{{Name: "topic", Value: "realism"}}, From: chat.Person{Platform: "test"}}
	b.Run("whole", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			d.Invoke(context.Background(), in)
		}
	})
	b.Run("logged", func(b *testing.B) {
		out, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = out.Close() }()
		d := deskLogging(b, snapshot(b, chapterOne, chapterTwo), slog.New(slog.NewJSONHandler(out, nil)))
		b.ReportAllocs()
		for b.Loop() {
			d.Invoke(context.Background(), in)
		}
	})
	b.Run("lookup", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			d.shelf.snap.Lookup("realism")
		}
	})
	b.Run("completion", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			d.Suggest(context.Background(), in, "topic", "rea")
		}
	})
}
