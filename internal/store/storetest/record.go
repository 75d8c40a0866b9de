package storetest

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/record"
	"lectern/internal/store"
)

func records(t *testing.T, s store.Store) {
	r := record.Record{Class: ofClass, Kind: "note", ID: "b", Data: []byte(`{"text":"one"}`)}
	must(t, s.SaveRecord(t.Context(), r))
	must(t, s.SaveRecord(t.Context(), r)) // the reply was lost
	other := r
	other.Data = []byte(`{"text":"another"}`)
	if err := s.SaveRecord(t.Context(), other); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second first save: %v, want a conflict", err)
	}
	r.Revision, r.Data = 1, []byte(`{"text":"two"}`)
	must(t, s.SaveRecord(t.Context(), r))
	must(t, s.SaveRecord(t.Context(), record.Record{Class: ofClass, Kind: "note", ID: "a", Data: []byte(`{}`)}))
	must(t, s.SaveRecord(t.Context(), record.Record{Class: ofClass, Kind: "code", ID: "c", Data: []byte(`{}`)}))
	must(t, s.SaveRecord(t.Context(), record.Record{Class: "another", Kind: "note", ID: "d", Data: []byte(`{}`)}))
	r.Revision = 2
	list, err := s.Records(t.Context(), ofClass, "note")
	must(t, err)
	want := []record.Record{{Class: ofClass, Kind: "note", ID: "a", Revision: 1, Data: []byte(`{}`)}, r}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	got, err := s.Record(t.Context(), ofClass, "note", "b")
	must(t, err)
	if diff := cmp.Diff(r, got); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
	gone := record.Record{Class: ofClass, Kind: "note", ID: "b", Revision: 1}
	if err := s.SaveRecord(t.Context(), gone); !fault.Is(err, fault.Conflict) {
		t.Errorf("removing what was changed since: %v, want a conflict", err)
	}
	must(t, record.Remove(t.Context(), s, ofClass, "note", "b"))
	must(t, record.Remove(t.Context(), s, ofClass, "note", "b"))
	gone.Revision = 2
	must(t, s.SaveRecord(t.Context(), gone))
	if _, err := s.Record(t.Context(), ofClass, "note", "b"); !fault.Is(err, fault.Missing) {
		t.Errorf("a record that was removed: %v, want missing", err)
	}
}

// moveStudent links two accounts: ann answered p1 and p2, annie p2 and p3.
func moveStudent(t *testing.T, s store.Store) {
	for i, id := range []string{"p1", "p2", "p3"} {
		p := prompt(id)
		p.Opens = t0.Add(time.Duration(i) * time.Second)
		opened(t, s, p)
		if id != "p3" {
			give(t, s, p, answer(p, "ann", 100, "e-ann-"+id))
		}
		if id != "p1" {
			give(t, s, p, answer(p, "annie", 50, "e-annie-"+id))
		}
	}
	must(t, s.SaveProfile(t.Context(), ofClass, class.Profile{Student: "annie", Name: "Annie"}))
	for range 2 { // the reply was lost
		must(t, s.MoveStudent(t.Context(), ofClass, "annie", "ann"))
	}
	if got := points(t, s, "course"); got != 250 {
		t.Errorf("%d points after linking, want 100 + 100 + 50", got)
	}
	page, err := s.Standings(t.Context(), ofClass, "course", 10, "")
	must(t, err)
	if page.Total != 1 {
		t.Errorf("%d students on the board, want one", page.Total)
	}
	history, err := s.AnswersOf(t.Context(), ofClass, "ann", 10)
	must(t, err)
	if len(history) != 3 {
		t.Errorf("%d answers, want 3: %+v", len(history), history)
	}
	list, err := s.Answers(t.Context(), ofClass, "p2")
	must(t, err)
	if len(list) != 1 || list[0].Points != 100 {
		t.Errorf("where both answered, ann's own stands: %+v", list)
	}
	profiles, err := s.Profiles(t.Context(), ofClass, []quiz.StudentID{"ann", "annie"})
	must(t, err)
	if len(profiles) != 1 || profiles["ann"].Name != "Annie" {
		t.Errorf("profiles: %v", profiles)
	}
}

// moveHere links accounts that answered the same prompt in the same place.
func moveHere(t *testing.T, s store.Store) {
	p := opened(t, s, prompt("p1"))
	here := p
	here.Boards = append(slices.Clone(p.Boards), "place:x")
	give(t, s, here, answer(p, "ann", 100, "e1"))
	give(t, s, here, answer(p, "annie", 50, "e2"))
	must(t, s.MoveStudent(t.Context(), ofClass, "ann", "ann")) // an account is its own already
	must(t, s.MoveStudent(t.Context(), ofClass, "annie", "ann"))
	for _, b := range here.Boards {
		if got := points(t, s, b); got != 100 {
			t.Errorf("%d points on %s, want the 100 of the answer that stands", got, b)
		}
	}
	students(t, s, "ann")
}

func eraseStudent(t *testing.T, s store.Store) {
	p := opened(t, s, prompt("p1"))
	practice := prompt("p2")
	practice.Kind, practice.Boards = quiz.Practice, nil
	opened(t, s, practice)
	for _, who := range []string{"ann", "bob"} {
		give(t, s, p, answer(p, who, 100, "e-"+who))
		give(t, s, practice, answer(practice, who, 100, "f-"+who))
		must(t, s.SaveProfile(t.Context(), ofClass, class.Profile{Student: quiz.StudentID(who), Name: who}))
	}
	must(t, s.SaveProfile(t.Context(), ofClass, class.Profile{Student: "cyd", Hidden: true}))
	students(t, s, "ann", "bob", "cyd")
	points(t, s, "course")
	for range 2 {
		must(t, s.MoveStudent(t.Context(), ofClass, "ann", ""))
	}
	students(t, s, "bob", "cyd")
	if got := points(t, s, "course"); got != -1 {
		t.Errorf("ann is still on the board with %d points", got)
	}
	for who, want := range map[quiz.StudentID]int{"ann": 0, "bob": 2} {
		history, err := s.AnswersOf(t.Context(), ofClass, who, 10)
		must(t, err)
		profiles, err := s.Profiles(t.Context(), ofClass, []quiz.StudentID{who})
		must(t, err)
		if len(history) != want || (len(profiles) > 0) != (want > 0) {
			t.Errorf("%s has %d answers and the profile %v", who, len(history), profiles)
		}
	}
	list, err := s.Answers(t.Context(), ofClass, "p1")
	must(t, err)
	if len(list) != 1 || list[0].Student != "bob" {
		t.Errorf("answers that are left: %+v", list)
	}
}

func students(t *testing.T, s store.Store, want ...quiz.StudentID) {
	t.Helper()
	got, err := s.Students(t.Context(), ofClass)
	must(t, err)
	if !slices.Equal(got, want) {
		t.Errorf("students %v, want %v", got, want)
	}
}
