package chart_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"lectern/internal/chart"
)

var update = flag.Bool("update", false, "write the golden files anew")

func board() chart.Bars {
	return chart.Bars{Title: "Leaderboard: the course", Unit: "points", Rows: []chart.Bar{
		{Label: "Brisk Otter", Value: 120},
		{Label: "Ünsal Çelik", Value: 109.5, Marked: true},
		{Label: "A name that is much longer than any picture has room for", Value: 98},
		{Label: "現実主義", Value: 98},
		{Label: "Ж. Иванов", Value: 76, Text: "76 of 90"},
		{Label: "עברית", Value: 40},
		{Label: "Nobody yet", Value: 0},
	}}
}

func weeks(n int, style chart.Style) chart.Timeline {
	t := chart.Timeline{Title: "Who took part", Unit: "students", Style: style}
	for i := range n {
		t.Dates = append(t.Dates, chart.Dated{Label: fmt.Sprintf("%d.%d.", i%28+1, 9+i/28), Value: float64(i * 7 % 23)})
	}
	return t
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (run the test with -update to write it)", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", path, diff)
	}
}

func charts() map[string]chart.Chart {
	return map[string]chart.Chart{
		"bars": board(), "bars-empty": chart.Bars{Title: "Nobody"}, "columns": weeks(10, chart.Columns),
		"line": weeks(60, chart.Line), "columns-empty": chart.Timeline{Title: "Nothing"},
		"percent": chart.Timeline{Title: "Right answers", Unit: "%", Max: 100, Dates: []chart.Dated{{Label: "1.9.", Value: 40}, {Label: "2.9.", Value: 55.25}}},
	}
}

func TestChartsLookAsTheyDid(t *testing.T) {
	for name, ch := range charts() {
		t.Run(name, func(t *testing.T) {
			svg, err := ch.SVG()
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name+".svg", svg)
			golden(t, name+".txt", []byte(ch.Alt(nil)+"\n"))
			pic, err := ch.PNG()
			if err != nil {
				t.Fatal(err)
			}
			again, err := ch.PNG()
			if err != nil || !bytes.Equal(pic, again) {
				t.Errorf("drawn twice it differs (%v)", err)
			}
			if len(pic) > 60_000 {
				t.Errorf("%d bytes", len(pic))
			}
		})
	}
}

func TestThePictureStandsOnItsOwnGround(t *testing.T) {
	for name, ch := range charts() {
		data, err := ch.PNG()
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		b, dark := img.Bounds(), 0
		for y := b.Min.Y; y < b.Max.Y; y++ {
			for x := b.Min.X; x < b.Max.X; x++ {
				r, g, bl, a := img.At(x, y).RGBA()
				if a != 0xffff {
					t.Fatalf("%s is see-through at %d,%d", name, x, y)
				}
				edge := x == b.Min.X || y == b.Min.Y || x == b.Max.X-1 || y == b.Max.Y-1
				if edge && (r != 0xffff || g != 0xffff || bl != 0xffff) {
					t.Fatalf("%s: something touches the edge at %d,%d", name, x, y)
				}
				if r < 0x6000 && g < 0x6000 && bl < 0x6000 {
					dark++
				}
			}
		}
		if dark < 100 {
			t.Errorf("%s holds no writing", name)
		}
	}
}

func TestWideValuesStayInThePicture(t *testing.T) {
	b := chart.Bars{Title: strings.Repeat("W", 200), Unit: strings.Repeat("M", 90)}
	for range 40 {
		b.Rows = append(b.Rows, chart.Bar{Label: strings.Repeat("W", 90), Value: 1e9, Text: strings.Repeat("W", 40)})
	}
	data, err := b.PNG()
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for y := 60; y < img.Bounds().Max.Y; y++ {
		if r, _, _, _ := img.At(img.Bounds().Max.X-2, y).RGBA(); r != 0xffff {
			t.Fatalf("row %d reaches the right edge", y)
		}
	}
	if alt := b.Alt(nil); !strings.Contains(alt, "20 more are not drawn.") {
		t.Errorf("the words do not tell of what is left out: %q", alt)
	}
}

