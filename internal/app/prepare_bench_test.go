package app_test

import (
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/fstest"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"lectern/adapters/discord"
	"lectern/adapters/slack"
	"lectern/content"
	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/commands"
	"lectern/internal/config"
	"lectern/internal/course"
)

// batch is how often a side repeats its work in a turn, so that it pays for collecting what it
// leaves behind.
const batch = 20

// BenchmarkCourseLoadBesideGoldmark reads a course and renders every passage for Discord and
// for Slack, beside goldmark's own GFM parser over the bytes of the same chapters, on one
// processor. It counts the time of the processor, collecting included. ratio is our rate /
// goldmark's: goal, at least 0.45.
func BenchmarkCourseLoadBesideGoldmark(b *testing.B) {
	b.Run("sample-course", func(b *testing.B) {
		fsys, err := content.FS()
		if err != nil {
			b.Fatal(err)
		}
		compareLoad(b, fsys)
	})
	b.Run("long-chapter", func(b *testing.B) {
		data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "seed", "chapter6.md"))
		if err != nil {
			b.Skip("the chapter is not beside the checkout (../shared/seed)")
		}
		compareLoad(b, fstest.MapFS{"chapters/chapter6.md": {Data: data}})
	})
}

func compareLoad(b *testing.B, fsys fs.FS) {
	b.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	chapters, size := chapterBytes(b, fsys)
	parser := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()
	prepare := preparation(b, fsys)
	sides := []struct {
		took []float64
		work func()
	}{
		{work: func() {
			for _, data := range chapters {
				parser.Parse(text.NewReader(data))
			}
		}},
		{work: func() {
			if _, _, err := course.Load(b.Context(), fsys, course.Options{}); err != nil {
				b.Fatal(err)
			}
		}},
		{work: prepare},
	}
	for b.Loop() {
		for range rounds {
			for i := range sides {
				runtime.GC()
				began := processorTime()
				for range batch {
					sides[i].work()
				}
				sides[i].took = append(sides[i].took, float64((processorTime()-began).Microseconds())/batch)
			}
		}
	}
	peer, read, render := median(sides[0].took), median(sides[1].took), median(sides[2].took)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(size)/(read+render), "MB/s")
	b.ReportMetric(read, "read-µs")
	b.ReportMetric(render, "render-µs")
	b.ReportMetric(peer, "goldmark-µs")
	b.ReportMetric(peer/(read+render), "ratio")
}

// preparation renders all passages of a course that was read, each time from the beginning.
func preparation(b *testing.B, fsys fs.FS) func() {
	b.Helper()
	b.Setenv("LECTERN_DISCORD_PUBLIC_KEY", "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29") // RFC 8032 §7.1, any key will do
	log := slog.New(slog.DiscardHandler)
	cfg, err := config.Load(config.Sources{Dir: b.TempDir(), Lookup: benchSettings})
	if err != nil {
		b.Fatal(err)
	}
	lib, err := course.Open(b.Context(), course.Source{FS: fsys})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = lib.Close() })
	tokens, err := bot.NewTokens([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		b.Fatal(err)
	}
	var preparers []chat.Preparer
	for _, setup := range []func(chat.Setup) (chat.Adapter, error){discord.Setup, slack.Setup} {
		a, err := setup(chat.Setup{Getenv: cfg.Getenv, Log: log, PublicURL: cfg.PublicURL()})
		if err != nil {
			b.Fatal(err)
		}
		preparers = append(preparers, a.(chat.Preparer)) //nolint:forcetypeassert // a platform that prepares nothing has no place here
	}
	return func() {
		set := commands.New(commands.Options{Library: lib, Tokens: tokens, PublicURL: cfg.PublicURL()})
		for _, p := range preparers {
			if err := p.Prepare(b.Context(), set.Prose()); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// chapterBytes gives the chapters of a course as goldmark would be given them.
func chapterBytes(b *testing.B, fsys fs.FS) (chapters [][]byte, size int) {
	b.Helper()
	c, _, err := course.Load(b.Context(), fsys, course.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for _, ch := range c.Chapters {
		data, err := fs.ReadFile(fsys, ch.File)
		if err != nil {
			b.Fatal(err)
		}
		chapters, size = append(chapters, data), size+len(data)
	}
	return chapters, size
}
