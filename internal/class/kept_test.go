package class_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/say"
	"lectern/internal/store/sqlite"
)

func newStore(t *testing.T) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "store.db"))
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestACodeIsGoodOnceForOneThingAndTenMinutes(t *testing.T) {
	codes := class.Codes{Store: newStore(t)}
	make1 := func(p class.Purpose) string {
		id, err := codes.Make(t.Context(), class.Code{Purpose: p, Class: "ir", Student: "s1"}, monday())
		must(t, err)
		return id
	}
	link, late, join := make1(class.LinkAccounts), make1(class.LinkAccounts), make1(class.JoinClass)
	if len(link) != 8 || link == late || strings.ToLower(link) != link {
		t.Fatalf("the codes are %s and %s", link, late)
	}
	for _, tt := range []struct {
		name    string
		purpose class.Purpose
		typed   string
		after   time.Duration
		good    bool
	}{
		{"for another thing", class.LinkAccounts, join, 0, false},
		{"a guess", class.LinkAccounts, "aaaaaaaa", 0, false},
		{"too short", class.LinkAccounts, link[:7], 0, false},
		{"too long", class.LinkAccounts, link + "a", 0, false},
		{"no code at all", class.LinkAccounts, "all/link", 0, false},
		{"as it was typed on a telephone", class.LinkAccounts, " " + strings.ToUpper(link) + "\n", class.CodeLife - time.Second, true},
		{"again", class.LinkAccounts, link, time.Minute, false},
		{"when it has run out", class.LinkAccounts, late, class.CodeLife, false},
		{"for its own thing", class.JoinClass, join, 0, true},
	} {
		code, err := codes.Take(t.Context(), tt.purpose, tt.typed, monday().Add(tt.after))
		if tt.good && (err != nil || code.Class != "ir" || code.Student != "s1") || !tt.good && !fault.Is(err, fault.Missing) {
			t.Errorf("a code %s: %+v, %v", tt.name, code, err)
		}
	}
	// The next code sweeps out what has run out, and that alone.
	fresh, err := codes.Make(t.Context(), class.Code{Purpose: class.JoinClass, Class: "ir"}, monday().Add(class.CodeLife-time.Second))
	must(t, err)
	_, err = codes.Make(t.Context(), class.Code{Purpose: class.JoinClass, Class: "ir"}, monday().Add(class.CodeLife))
	must(t, err)
	left, err := codes.Store.Records(t.Context(), "codes", "code")
	must(t, err)
	if len(left) != 2 || !slices.ContainsFunc([]string{left[0].ID, left[1].ID}, func(id string) bool { return id == fresh }) {
		t.Errorf("%d codes are kept", len(left))
	}
}

func TestOfManyWhoGiveACodeOneIsTakenIn(t *testing.T) {
	codes := class.Codes{Store: newStore(t)}
	id, err := codes.Make(t.Context(), class.Code{Purpose: class.LinkAccounts, Class: "ir", Student: "s1"}, monday())
	must(t, err)
	var won atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := codes.Take(t.Context(), class.LinkAccounts, id, monday()); err == nil {
				won.Add(1)
			} else if !fault.Is(err, fault.Missing) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 {
		t.Errorf("%d were let in", won.Load())
	}
}

