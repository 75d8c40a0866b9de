package redis_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/ledger"
	"lectern/internal/quiz"
	"lectern/internal/record"
	"lectern/internal/store"
	"lectern/internal/store/storetest"
)

// asked opens the question of these tests.
func asked(t *testing.T, s store.Store) quiz.Prompt {
	t.Helper()
	p := quiz.Prompt{ID: "p1", Class: "c", Kind: quiz.Daily, Opens: time.UnixMilli(1), Boards: []quiz.Board{"course", "week:1"}}
	if err := s.OpenPrompt(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	return p
}

func given(student string) quiz.Answer {
	return quiz.Answer{Prompt: "p1", Student: quiz.StudentID(student), Points: 100, At: time.UnixMilli(2), Key: "e-" + student}
}

// TestARefusalIsNeverTakenForAnAnswer (F7) has the server refuse in each way that Redis knows:
// nobody is told "recorded", and once it ends the same press is.
func TestARefusalIsNeverTakenForAnAnswer(t *testing.T) {
	m := miniredis.RunT(t)
	s := openAt(t, "redis://"+m.Addr())
	defer func() { _ = s.Close() }()
	p := asked(t, s)
	all := map[quiz.StudentID]bool{}
	for i, refusal := range []string{
		"READONLY You can't write against a read only replica.", "LOADING Redis is loading the dataset in memory",
		"MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.", "OOM command not allowed when used memory > 'maxmemory'.",
		"CLUSTERDOWN The cluster is down", "TRYAGAIN Multiple keys request during rehashing of slot", "MASTERDOWN Link with MASTER is down", "BUSY Redis is busy running a script.",
		"NOREPLICAS Not enough good replicas to write.", "ERR max number of clients reached", "NOAUTH Authentication required.", "WRONGTYPE Operation against a key holding the wrong kind of value",
	} {
		a := given(fmt.Sprint("s", i))
		m.SetError(refusal)
		if r, err := s.Answer(t.Context(), p, a); !fault.Is(err, fault.Busy) || r.Outcome != "" {
			t.Errorf("%s: %+v, %v, want busy", refusal, r, err)
		}
		if _, err := s.Claim(t.Context(), p.Class, ledger.Key(a.Key), "one", time.UnixMilli(1), time.Hour); !fault.Is(err, fault.Busy) {
			t.Errorf("a claim while %s: %v, want busy", refusal, err)
		}
		m.SetError("")
		all[press(t, s, p, i)] = true
	}
	checkBooks(t, s, p, all)
}

// TestAServerThatStandsStillIsGivenUp (F3) has the server take what it is told and say nothing.
func TestAServerThatStandsStillIsGivenUp(t *testing.T) {
	t.Parallel()
	r := startRelay(t, miniredis.RunT(t).Addr(), 1)
	s := openAt(t, "redis://"+r.Addr().String())
	defer func() { _ = s.Close() }()
	p := asked(t, s)
	r.stand(true)
	if got, err := s.Answer(t.Context(), p, given("ann")); !fault.Is(err, fault.Busy) || got.Outcome != "" {
		t.Errorf("while the server stands still: %+v, %v, want busy", got, err)
	}
	r.stand(false)
	got, err := s.Answer(t.Context(), p, given("ann"))
	if err != nil || got.Outcome != quiz.Recorded && got.Outcome != quiz.Repeated {
		t.Errorf("afterwards: %+v, %v", got, err)
	}
	checkBooks(t, s, p, map[quiz.StudentID]bool{"ann": true})
}

// TestWhatWasRecordedSurvivesAKill (F4) ends a server that syncs always, again and again.
func TestWhatWasRecordedSurvivesAKill(t *testing.T) {
	t.Parallel()
	dir, all := t.TempDir(), map[quiz.StudentID]bool{}
	for life := range 3 {
		addr := storetest.StartRedis(t, "--dir", dir, "--appendonly", "yes", "--appendfsync", "always")
		s := openAt(t, "redis://"+addr)
		p := asked(t, s)
		for i := range 50 {
			all[press(t, s, p, 50*life+i)] = true
		}
		kill(t, addr)
		if _, err := s.Answer(t.Context(), p, given("nobody")); !fault.Is(err, fault.Busy) { // F2
			t.Errorf("an answer to a dead server: %v, want busy", err)
		}
		_ = s.Close()
	}
	s := openAt(t, "redis://"+storetest.StartRedis(t, "--dir", dir, "--appendonly", "yes"))
	defer func() { _ = s.Close() }()
	checkBooks(t, s, asked(t, s), all)
}

// everything uses each verb that writes, once.
func everything(t *testing.T, s store.Store) []func() error {
	ctx, at := t.Context(), chat.Ref{Place: chat.Place{Platform: "test", Channel: "c"}, Message: "m"}
	p := quiz.Prompt{ID: "p1", Class: "c", Kind: quiz.Daily, Opens: time.UnixMilli(1), Boards: []quiz.Board{"course", "week:1"}}
	return []func() error{
		func() error { return s.OpenPrompt(ctx, p) },
		func() error { return s.Placed(ctx, "c", "p1", at) },
		func() error { _, err := s.Answer(ctx, p, given("ann")); return err },
		func() error { _, err := s.Answer(ctx, p, given("bob")); return err },
		func() error { return s.SaveProfile(ctx, "c", class.Profile{Student: "ann", Name: "Ann"}) },
		func() error { _, err := s.Claim(ctx, "c", "j", "one", time.UnixMilli(5), time.Hour); return err },
		func() error { _, err := s.Post(ctx, "c", "j", "one", at); return err },
		func() error { return s.Confirm(ctx, "c", "j") },
		func() error { _, err := s.Claim(ctx, "c", "k", "one", time.UnixMilli(5), time.Hour); return err },
		func() error { return s.Release(ctx, "c", "k", "one") },
		func() error { return s.SaveRound(ctx, quiz.Round{ID: "r", Class: "c", Phase: quiz.Lobby}) },
		func() error {
			return s.SaveRecord(ctx, record.Record{Class: "c", Kind: "note", ID: "a", Data: []byte("{}")})
		},
		func() error { return s.SaveClass(ctx, class.Class{ID: "c"}) },
		func() error { return s.ResetBoard(ctx, "c", "week:1") },
		func() error { return s.ClosePrompt(ctx, "c", "p1") },
	}
}

// TestNothingThatCountsRunsOut (F19) lets a year pass at once, as a clock does that jumps.
func TestNothingThatCountsRunsOut(t *testing.T) {
	m := miniredis.RunT(t)
	s := openAt(t, "redis://"+m.Addr())
	defer func() { _ = s.Close() }()
	for i, do := range everything(t, s) {
		if err := do(); err != nil {
			t.Fatalf("verb %d: %v", i, err)
		}
	}
	before := m.Dump()
	m.FastForward(365 * 24 * time.Hour)
	if after := m.Dump(); after != before {
		t.Errorf("after a year:\n%s\nbefore:\n%s", after, before)
	}
}

// TestAVerbThatFailsHasWrittenNothing (F25) puts a value of the wrong type in the place of each
// key in turn: a verb then either does without it or changes nothing at all.
func TestAVerbThatFailsHasWrittenNothing(t *testing.T) {
	m := miniredis.RunT(t)
	s := openAt(t, "redis://"+m.Addr())
	defer func() { _ = s.Close() }()
	for _, do := range everything(t, s) {
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
	keys := append(m.Keys(), "lectern:{c}:open")
	failed := 0
	for _, key := range keys {
		_ = s.Close()
		m.FlushAll()
		s = openAt(t, "redis://"+m.Addr())
		if err := s.SaveProfile(t.Context(), "c", class.Profile{Student: "ann"}); err != nil { // the class gets its mark
			t.Fatal(err)
		}
		m.Del(key)
		if !strings.Contains(key, ":{c}:round:") { // the one that is a string
			if err := m.Set(key, "of another type"); err != nil {
				t.Fatal(err)
			}
		} else if _, err := m.SAdd(key, "of another type"); err != nil {
			t.Fatal(err)
		}
		for i, do := range everything(t, s) {
			before := m.Dump()
			if err := do(); err == nil {
				continue
			}
			if failed++; m.Dump() != before {
				t.Errorf("verb %d failed over %s and left:\n%s\nbefore:\n%s", i, key, m.Dump(), before)
			}
		}
	}
	if failed < len(keys) {
		t.Errorf("%d failures over %d keys: too few to show anything", failed, len(keys))
	}
}
