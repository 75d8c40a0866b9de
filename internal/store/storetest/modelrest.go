package storetest

import (
	"fmt"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/ledger"
	"lectern/internal/quiz"
	"lectern/internal/record"
)

func jobKey(rt *rapid.T) ledger.Key { return one[ledger.Key](rt, "job", "j0", "j1") }

func ownerOf(rt *rapid.T) string { return one(rt, "owner", "one-1", "one-2", "two-1") }

func (m *model) drawClaim(rt *rapid.T) call {
	key, owner := jobKey(rt), ownerOf(rt)
	now := t0.Add(time.Duration(rapid.IntRange(0, 120).Draw(rt, "second")) * time.Second)
	return func(rt *rapid.T) {
		want := m.claim(key, owner, now)
		got, err := m.store.Claim(m.t.Context(), m.class, key, owner, now, lease)
		agree(rt, "claim", err, fault.Internal)
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Fatalf("claim by %s at %s (-want +got):\n%s", owner, now.Format("04:05"), diff)
		}
		m.compareJobs(rt)
	}
}

// claim is the rule as written in ledger.Store.
func (m *model) claim(key ledger.Key, owner string, now time.Time) ledger.Claim {
	e, ok := m.jobs[key]
	switch {
	case ok && e.Stage != ledger.Claimed:
		return ledger.Claim{Entry: e}
	case ok && now.Before(e.Until):
		return ledger.Claim{Mine: e.Owner == owner, Entry: e}
	case !ok:
		e = ledger.Entry{Key: key, Stage: ledger.Claimed, First: now}
	}
	e.Owner, e.Until, e.Attempts = owner, now.Add(lease), e.Attempts+1
	m.jobs[key] = e
	return ledger.Claim{Mine: true, Entry: e}
}

func (m *model) drawPost(rt *rapid.T) call {
	key, owner := jobKey(rt), ownerOf(rt)
	ref := chat.Ref{Place: chat.Place{Platform: "discord", Tenant: "g", Channel: "c"}, Message: one(rt, "message", "m1", "m2")}
	return func(rt *rapid.T) {
		want, ok := m.jobs[key]
		kind := fault.Internal
		if !ok {
			kind = fault.Missing
		} else if want.Stage == ledger.Claimed {
			want.Stage, want.Ref = ledger.Posted, ref
			m.jobs[key] = want
		}
		got, err := m.store.Post(m.t.Context(), m.class, key, owner, ref)
		agree(rt, "note a post", err, kind)
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Fatalf("noted post (-want +got):\n%s", diff)
		}
		m.compareJobs(rt)
	}
}

func (m *model) drawConfirm(rt *rapid.T) call {
	key := jobKey(rt)
	return func(rt *rapid.T) {
		e, ok := m.jobs[key]
		kind := fault.Missing
		if ok {
			kind, e.Stage = fault.Internal, ledger.Confirmed
			m.jobs[key] = e
		}
		agree(rt, "confirm", m.store.Confirm(m.t.Context(), m.class, key), kind)
		m.compareJobs(rt)
	}
}

func (m *model) drawRelease(rt *rapid.T) call {
	key, owner := jobKey(rt), ownerOf(rt)
	return func(rt *rapid.T) {
		if e, ok := m.jobs[key]; ok && e.Stage == ledger.Claimed && e.Owner == owner {
			e.Owner, e.Until = "", time.Time{}
			m.jobs[key] = e
		}
		agree(rt, "release", m.store.Release(m.t.Context(), m.class, key, owner), fault.Internal)
		m.compareJobs(rt)
	}
}

// saved is the rule of whatever is changed by whoever read it last: the revision it has
// afterwards, and whether the save is refused.
func saved(have, with int, same bool) (revision int, kind fault.Kind) {
	switch {
	case have == with:
		return with + 1, fault.Internal
	case have == with+1 && same:
		return have, fault.Internal
	}
	return have, fault.Conflict
}

func (m *model) drawRound(rt *rapid.T) call {
	r := quiz.Round{
		ID: one[quiz.RoundID](rt, "round", "r0", "r1"), Class: m.class, Phase: one(rt, "phase", quiz.Lobby, quiz.Asking, quiz.Paused, quiz.Voted, quiz.Revealed, quiz.Over),
		Questions: []string{"q1", "q2"}, At: rapid.IntRange(-1, 1).Draw(rt, "at"), Began: t0, Touched: t0,
	}
	r.Revision = max(0, m.rounds[r.ID].Revision-rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(rt, "behind"))
	return func(rt *rapid.T) {
		was := m.rounds[r.ID]
		same := r
		same.Revision = was.Revision
		next, kind := saved(was.Revision, r.Revision, cmp.Equal(same, was))
		if kind == fault.Internal {
			now := r
			now.Revision = next
			m.rounds[r.ID] = now
		}
		agree(rt, "save a round", m.store.SaveRound(m.t.Context(), r), kind)
		m.compareRounds(rt)
	}
}

func (m *model) drawRecord(rt *rapid.T) call {
	r := record.Record{Class: m.class, Kind: one[record.Kind](rt, "kind", "note", "code"), ID: one(rt, "id", "a", "b")}
	key := string(r.Kind) + "/" + r.ID
	r.Revision = max(0, m.records[key].Revision-rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(rt, "behind"))
	if text := one(rt, "text", "", "one", "two", "three"); text != "" {
		r.Data = fmt.Appendf(nil, `{"text":%q}`, text)
	}
	return func(rt *rapid.T) {
		was, there := m.records[key]
		next, kind := saved(was.Revision, r.Revision, string(was.Data) == string(r.Data))
		switch {
		case r.Data == nil && (!there || was.Revision == r.Revision):
			kind = fault.Internal
			delete(m.records, key)
		case r.Data == nil:
			kind = fault.Conflict
		case kind == fault.Internal:
			now := r
			now.Revision = next
			m.records[key] = now
		}
		agree(rt, fmt.Sprintf("save record %s with revision %d and %q", key, r.Revision, r.Data), m.store.SaveRecord(m.t.Context(), r), kind)
		m.compareRecords(rt, r.Kind)
	}
}

func (m *model) drawClass(rt *rapid.T) call {
	c := class.Class{ID: m.class, Name: one(rt, "name", "Security", "Realism")}
	c.Revision = max(0, m.settings.Revision-rapid.SampledFrom([]int{0, 0, 1}).Draw(rt, "behind"))
	return func(rt *rapid.T) {
		next, kind := saved(m.settings.Revision, c.Revision, m.settings.Name == c.Name)
		if kind == fault.Internal {
			m.settings = c
			m.settings.Revision = next
		}
		agree(rt, "save the class", m.store.SaveClass(m.t.Context(), c), kind)
		m.compareClass(rt)
	}
}

func (m *model) drawProfile(rt *rapid.T) call {
	p := class.Profile{Student: student(rt, "student"), Name: one(rt, "name", "", "Ada", "Grace")}
	return func(rt *rapid.T) {
		if m.profiles[p.Student] = p; p.Empty() {
			delete(m.profiles, p.Student)
		}
		agree(rt, "save a profile", m.store.SaveProfile(m.t.Context(), m.class, p), fault.Internal)
		m.compareStudents(rt)
	}
}
