package app_test

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"lectern/adapters/discord"
	"lectern/adapters/slack"
	"lectern/content"
	"lectern/internal/app"
	"lectern/internal/chat"
	"lectern/internal/config"
	"lectern/internal/course"
)

// BenchmarkCourseLoadBesideGoldmark reads a course and renders every passage for Discord and
// for Slack, beside goldmark's own GFM parser over the bytes of the same chapters, on one
// processor. ratio is our rate / goldmark's: goal, at least 0.45.
func BenchmarkCourseLoadBesideGoldmark(b *testing.B) {
	b.Run("sample-course", func(b *testing.B) {
		fsys, err := content.FS()
		if err != nil {
			b.Fatal(err)
		}
		compareLoad(b, fsys)
	})
	b.Run("long-chapter", func(b *testing.B) {
		dir := filepath.Join("..", "..", "..", "shared", "seed")
		if _, err := os.Stat(dir); err != nil {
			b.Skip("the chapter is not beside the checkout (../shared/seed)")
		}
		compareLoad(b, os.DirFS(dir))
	})
}

func compareLoad(b *testing.B, fsys fs.FS) {
	b.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	b.Setenv("LECTERN_DISCORD_PUBLIC_KEY", "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29") // RFC 8032 §7.1, any key will do
	cfg, err := config.Load(config.Sources{Dir: b.TempDir(), Lookup: benchSettings})
	if err != nil {
		b.Fatal(err)
	}
	chapters, size := chapterBytes(b, fsys)
	parser := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()
	var load, prepare, peer []float64
	for b.Loop() {
		for range rounds {
			began := time.Now()
			for _, data := range chapters {
				parser.Parse(text.NewReader(data))
			}
			peer = append(peer, time.Since(began).Seconds())
			began = time.Now()
			if _, _, err := course.Load(b.Context(), fsys, course.Options{}); err != nil {
				b.Fatal(err)
			}
			load = append(load, time.Since(began).Seconds())
			prepare = append(prepare, preparation(b, cfg, fsys))
		}
	}
	ours := make([]float64, len(load))
	for i := range load {
		ours[i] = load[i] + prepare[i]
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(size)/median(ours)/1e6, "MB/s")
	b.ReportMetric(1e6*median(load), "read-µs")
	b.ReportMetric(1e6*median(prepare), "render-µs")
	b.ReportMetric(1e6*median(peer), "goldmark-µs")
	b.ReportMetric(median(peer)/median(ours), "ratio")
}

// preparation times the rendering of all passages by fresh adapters, in seconds.
func preparation(b *testing.B, cfg *config.Config, fsys fs.FS) float64 {
	b.Helper()
	log := slog.New(slog.DiscardHandler)
	core, err := app.NewCore(b.Context(), app.CoreOptions{Config: cfg, Log: log, Content: fsys})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = core.Library.Close() }()
	var preparers []chat.Preparer
	for _, setup := range []func(chat.Setup) (chat.Adapter, error){discord.Setup, slack.Setup} {
		a, err := setup(chat.Setup{Getenv: cfg.Getenv, Log: log, PublicURL: cfg.PublicURL()})
		if err != nil {
			b.Fatal(err)
		}
		preparers = append(preparers, a.(chat.Preparer)) //nolint:forcetypeassert // a platform that prepares nothing has no place here
	}
	runtime.GC() // what the wiring left behind is not the renderers' to collect
	began := time.Now()
	for _, p := range preparers {
		if err := p.Prepare(context.Background(), core.Commands.Passages()); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(began).Seconds()
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
