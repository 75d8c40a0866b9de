package chat_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lectern/internal/chat"
)

func TestFileNames(t *testing.T) {
	for _, tt := range []struct{ in, want []string }{
		{[]string{"grades.csv"}, []string{"grades.csv"}},
		{[]string{"a.csv", "A.csv", "a.csv"}, []string{"a.csv", "A-2.csv", "a-3.csv"}},
		{[]string{"../../etc/passwd"}, []string{"passwd"}},
		{[]string{`C:\x\y.txt`}, []string{"y.txt"}},
		{[]string{"Übung 1.csv"}, []string{"_bung_1.csv"}},
		{[]string{"", ".", "..png"}, []string{"file", "file-2", "png"}},
		{[]string{strings.Repeat("x", 300) + ".csv"}, []string{strings.Repeat("x", 86) + ".csv"}},
	} {
		var files []chat.File
		for _, n := range tt.in {
			files = append(files, chat.File{Name: n})
		}
		if got := chat.FileNames(files); !slices.Equal(got, tt.want) {
			t.Errorf("FileNames(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestFileNamesAreAlwaysSafeAndDifferent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var files []chat.File
		for _, n := range rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"a.csv", "a-2.csv", "..", "a/b"})), 1, 10).Draw(t, "names") {
			files = append(files, chat.File{Name: n})
		}
		seen := map[string]bool{}
		for _, n := range chat.FileNames(files) {
			if n == "" || len(n) > 100 || strings.Trim(n, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") != "" || n[0] == '.' || n[0] == '-' {
				t.Fatalf("%q is no safe name", n)
			}
			if seen[strings.ToLower(n)] {
				t.Fatalf("%q twice", n)
			}
			seen[strings.ToLower(n)] = true
		}
	})
}

func TestAPictureIsNamedAsOne(t *testing.T) {
	if got := chat.FileNames([]chat.File{{Name: "", Type: "image/png"}, {Name: "map", Type: "image/jpeg"}, {Name: "a.png", Type: "image/png"}}); !slices.Equal(got, []string{"file.png", "map.jpeg", "a.png"}) {
		t.Errorf("%q", got)
	}
}

func TestFilesOfAView(t *testing.T) {
	f := []chat.File{{Name: "a.png", Type: "image/png", Data: make([]byte, 1234), Alt: "A map"}}
	if got := chat.Files(chat.Card{Files: f}); len(got) != 1 {
		t.Errorf("of a card: %v", got)
	}
	for _, v := range []chat.View{nil, chat.Excerpt{}, chat.Form{}, chat.Bulletin{}} {
		if chat.Files(v) != nil {
			t.Errorf("%T has files", v)
		}
	}
	if got := f[0].Unsent(nil, "No room."); got != "a.png (1 KB) could not be sent: No room. It shows: A map" {
		t.Error(got)
	}
	for n, want := range map[int]string{0: "0 bytes", 999: "999 bytes", 1000: "1 KB", 999_499: "999 KB", 999_500: "1.0 MB", 12_345_678: "12.3 MB"} {
		if got := chat.Size(n); got != want {
			t.Errorf("Size(%d) = %q, want %q", n, got, want)
		}
	}
}