func TestWhichClassADirectMessageIsAbout(t *testing.T) {
	desks := class.Desks{Store: newStore(t)}
	ann, bob := chat.Person{Platform: "discord", ID: "ann"}, chat.Person{Platform: "discord", ID: "bob"}
	chosen := func(who chat.Person) quiz.ClassID {
		d, ok, err := desks.Of(t.Context(), who)
		must(t, err)
		if ok != (d.Class != "") || ok && d.Student != class.StudentOf(d.Class, who) {
			t.Errorf("%s has chosen %+v: %v", who.ID, d, ok)
		}
		return d.Class
	}
	want := func(a, b quiz.ClassID) {
		t.Helper()
		if chosen(ann) != a || chosen(bob) != b {
			t.Errorf("ann has chosen %q and bob %q, want %q and %q", chosen(ann), chosen(bob), a, b)
		}
	}
	want("", "")
	must(t, desks.Choose(t.Context(), ann, "ir"))
	must(t, desks.Choose(t.Context(), bob, "ir"))
	must(t, desks.Choose(t.Context(), ann, "is"))
	want("is", "ir")
	atServer := ann
	atServer.Tenant = "d1"
	if chosen(atServer) != "is" {
		t.Error("the choice is the account's, wherever it was made")
	}
	must(t, desks.ForgetStudent(t.Context(), "ir", class.StudentOf("ir", ann))) // it has left that class for another
	must(t, desks.ForgetStudent(t.Context(), "is", class.StudentOf("is", bob)))
	want("is", "ir")
	must(t, desks.ForgetStudent(t.Context(), "ir", class.StudentOf("ir", bob)))
	want("is", "")
	must(t, desks.Forget(t.Context(), ann))
	must(t, desks.Forget(t.Context(), ann)) // nothing is left to forget
	want("", "")

	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, ok, err := desks.Of(gone, ann); err == nil || ok {
		t.Errorf("while the store is away: %v, %v", ok, err)
	}
	if err := desks.Choose(gone, ann, "ir"); err == nil {
		t.Error("a choice was kept while the store is away")
	}
}

func TestTheLogTellsWhatStaffDidNewestFirst(t *testing.T) {
	log := class.Log{Store: newStore(t)}
	ann := chat.Person{Platform: "slack", Tenant: "s1", ID: "ann", Name: "Ann"}
	hall := chat.Place{Platform: "slack", Tenant: "s1", Channel: "hall"}
	thread := chat.Place{Platform: "slack", Tenant: "s1", Channel: "hall", Thread: "17.5"}
	at := monday().Add(1500 * time.Millisecond).In(time.FixedZone("", 3600))
	what := say.T("posted {{.Count}} to {{.Place}} and {{.Thread}}", say.Args{"Count": 2, "Place": hall, "Thread": thread})
	for range 2 { // the platform delivered it twice
		must(t, log.Add(t.Context(), "ir", ann, "e1", at, what))
	}
	must(t, log.Add(t.Context(), "ir", ann, "e2", at.Add(time.Millisecond), say.T("did it again")))
	must(t, log.Add(t.Context(), "ir", ann, "e2", at.Add(-time.Hour), say.T("began")))
	must(t, log.Add(t.Context(), "is", ann, "e3", at, say.T("taught elsewhere")))
	list, err := log.Latest(t.Context(), "ir", 10)
	must(t, err)
	if got := ids(list, func(a class.Act) string { return a.What }); got != "did it again posted {{.Count}} to {{.Place}} and {{.Thread}} began" {
		t.Fatalf("the log tells %s", got)
	}
	want := class.Act{
		At: monday().Add(time.Second), Platform: "slack", Person: "ann", Name: "Ann", What: what.Key,
		Args:   map[string]string{"Count": "2", "Place": "slack channel hall", "Thread": "slack channel 17.5"},
		Places: map[string]chat.Place{"Place": hall, "Thread": thread},
	}
	if diff := cmp.Diff(want, list[1]); diff != "" {
		t.Errorf("written down (-want +got):\n%s", diff)
	}
	if got := list[1].Text().String(); got != "posted 2 to slack channel hall and slack channel 17.5" {
		t.Errorf("it reads %q", got)
	}
	if two, err := log.Latest(t.Context(), "ir", 2); err != nil || len(two) != 2 || two[0].What != "did it again" {
		t.Errorf("the latest two are %v, %v", two, err)
	}
}

func place(c string) chat.Place { return chat.Place{Platform: "discord", Tenant: "d1", Channel: c} }

