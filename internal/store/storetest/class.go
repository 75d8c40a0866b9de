package storetest

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/schedule"
	"lectern/internal/store"
)

func listedPrompts(t *testing.T, s store.Store) {
	for i, id := range []string{"p1", "p2", "p3", "p4"} {
		p := prompt(id)
		p.Opens = t0.Add(time.Duration(i/2) * time.Hour) // p1 and p2 open together, as do p3 and p4
		opened(t, s, p)
	}
	must(t, s.ClosePrompt(t.Context(), ofClass, "p3"))
	list, err := s.Prompts(t.Context(), ofClass, 3)
	must(t, err)
	var ids []quiz.PromptID
	for _, p := range list {
		ids = append(ids, p.ID)
	}
	if want := []quiz.PromptID{"p4", "p3", "p2"}; !slices.Equal(ids, want) {
		t.Errorf("got %v, want %v", ids, want)
	}
	if list, err := s.Prompts(t.Context(), ofClass, 0); err != nil || len(list) != 0 {
		t.Errorf("at most none: %v, %v", list, err)
	}
}

func practice(t *testing.T, s store.Store) {
	p := prompt("p1")
	p.Kind, p.Boards, p.Closes = quiz.Practice, nil, time.Time{}
	opened(t, s, p)
	a := answer(p, "ann", 100, "e1")
	if r := give(t, s, p, a); r.Outcome != quiz.Recorded {
		t.Errorf("outcome %q", r.Outcome)
	}
	open, err := s.OpenPrompts(t.Context(), ofClass)
	must(t, err)
	all, err := s.Prompts(t.Context(), ofClass, 10)
	must(t, err)
	if len(open)+len(all) > 0 {
		t.Errorf("listed: %v, %v", open, all)
	}
	history, err := s.AnswersOf(t.Context(), ofClass, "ann", 10)
	must(t, err)
	if diff := cmp.Diff([]quiz.Answer{a}, history); diff != "" {
		t.Errorf("ann's answers (-want +got):\n%s", diff)
	}
}

func ownBoard(t *testing.T, s store.Store) {
	p := opened(t, s, prompt("p1"))
	p.Boards = append(slices.Clone(p.Boards), "place:x")
	give(t, s, p, answer(p, "ann", 100, "e1"))
	give(t, s, p, answer(p, "ann", 100, "e1"))
	if got := points(t, s, "place:x"); got != 100 {
		t.Errorf("%d points on the board, want 100", got)
	}
}

func saveClass(t *testing.T, s store.Store) {
	c := class.Class{
		ID: "c2", Name: "Security 101", Tenants: []class.Tenant{{Platform: "discord", ID: "g1"}},
		Places:   []chat.Place{{Platform: "discord", Tenant: "g1", Channel: "c1"}},
		Schedule: schedule.Text{Zone: "Europe/Berlin", Days: "Mon-Fri", Skip: "2026-12-24", Opens: "09:00", Questions: 2},
		Daily: class.Daily{On: true, Units: []string{"chapter1"}, Times: []class.PlaceTime{
			{Place: chat.Place{Platform: "discord", Tenant: "g1", Channel: "c1"}, Opens: "15:00", Zone: "Asia/Tokyo"},
		}},
		Staff: []class.Staff{{Platform: "discord", Tenant: "g1", Role: "r"}},
	}
	must(t, s.SaveClass(t.Context(), c))
	must(t, s.SaveClass(t.Context(), c)) // the reply was lost
	other := c
	other.Name = "Another"
	if err := s.SaveClass(t.Context(), other); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second first save: %v, want a conflict", err)
	}
	c.Revision, c.Name = 1, "Security 102"
	must(t, s.SaveClass(t.Context(), c))
	if err := s.SaveClass(t.Context(), class.Class{ID: "c2", Revision: 1, Name: "late"}); !fault.Is(err, fault.Conflict) {
		t.Errorf("a save of what was read too early: %v, want a conflict", err)
	}
	must(t, s.SaveClass(t.Context(), class.Class{ID: "c1"}))
	got, err := s.Classes(t.Context())
	must(t, err)
	c.Revision = 2
	if diff := cmp.Diff([]class.Class{{ID: "c1", Revision: 1}, c}, got); diff != "" {
		t.Errorf("classes (-want +got):\n%s", diff)
	}
}

func profiles(t *testing.T, s store.Store) {
	ann, bob := class.Profile{Student: "ann", Name: "Ann"}, class.Profile{Student: "bob", Hidden: true, Team: "Red"}
	for _, p := range []class.Profile{ann, bob, {Student: "cat", Name: "Cat"}} {
		must(t, s.SaveProfile(t.Context(), ofClass, p))
	}
	must(t, s.SaveProfile(t.Context(), ofClass, class.Profile{Student: "cat"}))
	got, err := s.Profiles(t.Context(), ofClass, []quiz.StudentID{"ann", "bob", "cat", "dan"})
	must(t, err)
	if diff := cmp.Diff(map[quiz.StudentID]class.Profile{"ann": ann, "bob": bob}, got); diff != "" {
		t.Errorf("profiles (-want +got):\n%s", diff)
	}
	if got, err := s.Profiles(t.Context(), "another", []quiz.StudentID{"ann"}); err != nil || len(got) != 0 {
		t.Errorf("another class sees %v, %v", got, err)
	}
	if got, err := s.Profiles(t.Context(), ofClass, nil); err != nil || len(got) != 0 {
		t.Errorf("nobody's profiles: %v, %v", got, err)
	}
}

func saveRound(t *testing.T, s store.Store) {
	r := quiz.Round{ID: "r1", Class: ofClass, Phase: quiz.Lobby, Questions: []string{"q1", "q2"}, At: -1, Began: t0, Touched: t0}
	must(t, s.SaveRound(t.Context(), r))
	must(t, s.SaveRound(t.Context(), r))
	r.Revision, r.Phase, r.At, r.Prompt = 1, quiz.Asking, 0, "p1"
	must(t, s.SaveRound(t.Context(), r))
	stale := r
	stale.Phase = quiz.Over
	if err := s.SaveRound(t.Context(), stale); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second step from the same state: %v, want a conflict", err)
	}
	r.Revision = 2
	got, err := s.Round(t.Context(), ofClass, "r1")
	must(t, err)
	if diff := cmp.Diff(r, got); diff != "" {
		t.Errorf("round (-want +got):\n%s", diff)
	}
	must(t, s.SaveRound(t.Context(), quiz.Round{ID: "r2", Class: ofClass, Phase: quiz.Lobby, Began: t0, Touched: t0}))
	must(t, s.SaveRound(t.Context(), quiz.Round{ID: "r2", Class: ofClass, Phase: quiz.Over, Began: t0, Touched: t0, Revision: 1}))
	open, err := s.OpenRounds(t.Context(), ofClass)
	must(t, err)
	if len(open) != 1 || open[0].ID != "r1" || open[0].Revision != 2 {
		t.Errorf("open rounds: %+v", open)
	}
	if _, err := s.Round(t.Context(), ofClass, "nobody"); !fault.Is(err, fault.Missing) {
		t.Errorf("a round nobody began: %v, want missing", err)
	}
}
