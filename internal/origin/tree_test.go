package origin_test

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"lectern/internal/origin"
)

func TestATreeIsAFileSystem(t *testing.T) {
	path := pack(t, file("book.toml", "[book]"), file("src/a.md", "# A"), file("src/deep/er/b.md", "# B"), file("src/empty.md", ""))
	files, _, err := origin.Zip{Path: path}.Fetch(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := fstest.TestFS(files, "book.toml", "src/a.md", "src/deep/er/b.md", "src/empty.md"); err != nil {
		t.Error(err)
	}
	sub, err := fs.Sub(files, "src")
	if err != nil {
		t.Fatal(err)
	}
	if err := fstest.TestFS(sub, "a.md", "deep/er/b.md"); err != nil {
		t.Error(err)
	}
}
