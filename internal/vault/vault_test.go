package vault_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"lectern/internal/chat"
	"lectern/internal/fault"
	"lectern/internal/record"
	"lectern/internal/store/sqlite"
	"lectern/internal/vault"
)

const token = "xoxb-123-very-secret"

func open(t *testing.T, s record.Store, p chat.Platform, secrets ...string) chat.Vault {
	t.Helper()
	var keys [][]byte
	for _, k := range secrets {
		keys = append(keys, []byte(k))
	}
	v, err := vault.New(s, keys...)
	if err != nil {
		t.Fatal(err)
	}
	return v.For(p)
}

func newStore(t *testing.T) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "v.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestWhatIsKeptIsSealedAndComesBack(t *testing.T) {
	s := newStore(t)
	v := open(t, s, "slack", "new secret", "old secret")
	if _, err := v.Kept(t.Context(), "T1"); !fault.Is(err, fault.Missing) {
		t.Errorf("nothing is kept: %v", err)
	}
	for _, data := range []string{"first", token} {
		if err := v.Keep(t.Context(), "T1", []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := v.Kept(t.Context(), "T1"); err != nil || string(got) != token {
		t.Errorf("kept %q, %v", got, err)
	}
	r, err := s.Record(t.Context(), "vault", "slack", "T1")
	if err != nil || bytes.Contains(r.Data, []byte(token)) || strings.Contains(string(r.Data), "eG94Yi0") {
		t.Errorf("the token lies open: %s, %v", r.Data, err)
	}
	for range 2 {
		if err := v.Keep(t.Context(), "T1", nil); err != nil {
			t.Error(err)
		}
	}
	if _, err := v.Kept(t.Context(), "T1"); !fault.Is(err, fault.Missing) {
		t.Errorf("forgotten: %v", err)
	}
}

func TestOnlyTheRightKeyAndPlaceOpenIt(t *testing.T) {
	s := newStore(t)
	if err := open(t, s, "slack", "old secret").Keep(t.Context(), "T1", []byte(token)); err != nil {
		t.Fatal(err)
	}
	moved, err := s.Record(t.Context(), "vault", "slack", "T1")
	if err != nil {
		t.Fatal(err)
	}
	moved.ID, moved.Revision = "T2", 0
	if err := s.SaveRecord(t.Context(), moved); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, id string
		secrets  []string
		want     bool
	}{
		{"its secret", "T1", []string{"old secret"}, true},
		{"a former secret", "T1", []string{"new secret", "old secret"}, true},
		{"another secret", "T1", []string{"new secret"}, false},
		{"under another id", "T2", []string{"old secret"}, false},
	} {
		got, err := open(t, s, "slack", tt.secrets...).Kept(t.Context(), tt.id)
		if (err == nil && string(got) == token) != tt.want {
			t.Errorf("%s: %q, %v", tt.name, got, err)
		}
	}
	if _, err := vault.New(s); err == nil {
		t.Error("a vault without a secret")
	}
}

func TestTheLastOfManyWritersIsKept(t *testing.T) {
	v := open(t, newStore(t), "slack", "secret")
	var wg sync.WaitGroup
	for _, data := range []string{"a", "b", "c", "d"} {
		wg.Go(func() {
			if err := v.Keep(t.Context(), "T1", []byte(data)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got, err := v.Kept(t.Context(), "T1"); err != nil || len(got) != 1 {
		t.Errorf("%q, %v", got, err)
	}
}