func TestADirectoryKnowsTheClassOfEveryPlace(t *testing.T) {
	s := newStore(t)
	d, err := class.NewDirectory(t.Context(), s, nil)
	must(t, err)
	fresh, err := d.Of(place("hall"))
	if err != nil || fresh.ID != class.DefaultID(class.Tenant{Platform: "discord", ID: "d1"}) || len(d.List()) != 0 || fresh.Revision != 0 {
		t.Errorf("where nothing was set up: %+v, %v", fresh, err)
	}
	dm := chat.Place{Platform: "discord", Channel: "dm"}
	if _, err := d.Of(dm); !class.IsUnclear(err) {
		t.Errorf("a direct message to nobody's class: %v", err)
	}
	saved, err := d.Update(t.Context(), place("hall"), func(c *class.Class) error { c.Name = "IR"; return nil })
	if err != nil || saved.Name != "IR" || saved.Revision != 1 || len(d.List()) != 1 {
		t.Errorf("saved %+v, %v", saved, err)
	}
	if c, err := d.Of(dm); err != nil || c.ID != saved.ID {
		t.Errorf("a direct message where there is one class: %+v, %v", c, err)
	}
	if c, err := d.Of(chat.Place{Platform: "terminal"}); err != nil || c.ID == saved.ID {
		t.Errorf("a place that is no direct message: %+v, %v", c, err)
	}
	replica, err := class.NewDirectory(t.Context(), s, nil)
	must(t, err)
	if c, ok := replica.ByID(saved.ID); !ok || c.Name != "IR" {
		t.Errorf("another replica knows %+v", c)
	}
	other := chat.Place{Platform: "slack", Tenant: "s1", Channel: "C"}
	_, err = d.Update(t.Context(), other, func(c *class.Class) error { c.Name = "IS"; return nil })
	must(t, err)
	if _, err := d.Of(dm); !class.IsUnclear(err) || class.IsUnclear(errors.New("x")) || class.IsUnclear(fault.New(fault.Missing, "Gone.", "")) || class.IsUnclear(nil) {
		t.Errorf("a direct message where there are two: %v", err)
	}
	if c, err := replica.Of(other); err != nil || c.Revision != 0 {
		t.Errorf("another replica does not know yet: %+v, %v", c, err)
	}
	must(t, replica.Reload(t.Context()))
	if c, err := replica.Of(other); err != nil || c.Name != "IS" {
		t.Errorf("another replica knows by now: %+v, %v", c, err)
	}
	if _, ok := d.ByID("nosuch"); ok {
		t.Error("a class that nobody set up is found")
	}
}

// TestNothingOfAChangeIsSeenBeforeItIsSaved edits in place what others read at that moment.
func TestNothingOfAChangeIsSeenBeforeItIsSaved(t *testing.T) {
	d, err := class.NewDirectory(t.Context(), newStore(t), nil)
	must(t, err)
	fill := func(c *class.Class) error {
		c.Places, c.Staff = []chat.Place{place("hall")}, []class.Staff{{Person: "ann"}}
		c.Told, c.Holds = []class.Account{{ID: "ann"}}, []class.Hold{{Unit: "c1"}}
		c.Daily = class.Daily{Units: []string{"c1"}, Times: []class.PlaceTime{{Opens: "10:00"}}}
		return nil
	}
	before, err := d.Update(t.Context(), place("hall"), fill)
	must(t, err)
	was := fmt.Sprintf("%+v", before)
	refused := errors.New("refused")
	_, err = d.Update(t.Context(), place("hall"), func(c *class.Class) error {
		c.Tenants[0].ID, c.Places[0].Channel, c.Staff[0].Person, c.Told[0].ID, c.Holds[0].Unit, c.Daily.Units[0], c.Daily.Times[0].Opens = "x", "x", "x", "x", "x", "x", "x"
		return refused
	})
	now, _ := d.Of(place("hall"))
	if !errors.Is(err, refused) || fmt.Sprintf("%+v", now) != was {
		t.Errorf("after a refused change (%v):\n%+v\nwas\n%s", err, now, was)
	}
}