// contrast is WCAG 2.2's contrast ratio of two colours.
func contrast(a, b [3]float64) float64 {
	lum := func(c [3]float64) float64 {
		for i, v := range c {
			if v /= 255; v <= 0.04045 {
				c[i] = v / 12.92
			} else {
				c[i] = math.Pow((v+0.055)/1.055, 2.4)
			}
		}
		return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2]
	}
	x, y := lum(a), lum(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// TestContrast reads the colours out of the finished drawings.
func TestContrast(t *testing.T) {
	for name, ch := range charts() {
		svg, err := ch.SVG()
		if err != nil {
			t.Fatal(err)
		}
		texts := 0
		for dec := xml.NewDecoder(bytes.NewReader(svg)); ; {
			tok, err := dec.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s is no XML: %v", name, err)
			}
			el, ok := tok.(xml.StartElement)
			if !ok {
				continue
			}
			if el.Name.Local == "script" || el.Name.Local == "image" || el.Name.Local == "style" || el.Name.Local == "a" {
				t.Errorf("%s holds <%s>", name, el.Name.Local)
			}
			if el.Name.Local != "text" {
				continue
			}
			texts++
			for _, a := range el.Attr {
				_, colour, found := strings.Cut(a.Value, "fill:")
				if a.Name.Local != "style" || !found {
					continue
				}
				var c [3]float64
				if _, err := fmt.Sscanf(colour, "rgb(%f,%f,%f)", &c[0], &c[1], &c[2]); err != nil {
					t.Fatalf("%s: colour %q: %v", name, colour, err)
				}
				if got := contrast(c, [3]float64{255, 255, 255}); got < 4.5 {
					t.Errorf("%s: %q has a contrast of %.1f", name, colour, got)
				}
			}
		}
		if texts == 0 {
			t.Errorf("%s holds no text", name)
		}
	}
}

func TestWhatIsNoNumberIsRefused(t *testing.T) {
	for _, v := range []float64{math.NaN(), math.Inf(1), -1, 1e13} {
		if _, err := (chart.Bars{Rows: []chart.Bar{{Label: "x", Value: v}}}).PNG(); err == nil {
			t.Errorf("a bar of %v is drawn", v)
		}
		if _, err := (chart.Timeline{Dates: []chart.Dated{{Label: "x", Value: v}}}).SVG(); err == nil {
			t.Errorf("a column of %v is drawn", v)
		}
	}
}

func FuzzBars(f *testing.F) {
	f.Add("Leaderboard", "Ada", "12", 12.0)
	f.Add("<script>", "a\u202eb\x00\u0301", "&<>\"'", 0.0)
	f.Add(strings.Repeat("ไ", 99), "عربي", "\xff", 1e12)
	f.Fuzz(func(t *testing.T, title, label, text string, v float64) {
		if math.IsNaN(v) || v < 0 || v > 1e12 {
			v = 3
		}
		b := chart.Bars{Title: title, Unit: label, Rows: []chart.Bar{{Label: label, Value: v, Text: text}, {Label: text, Value: v / 2, Marked: true}}}
		svg, err := b.SVG()
		if err != nil {
			t.Fatal(err)
		}
		for dec := xml.NewDecoder(bytes.NewReader(svg)); ; {
			tok, err := dec.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("no XML: %v", err)
			}
			if el, ok := tok.(xml.StartElement); ok && el.Name.Local == "script" {
				t.Fatal("it holds a script")
			}
		}
		if _, err := b.PNG(); err != nil {
			t.Fatal(err)
		}
		if alt := b.Alt(nil); len(alt) > 4000 || !utf8.ValidString(alt) && utf8.ValidString(title+label+text) {
			t.Fatalf("alt text %q", alt)
		}
	})
}

func BenchmarkBars(b *testing.B) {
	ten := chart.Bars{Title: "Leaderboard: the course", Unit: "points"}
	for i := range 10 {
		ten.Rows = append(ten.Rows, chart.Bar{Label: fmt.Sprintf("Brisk Otter %d", i), Value: float64(200 - i*13)})
	}
	for _, kind := range []struct {
		name string
		draw func() ([]byte, error)
	}{{"png", ten.PNG}, {"svg", ten.SVG}} {
		b.Run(kind.name, func(b *testing.B) {
			b.ReportAllocs()
			size := 0
			for b.Loop() {
				data, err := kind.draw()
				if err != nil {
					b.Fatal(err)
				}
				size = len(data)
			}
			b.ReportMetric(float64(size), "bytes")
		})
	}
	b.Run("cached", func(b *testing.B) {
		c := chart.NewCache(4)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := c.PNG(ten); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkTimeline(b *testing.B) {
	t := weeks(60, chart.Line)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := t.PNG(); err != nil {
			b.Fatal(err)
		}
	}
}
