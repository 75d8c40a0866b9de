package adaptertest

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Golden compares got with the file testdata/golden/name, or writes it when the test runs
// with -update. The package that calls it declares the flag by calling UpdateFlag once.
func Golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if updating() {
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

// UpdateFlag declares -update. Call it from a package-level variable of the test package.
func UpdateFlag() *bool { return flag.Bool("update", false, "write the golden files anew") }

func updating() bool {
	f := flag.Lookup("update")
	return f != nil && f.Value.String() == "true"
}
