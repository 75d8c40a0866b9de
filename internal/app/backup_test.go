package app_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"

	"lectern/internal/app"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/config"
	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/store"
	"lectern/internal/store/storetest"
)

// addresses names a full store and an empty one of each kind.
func addresses(t *testing.T) map[string][2]string {
	t.Helper()
	dir := t.TempDir()
	return map[string][2]string{
		"sqlite":          {"sqlite:" + filepath.Join(dir, "a.db"), "sqlite:" + filepath.Join(dir, "b.db")},
		"redis in memory": {"redis://" + miniredis.RunT(t).Addr(), "redis://" + miniredis.RunT(t).Addr()},
	}
}

func storeAt(t *testing.T, address string) (*config.Config, store.Store) {
	t.Helper()
	cfg := settings(t, map[string]string{config.Store: address})
	s, err := app.OpenStore(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return cfg, s
}

// fill gives a store something of every kind.
func fill(t *testing.T, s store.Store) quiz.Prompt {
	t.Helper()
	p := quiz.Prompt{ID: "p1", Class: "c1", Kind: quiz.Daily, Question: "q", Pinned: []byte(`{"stem":"Übung “1” <&>"}`), Opens: time.UnixMilli(1), Boards: []quiz.Board{"course"}}
	ref := chat.Ref{Place: chat.Place{Platform: "slack", Tenant: "T1", Channel: "C1"}, Message: "1.2"}
	for _, err := range []error{
		s.SaveClass(t.Context(), class.Default(class.Tenant{Platform: "slack", ID: "T1"})),
		s.OpenPrompt(t.Context(), p),
		s.Placed(t.Context(), "c1", "p1", ref),
		s.SaveProfile(t.Context(), "c1", class.Profile{Student: "s1", Name: "Ann"}),
		s.SaveRound(t.Context(), quiz.Round{ID: "r1", Class: "c1", Phase: quiz.Over, Questions: []string{"q"}}),
		s.SaveRound(t.Context(), quiz.Round{ID: "r2", Class: "c1", Phase: quiz.Lobby, Questions: []string{"q"}, At: -1}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Answer(t.Context(), p, quiz.Answer{Prompt: "p1", Question: "q", Student: "s1", Pick: "a", Right: true, Points: 150, At: time.UnixMilli(2), From: "slack", Key: "e1"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Claim(t.Context(), "c1", "job", "me", time.UnixMilli(5), time.Minute); err != nil {
		t.Fatal(err)
	}
	return p
}

// holds reads all of it back.
func holds(t *testing.T, s store.Store) []any {
	t.Helper()
	var out []any
	add := func(v any, err error) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	cs, err := s.Classes(t.Context())
	add(cs, err)
	p, refs, err := s.Prompt(t.Context(), "c1", "p1")
	add([]any{p, refs}, err)
	answers, err := s.Answers(t.Context(), "c1", "p1")
	add(answers, err)
	page, err := s.Standings(t.Context(), "c1", "course", 10, "s1")
	add(page, err)
	profiles, err := s.Profiles(t.Context(), "c1", []quiz.StudentID{"s1"})
	add(profiles, err)
	over, err := s.Round(t.Context(), "c1", "r1")
	add(over, err)
	open, err := s.OpenRounds(t.Context(), "c1")
	add(open, err)
	jobs, err := s.Unfinished(t.Context(), "c1")
	add(jobs, err)
	return out
}

func TestABackupComesBackAsItWas(t *testing.T) {
	all := addresses(t)
	t.Run("redis", func(t *testing.T) {
		backThere(t, [2]string{"redis://" + storetest.StartRedis(t) + "/0", "redis://" + storetest.StartRedis(t) + "/1"})
	})
	for name, at := range all {
		t.Run(name, func(t *testing.T) { backThere(t, at) })
	}
}

func backThere(t *testing.T, at [2]string) {
	t.Helper()
	cfg, s := storeAt(t, at[0])
	fill(t, s)
	want := holds(t, s)
	file := filepath.Join(t.TempDir(), "class.backup")
	if _, err := app.Backup(t.Context(), cfg, file); err != nil { // while the store is open
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup: %v, %v", info.Mode(), err)
	}
	empty := settings(t, map[string]string{config.Store: at[1]})
	if _, _, err := app.Restore(t.Context(), empty, file, false); err != nil {
		t.Fatal(err)
	}
	_, restored := storeAt(t, at[1])
	if diff := cmp.Diff(want, holds(t, restored)); diff != "" {
		t.Errorf("restored (-want +got):\n%s", diff)
	}
	if err := restored.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := app.Restore(t.Context(), empty, file, false); !fault.Is(err, fault.Conflict) {
		t.Errorf("restoring over something: %v", err)
	}
	if _, _, err := app.Restore(t.Context(), empty, file, true); err != nil {
		t.Errorf("replacing: %v", err)
	}
	spoil(t, file)
	if _, _, err := app.Restore(t.Context(), empty, file, true); !fault.Is(err, fault.Invalid) {
		t.Errorf("a backup with one byte changed: %v", err)
	}
	_, after := storeAt(t, at[1])
	if diff := cmp.Diff(want, holds(t, after)); diff != "" {
		t.Errorf("a damaged backup touched the store (-want +got):\n%s", diff)
	}
	if err := after.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// spoil changes one byte in the middle of a file.
func spoil(t *testing.T, file string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)*2/3] ^= 1
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
