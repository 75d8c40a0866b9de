package storetest

import (
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"lectern/internal/chat"
	"lectern/internal/fault"
	"lectern/internal/ledger"
	"lectern/internal/store"
)

const lease = 30 * time.Second

func claim(t *testing.T, s store.Store, key ledger.Key, owner string, now time.Time) ledger.Claim {
	t.Helper()
	c, err := s.Claim(t.Context(), ofClass, key, owner, now, lease)
	must(t, err)
	return c
}

func claimOnce(t *testing.T, s store.Store) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	winners := 0
	for i := range 8 {
		wg.Go(func() {
			for j := range 25 {
				c, err := s.Claim(t.Context(), ofClass, ledger.Key("job"+strconv.Itoa(j)), "replica"+strconv.Itoa(i), t0, lease)
				if err != nil {
					t.Error(err)
				}
				if c.Mine {
					mu.Lock()
					winners++
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	if winners != 25 {
		t.Errorf("%d claims won for 25 jobs", winners)
	}
}

func claimRunsOut(t *testing.T, s store.Store) {
	first := claim(t, s, "job", "one", t0)
	if !first.Mine || first.Entry.Attempts != 1 || !first.Entry.First.Equal(t0) {
		t.Errorf("first claim: %+v", first)
	}
	if c := claim(t, s, "job", "two", t0.Add(lease-time.Millisecond)); c.Mine || c.Entry.Owner != "one" {
		t.Errorf("a claim before the lease ran out: %+v", c)
	}
	c := claim(t, s, "job", "two", t0.Add(lease))
	if !c.Mine || c.Entry.Attempts != 2 || !c.Entry.First.Equal(t0) {
		t.Errorf("a claim after the lease ran out: %+v", c)
	}
	if c := claim(t, s, "job", "one", t0.Add(lease+time.Second)); c.Mine {
		t.Error("the first owner still holds the claim")
	}
}

func claimRepeated(t *testing.T, s store.Store) {
	a := claim(t, s, "job", "one", t0)
	b := claim(t, s, "job", "one", t0.Add(time.Second)) // the reply to the first was lost
	if !b.Mine || b.Entry.Attempts != 1 || !b.Entry.Until.Equal(a.Entry.Until) {
		t.Errorf("repeated claim: %+v, want the first one: %+v", b, a)
	}
}

func postedJob(t *testing.T, s store.Store) {
	claim(t, s, "job", "one", t0)
	ref := chat.Ref{Place: chat.Place{Platform: "slack", Tenant: "T", Channel: "C"}, Message: "1.5"}
	e, err := s.Post(t.Context(), ofClass, "job", "one", ref)
	must(t, err)
	if e.Stage != ledger.Posted || e.Ref != ref {
		t.Errorf("after posting: %+v", e)
	}
	other := ref
	other.Message = "2.0"
	e, err = s.Post(t.Context(), ofClass, "job", "two", other)
	must(t, err)
	if e.Ref != ref {
		t.Errorf("a second post replaced the first: %+v", e.Ref)
	}
	if c := claim(t, s, "job", "two", t0.Add(time.Hour)); c.Mine || c.Entry.Stage != ledger.Posted || c.Entry.Ref != ref {
		t.Errorf("a posted job was claimed: %+v", c)
	}
	for range 2 {
		must(t, s.Confirm(t.Context(), ofClass, "job"))
	}
	if c := claim(t, s, "job", "two", t0.Add(time.Hour)); c.Mine || c.Entry.Stage != ledger.Confirmed {
		t.Errorf("a confirmed job was claimed: %+v", c)
	}
	if _, err := s.Post(t.Context(), ofClass, "nothing", "one", ref); !fault.Is(err, fault.Missing) {
		t.Errorf("posting an unknown job: %v, want missing", err)
	}
	if err := s.Confirm(t.Context(), ofClass, "nothing"); !fault.Is(err, fault.Missing) {
		t.Errorf("confirming an unknown job: %v, want missing", err)
	}
}

func releasedJob(t *testing.T, s store.Store) {
	claim(t, s, "job", "one", t0)
	must(t, s.Release(t.Context(), ofClass, "job", "two")) // not the owner: nothing happens
	if c := claim(t, s, "job", "two", t0); c.Mine {
		t.Error("a stranger released the claim")
	}
	must(t, s.Release(t.Context(), ofClass, "job", "one"))
	must(t, s.Release(t.Context(), ofClass, "job", "one"))
	if c := claim(t, s, "job", "two", t0); !c.Mine {
		t.Errorf("a released job cannot be claimed: %+v", c)
	}
}

func unfinished(t *testing.T, s store.Store) {
	for i, k := range []ledger.Key{"c", "a", "b"} {
		claim(t, s, k, "one", t0.Add(time.Duration(i)*time.Second))
	}
	must(t, s.Confirm(t.Context(), ofClass, "a"))
	list, err := s.Unfinished(t.Context(), ofClass)
	must(t, err)
	var keys []ledger.Key
	for _, e := range list {
		keys = append(keys, e.Key)
	}
	if want := []ledger.Key{"c", "b"}; !slices.Equal(keys, want) {
		t.Errorf("got %v, want %v", keys, want)
	}
}