func TestAChangeIsMadeAgainOnWhatOthersHaveSaved(t *testing.T) {
	s := newStore(t)
	d, err := class.NewDirectory(t.Context(), s, nil)
	must(t, err)
	other, err := class.NewDirectory(t.Context(), s, nil)
	must(t, err)
	rename := func(d *class.Directory, name string) {
		_, err := d.Update(t.Context(), place("hall"), func(c *class.Class) error { c.Name += name; return nil })
		must(t, err)
	}
	rename(d, "a")
	times := 0
	got, err := d.Update(t.Context(), place("hall"), func(c *class.Class) error {
		if times++; times <= 4 {
			rename(other, "b") // between our reading and our saving
		}
		c.Language = "de"
		return nil
	})
	if err != nil || times != 5 || got.Name != "abbbb" || got.Language != "de" {
		t.Errorf("after %d times: %+v, %v", times, got, err)
	}
	_, err = d.Update(t.Context(), place("hall"), func(c *class.Class) error { rename(other, "c"); c.Language = "es"; return nil })
	if now, _ := d.Of(place("hall")); !fault.Is(err, fault.Busy) || now.Language != "de" {
		t.Errorf("against somebody who never stops: %v, language %s", err, now.Language)
	}
}

func TestAServerJoinsAnotherClassAndTakesNothingAlong(t *testing.T) {
	d, err := class.NewDirectory(t.Context(), newStore(t), nil)
	must(t, err)
	there := chat.Place{Platform: "slack", Tenant: "s1", Channel: "C"}
	ir, err := d.Update(t.Context(), place("hall"), func(c *class.Class) error { c.Places = []chat.Place{place("hall")}; return nil })
	must(t, err)
	old, err := d.Update(t.Context(), there, func(c *class.Class) error {
		c.Tenants = append(c.Tenants, class.Tenant{Platform: "slack", ID: "s2"})
		elsewhere := chat.Place{Platform: "slack", Tenant: "s2", Channel: "D"}
		c.Places = []chat.Place{there, elsewhere}
		c.Daily.Times = []class.PlaceTime{{Place: there, Opens: "10:00"}, {Place: elsewhere, Opens: "11:00"}}
		return nil
	})
	must(t, err)
	joined, err := d.Join(t.Context(), class.TenantOf(there), ir.ID)
	if err != nil || joined.ID != ir.ID || !joined.Has(class.TenantOf(there)) || !joined.Has(class.TenantOf(place(""))) || joined.PostsTo(there) || !joined.PostsTo(place("hall")) {
		t.Errorf("joined %+v, %v", joined, err)
	}
	if left, ok := d.ByID(old.ID); !ok || len(left.Tenants) != 1 || left.Tenants[0].ID != "s2" || len(left.Places) != 1 || len(left.Daily.Times) != 1 || left.Daily.Times[0].Opens != "11:00" {
		t.Errorf("what is left of its class: %+v", left)
	}
	if c, err := d.Of(there); err != nil || c.ID != ir.ID {
		t.Errorf("it belongs to %s, %v", c.ID, err)
	}
	if same, err := d.Join(t.Context(), class.TenantOf(there), ir.ID); !fault.Is(err, fault.Conflict) || same.ID != ir.ID {
		t.Errorf("joining again: %v", err)
	}
	if _, err := d.Join(t.Context(), class.Tenant{Platform: "slack", ID: "s9"}, "nosuch"); !fault.Is(err, fault.Missing) {
		t.Errorf("joining a class that is gone: %v", err)
	}
	// A server where nothing was set up has nothing to leave.
	if c, err := d.Join(t.Context(), class.Tenant{Platform: "slack", ID: "s9"}, ir.ID); err != nil || len(c.Tenants) != 3 || len(d.List()) != 2 {
		t.Errorf("a fresh server: %+v, %v", c, err)
	}
}
