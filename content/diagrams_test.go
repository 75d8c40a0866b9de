package content_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"image/png"
	"io"
	"io/fs"
	"strings"
	"testing"

	"lectern/content"
	"lectern/internal/doc"
)

// A picture of 1,200 points is sharp on a phone, and 200 KB load over a mobile network in
// about a second; neither platform sets a lower limit.
const (
	leastWidth   = 1000
	mostBytes    = 200 << 10
	leastAlt     = 80  // letters: enough to say what is drawn, not only what it is about
	mostAlt      = 512 // letters; well under what either platform takes with a picture
	leastDrawn   = 2
	blackOrClear = 0x8000 // of 0xffff: a corner darker than this would swallow dark letters
)

func TestDiagramsAreDescribedAndReadableOnAnyBackground(t *testing.T) {
	fsys, err := content.FS()
	if err != nil {
		t.Fatal(err)
	}
	c, _ := load(t)
	drawn := 0
	for _, u := range c.Units {
		for _, b := range u.Own {
			f, ok := b.(doc.Figure)
			if !ok {
				continue
			}
			drawn++
			if n := len([]rune(f.Image.Alt)); n < leastAlt || n > mostAlt {
				t.Errorf("%s is described in %d letters", f.Image.Src, n)
			}
			name := c.Media[f.Image.Src]
			checkPicture(t, fsys, name)
			checkSource(t, fsys, strings.TrimSuffix(name, ".png")+".svg")
		}
	}
	if drawn < leastDrawn {
		t.Errorf("the course has %d diagrams", drawn)
	}
}

func checkPicture(t *testing.T, fsys fs.FS, name string) {
	t.Helper()
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		t.Error(err)
		return
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	if w := img.Bounds().Dx(); w < leastWidth || len(data) > mostBytes {
		t.Errorf("%s is %d points wide and takes %d bytes", name, w, len(data))
	}
	if o, ok := img.(interface{ Opaque() bool }); !ok || !o.Opaque() {
		t.Errorf("%s lets the chat's background through", name)
	}
	if r, g, b, _ := img.At(corner(img)).RGBA(); min(r, g, b) < blackOrClear {
		t.Errorf("%s has a dark ground", name)
	}
}

func corner(img image.Image) (x, y int) { return img.Bounds().Min.X, img.Bounds().Min.Y }

// checkSource reads the drawing from which a picture was made: it needs nothing from outside
// and says what it is.
func checkSource(t *testing.T, fsys fs.FS, name string) {
	t.Helper()
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		t.Error(err)
		return
	}
	titled := false
	for d := xml.NewDecoder(bytes.NewReader(data)); ; {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		if e, ok := tok.(xml.StartElement); ok {
			titled = titled || e.Name.Local == "title"
			if e.Name.Local == "script" || e.Name.Local == "image" || e.Name.Local == "foreignObject" {
				t.Errorf("%s holds a <%s>", name, e.Name.Local)
			}
		}
	}
	if !titled {
		t.Errorf("%s has no title", name)
	}
}
