package origin_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lectern/internal/fault"
	"lectern/internal/origin"
)

// entry writes one thing into a zip.
type entry func(t testing.TB, w *zip.Writer)

func file(name, text string) entry {
	return with(zip.FileHeader{Name: name, Method: zip.Deflate}, text)
}

func with(h zip.FileHeader, text string) entry {
	return func(t testing.TB, w *zip.Writer) {
		t.Helper()
		f, err := w.CreateHeader(&h)
		if err == nil {
			_, err = f.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func link(name, to string) entry {
	h := zip.FileHeader{Name: name}
	h.SetMode(fs.ModeSymlink | 0o777)
	return with(h, to)
}

// lying says that what it holds is small.
func lying(name, text string) entry {
	return func(t testing.TB, w *zip.Writer) {
		t.Helper()
		packed := packOnly(t, text)
		f, err := w.CreateRaw(&zip.FileHeader{
			Name: name, Method: zip.Deflate, CRC32: crc32.ChecksumIEEE([]byte(text)),
			CompressedSize64: uint64(len(packed)), UncompressedSize64: 10,
		})
		if err == nil {
			_, err = f.Write(packed)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// packOnly gives the deflated bytes of a text.
func packOnly(t testing.TB, text string) []byte {
	t.Helper()
	data := packed(t, file("x", text))
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	at, err := r.File[0].DataOffset()
	if err != nil {
		t.Fatal(err)
	}
	return data[at : at+int64(r.File[0].CompressedSize64)]
}

func packed(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, e := range entries {
		e(t, w)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func pack(t *testing.T, entries ...entry) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "course.zip")
	if err := os.WriteFile(path, packed(t, entries...), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// names lists the files of a file system.
func names(t testing.TB, files fs.FS) []string {
	t.Helper()
	var out []string
	err := fs.WalkDir(files, ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWhatIsTakenFromAZip(t *testing.T) {
	for _, tt := range []struct {
		name    string
		entries []entry
		want    []string
	}{
		{"as it is", []entry{file("a.md", "x"), file("b/c.md", "x")}, []string{"a.md", "b/c.md"}},
		{"a folder that was packed", []entry{with(zip.FileHeader{Name: "maps/"}, ""), file("maps/a.md", "x"), file("maps/b/c.md", "x")}, []string{"a.md", "b/c.md"}},
		{"chapters alone are no wrapping", []entry{file("chapters/a.md", "x")}, []string{"chapters/a.md"}},
		{"one file", []entry{file("a.md", "x")}, []string{"a.md"}},
		{"what a Mac leaves", []entry{file("maps/a.md", "x"), file("__MACOSX/maps/._a.md", "x"), file("maps/.DS_Store", "x")}, []string{"a.md"}},
		{"version control", []entry{file("a.md", "x"), file(".git/config", "x")}, []string{"a.md"}},
		{"backslashes", []entry{file(`maps\a.md`, "x"), file(`maps\b\c.md`, "x")}, []string{"a.md", "b/c.md"}},
		{"a dot in front", []entry{with(zip.FileHeader{Name: "./"}, ""), file("./a.md", "x")}, []string{"a.md"}},
		{"stored", []entry{with(zip.FileHeader{Name: "a.md", Method: zip.Store}, "x")}, []string{"a.md"}},
		{"much white space", []entry{file("a.md", strings.Repeat(" ", 1<<20))}, []string{"a.md"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files, version, err := origin.Zip{Path: pack(t, tt.entries...)}.Fetch(t.Context(), "")
			if err != nil || version == "" {
				t.Fatalf("version %q, %v", version, err)
			}
			if got := names(t, files); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWhatIsRefusedOfAZip(t *testing.T) {
	many := make([]entry, 0, 5001)
	for i := range 5001 {
		many = append(many, file(fmt.Sprintf("%d.md", i), "x"))
	}
	var tens []entry
	for i := range 5 {
		tens = append(tens, with(zip.FileHeader{Name: fmt.Sprintf("%d.md", i), Method: zip.Store}, strings.Repeat("x", 13<<20)))
	}
	// Each is ten times its packed size, which is no bomb, and they are many.
	var swarm []entry
	for i := range 90 {
		swarm = append(swarm, file(fmt.Sprintf("%d.md", i), strings.Repeat(" ", 1<<20)))
	}
	unfinished := packed(t, file("a.md", strings.Repeat("Some text. ", 100)))
	for _, tt := range []struct {
		name string
		data []byte
		want string
	}{
		{"slip", packed(t, file("../../etc/cron.d/x", "x")), "outside its folder, ../../etc/cron.d/x"},
		{"slip within", packed(t, file("a/../../x.md", "x")), "outside its folder"},
		{"slip with backslashes", packed(t, file(`..\..\x.md`, "x")), "outside its folder"},
		{"absolute", packed(t, file("/etc/passwd", "x")), "outside its folder, /etc/passwd"},
		{"drive", packed(t, file(`C:\x.md`, "x")), "outside its folder"},
		{"folder that slips", packed(t, with(zip.FileHeader{Name: "../up/"}, "")), "outside its folder"},
		{"NUL", packed(t, file("a\x00.md", "x")), "outside its folder"},
		{"link out", packed(t, link("a.md", "/etc/passwd")), "symbolic link, a.md"},
		{"link in", packed(t, file("b.md", "x"), link("a.md", "b.md")), "symbolic link, a.md"},
		{"bomb", packed(t, file("a.md", strings.Repeat("\x00", 10<<20))), "a.md in the zip grows more than a hundredfold"},
		{"bomb that lies", packed(t, lying("a.md", strings.Repeat("\x00", 10<<20))), "in the zip"},
		{"large file", packed(t, file("a.bin", strings.Repeat("x", 16<<20+1))), "a.bin is larger than 16 MiB"},
		{"large in all", packed(t, tens...), "larger than 64 MiB"},
		{"many small bombs", packed(t, swarm...), "larger than 64 MiB"},
		{"many files", packed(t, many...), "more than 5,000 files"},
		{"listed again and again", append(bytes.Repeat([]byte("PK\x01\x02"), 20_001), unfinished...), "far more files"},
		{"twice", packed(t, file("a.md", "x"), file("a.md", "y")), "two files called a.md"},
		{"file and folder", packed(t, file("a", "x"), file("a/b.md", "y")), "two files called a/b.md"},
		{"deep", packed(t, file(strings.Repeat("a/", 40)+"b.md", "x")), "more than 32 deep"},
		{"encrypted", packed(t, with(zip.FileHeader{Name: "a.md", Flags: 1}, "x")), "encrypted"},
		{"unfinished", unfinished[:len(unfinished)/2], "damaged or still being written"},
		{"no zip", []byte("# A chapter\n"), "damaged or still being written"},
		{"empty", nil, "damaged or still being written"},
		{"packed as nobody can", packed(t, func(t testing.TB, w *zip.Writer) {
			t.Helper()
			if _, err := w.CreateRaw(&zip.FileHeader{Name: "a.md", Method: 99}); err != nil {
				t.Fatal(err)
			}
		}), "cannot be unpacked"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "course.zip")
			if err := os.WriteFile(path, tt.data, 0o600); err != nil {
				t.Fatal(err)
			}
			files, version, err := origin.Zip{Path: path}.Fetch(t.Context(), "")
			f, ok := errors.AsType[*fault.Fault](err)
			if !ok || files != nil {
				t.Fatalf("no fault but %v, files %v", err, files)
			}
			if sentence, remedy := f.English(); !strings.Contains(sentence, tt.want) || remedy == "" {
				t.Errorf("%q, %q\nwant %q", sentence, remedy, tt.want)
			}
			// It is not looked at again before it changes.
			if files, again, err := (origin.Zip{Path: path}).Fetch(t.Context(), version); files != nil || again != version || err != nil {
				t.Errorf("looked at again: %q, %v", again, err)
			}
		})
	}
}

func TestAZipIsReadAgainWhenItChanges(t *testing.T) {
	z := origin.Zip{Path: pack(t, file("a.md", "x"))}
	_, first, err := z.Fetch(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if files, version, err := z.Fetch(t.Context(), first); files != nil || version != first || err != nil {
		t.Errorf("unchanged: %v, %q, %v", files, version, err)
	}
	if err := os.Chtimes(z.Path, time.Time{}, time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if files, version, err := z.Fetch(t.Context(), first); files == nil || version == first || err != nil {
		t.Errorf("changed: %v, %q, %v", files, version, err)
	}
	if err := os.Remove(z.Path); err != nil {
		t.Fatal(err)
	}
	_, version, err := z.Fetch(t.Context(), first)
	if err == nil || version == "" {
		t.Errorf("gone: %q, %v", version, err)
	}
	if files, again, err := z.Fetch(t.Context(), version); files != nil || again != version || err != nil {
		t.Errorf("told twice that it is gone: %v", err)
	}
}

func FuzzZip(f *testing.F) {
	f.Add(packed(f, file("a.md", "x"), file("b/c.md", "y")))
	f.Add(packed(f, file("../a.md", "x"), link("b.md", "/etc")))
	f.Add(packed(f, lying("a.md", strings.Repeat(" ", 1<<12))))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "x.zip")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		files, _, err := origin.Zip{Path: path}.Fetch(context.Background(), "")
		if err != nil {
			return
		}
		for _, n := range names(t, files) {
			if !fs.ValidPath(n) || strings.Contains(n, "..") && slices.Contains(strings.Split(n, "/"), "..") {
				t.Errorf("a file is called %q", n)
			}
		}
	})
}
