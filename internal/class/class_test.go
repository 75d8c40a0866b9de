package class_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lectern/internal/bank"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/course"
	"lectern/internal/quiz"
	"lectern/internal/schedule"
)

func monday() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) }

func ids[T any](list []T, id func(T) string) string {
	var out []string
	for _, v := range list {
		out = append(out, id(v))
	}
	return strings.Join(out, " ")
}

// TestWhoTeaches goes through every way of being staff, and the near misses.
func TestWhoTeaches(t *testing.T) {
	c := class.Class{
		Tenants: []class.Tenant{{Platform: "discord", ID: "d1"}, {Platform: "slack", ID: "s1"}},
		Staff: []class.Staff{
			{Platform: "discord", Tenant: "d1", Role: "tutors"},
			{Platform: "discord", Tenant: "d1", Person: "ann"},
			{Platform: "slack", Tenant: "s1", Person: "bob"},
			{Platform: "slack", Tenant: "s1"}, // names nobody
		},
	}
	for _, tt := range []struct {
		name    string
		who     chat.Person
		teaches bool
	}{
		{"who manages the server", chat.Person{Platform: "discord", Tenant: "d1", ID: "x", Admin: true}, true},
		{"who manages another server", chat.Person{Platform: "discord", Tenant: "d2", ID: "x", Admin: true}, false},
		{"who manages another platform's server of that id", chat.Person{Platform: "slack", Tenant: "d1", ID: "x", Admin: true}, false},
		{"a member", chat.Person{Platform: "discord", Tenant: "d1", ID: "x"}, false},
		{"who has the role", chat.Person{Platform: "discord", Tenant: "d1", ID: "x", Roles: []string{"a", "tutors"}}, true},
		{"who has a role of that name elsewhere", chat.Person{Platform: "discord", Tenant: "d2", ID: "x", Roles: []string{"tutors"}}, false},
		{"who is named", chat.Person{Platform: "discord", Tenant: "d1", ID: "ann"}, true},
		{"in a direct message of Discord, which names no server", chat.Person{Platform: "discord", ID: "ann"}, true},
		{"on another server, though one account", chat.Person{Platform: "discord", Tenant: "d2", ID: "ann"}, false},
		{"who is named, in Slack", chat.Person{Platform: "slack", Tenant: "s1", ID: "bob"}, true},
		{"that id in no workspace, which is nobody", chat.Person{Platform: "slack", ID: "bob"}, false},
		{"that id in another workspace", chat.Person{Platform: "slack", Tenant: "s2", ID: "bob"}, false},
		{"that id on another platform", chat.Person{Platform: "slack", Tenant: "s1", ID: "ann"}, false},
		{"nobody, without id and role", chat.Person{Platform: "slack", Tenant: "s1", Roles: []string{""}}, false},
	} {
		if got := c.IsStaff(tt.who); got != tt.teaches {
			t.Errorf("%s: teaches = %v", tt.name, got)
		}
	}
}

func TestAClassUnderstandsWhatItCanAndFallsBackOnWhatIsCommon(t *testing.T) {
	tokyo := class.Class{Schedule: schedule.Text{Zone: "Asia/Tokyo", Days: "Sat", Opens: "09:00", Questions: 1}}
	if late := monday().Add(8 * time.Hour); tokyo.Zone().String() != "Asia/Tokyo" || tokyo.Date(late).String() != "2026-11-24" {
		t.Errorf("at %s it is %s there", late, tokyo.Date(late))
	}
	saturday := schedule.DateOf(monday().AddDate(0, 0, 5), time.UTC)
	if cal := tokyo.Calendar(); !cal.Has(saturday) || cal.Has(saturday.AddDays(2)) {
		t.Error("its days are not those that were set")
	}
	lost := class.Class{Schedule: schedule.Text{Zone: "Atlantis", Days: "someday"}}
	if cal := lost.Calendar(); lost.Zone() != time.UTC || cal.Has(saturday) || !cal.Has(saturday.AddDays(2)) {
		t.Error("what is not understood counts as Monday to Friday in UTC")
	}
}

func TestStaffIsToldUntilItWantsNoMore(t *testing.T) {
	ann, bob := chat.Person{Platform: "discord", Tenant: "d1", ID: "ann"}, chat.Person{Platform: "slack", Tenant: "s1", ID: "bob"}
	var c class.Class
	c.Told = c.Telling(ann, true)
	before := c.Told
	c.Told = c.Telling(bob, true)
	c.Told = c.Telling(ann, true) // twice is once
	if len(c.Told) != 2 || !c.Tells(ann) || !c.Tells(bob) || len(before) != 1 || before[0].ID != "ann" {
		t.Errorf("told are %v, before %v", c.Told, before)
	}
	if c.Told = c.Telling(ann, false); c.Tells(ann) || !c.Tells(bob) {
		t.Errorf("told are still %v", c.Told)
	}
	if p := c.Told[0].Person(); p.Platform != "slack" || p.Tenant != "s1" || p.ID != "bob" {
		t.Errorf("written to is %+v", p)
	}
}

// TestNamesAreDigestsThatTellNothing: of a class where nothing was set up, and of a student.
func TestNamesAreDigestsThatTellNothing(t *testing.T) {
	c := class.Default(class.Tenant{Platform: "discord", ID: "d1"})
	other := class.Default(class.Tenant{Platform: "slack", ID: "d1"})
	if c.ID == other.ID || len(c.ID) != 10 || !c.Has(class.Tenant{Platform: "discord", ID: "d1"}) || c.Has(class.Tenant{Platform: "slack", ID: "d1"}) {
		t.Errorf("the classes are %+v and %+v", c, other)
	}
	if _, err := c.Schedule.Plan(); err != nil || c.Daily.On {
		t.Errorf("it must have a plan and ask nobody: %v", err)
	}
	if class.Digest(8, "a", "b") == class.Digest(8, "ab") || class.Digest(8, "a", "b") == class.Digest(8, "b", "a") {
		t.Error("parts run into each other")
	}

	person := func(p chat.Platform, tenant, id string) chat.Person {
		return chat.Person{Platform: p, Tenant: tenant, ID: id}
	}
	ann := class.StudentOf("ir", person("discord", "d1", "ann"))
	if len(ann) != 16 || ann[0] != 's' || strings.Contains(string(ann), "ann") {
		t.Errorf("the student is %s", ann)
	}
	if ann != class.StudentOf("ir", person("discord", "d2", "ann")) || ann != class.StudentOf("ir", person("discord", "", "ann")) {
		t.Error("an account of Discord is the same everywhere")
	}
	for _, same := range []quiz.StudentID{
		class.StudentOf("is", person("discord", "d1", "ann")), class.StudentOf("ir", person("discord", "d1", "bob")), class.StudentOf("ir", person("slack", "d1", "ann")),
	} {
		if same == ann {
			t.Error("another class, account or platform is another student")
		}
	}
	if class.StudentOf("ir", person("slack", "s1", "u")) == class.StudentOf("ir", person("slack", "s2", "u")) {
		t.Error("two workspaces may give the same id to two people")
	}
}

func TestPseudonymsFitABoardAndSeldomMeet(t *testing.T) {
	seen := map[string]bool{}
	for i := range 100 {
		student := class.StudentOf("ir", chat.Person{Platform: "slack", Tenant: "s1", ID: strings.Repeat("u", i)})
		name := class.Pseudonym("ir", student)
		if len(name) > class.MaxName || len(strings.Fields(name)) != 3 || name != class.Pseudonym("ir", student) {
			t.Errorf("the name is %q", name)
		}
		if number := strings.Fields(name)[2]; len(number) != 2 {
			t.Errorf("the number of %q has not two digits", name)
		}
		seen[name] = true
	}
	if len(seen) < 98 { // of some 170,000
		t.Errorf("a hundred students share %d names", len(seen))
	}
	if class.Pseudonym("ir", "s1") == class.Pseudonym("is", "s1") {
		t.Error("a name tells who it is in another class")
	}
	for p, empty := range map[class.Profile]bool{{}: true, {Student: "s"}: true, {Name: "A"}: false, {Hidden: true}: false, {Team: "B"}: false, {Gradebook: "c"}: false} {
		if p.Empty() != empty {
			t.Errorf("%+v says nothing: %v", p, p.Empty())
		}
	}
}

// TestWhatIsHeldBack follows a chapter that opens on Monday and a lesson that waits for staff.
func TestWhatIsHeldBack(t *testing.T) {
	chapter := &course.Unit{ID: "c1"}
	lesson := &course.Unit{ID: "c1/1", Parent: chapter}
	other := &course.Unit{ID: "c2"}
	section := &course.Unit{ID: "c2/1/x", Parent: &course.Unit{ID: "c2/1", Parent: other}}
	c := class.Class{Holds: []class.Hold{{Unit: "c2/1"}, {Unit: "c1", Until: monday()}, {Unit: "c2/1", Until: monday()}}}
	eve := monday().Add(-time.Nanosecond)
	if got := c.Held(eve); !slices.Equal(got, []string{"c1", "c2/1"}) {
		t.Errorf("held on the eve: %v", got)
	}
	if got := c.Held(monday()); !slices.Equal(got, []string{"c2/1"}) {
		t.Errorf("held on Monday: %v", got)
	}
	for _, tt := range []struct {
		unit        *course.Unit
		eve, monday bool
	}{{chapter, true, false}, {lesson, true, false}, {other, false, false}, {section, true, true}, {nil, false, false}} {
		if c.Hides(tt.unit, eve) != tt.eve || c.Hides(tt.unit, monday()) != tt.monday {
			t.Errorf("%+v is hidden on the eve: %v, on Monday: %v", tt.unit, c.Hides(tt.unit, eve), c.Hides(tt.unit, monday()))
		}
	}
	items := []*bank.Item{
		{Question: bank.Question{ID: "a"}, Chapter: chapter, Unit: lesson},
		{Question: bank.Question{ID: "b"}, Chapter: other, Unit: section},
		{Question: bank.Question{ID: "c"}, Chapter: other, Unit: other},
		{Question: bank.Question{ID: "d"}, Chapter: chapter}, // names a section that is not there
	}
	name := func(it *bank.Item) string { return it.ID }
	if got := ids(c.Released(items, eve), name); got != "c" {
		t.Errorf("asked on the eve: %s", got)
	}
	if got := ids(c.Released(items, monday()), name); got != "a c d" || ids(items, name) != "a b c d" {
		t.Errorf("asked on Monday: %s of %s", got, ids(items, name))
	}
	if got := (class.Class{}).Released(items, eve); len(got) != 4 {
		t.Errorf("without holds, %d are asked", len(got))
	}

	unit := func(h class.Hold) string { return h.Unit }
	if got := c.Holding(class.Hold{Unit: "b", Until: monday()}); ids(got, unit) != "b c1 c2/1 c2/1" || len(c.Holds) != 3 {
		t.Errorf("with one more: %v", got)
	}
	if got := c.Holding(class.Hold{Unit: "c2/1"}); ids(got, unit) != "c1 c2/1" || !got[1].Until.IsZero() {
		t.Errorf("in place of another: %v", got)
	}
	if got := c.Releasing("c1"); ids(got, unit) != "c2/1 c2/1" || ids(c.Holds, unit) != "c2/1 c1 c2/1" {
		t.Errorf("without one: %v of %v", got, c.Holds)
	}
}

func TestAPromptTellsTheDateItWasPlannedFor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := class.Class{ID: "ir", Schedule: schedule.Text{Zone: rapid.SampledFrom([]string{"UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"}).Draw(t, "zone")}}
		planned := schedule.DateOfNumber(rapid.IntRange(19_000, 22_000).Draw(t, "planned"))
		n := rapid.IntRange(0, 9).Draw(t, "number")
		hours := rapid.IntRange(-47, 47).Draw(t, "hours")
		noon := time.Date(planned.Year, planned.Month, planned.Day, 12, 0, 0, 0, c.Zone())
		p := quiz.Prompt{ID: class.DailyPrompt("ir", planned, n), Kind: quiz.Daily, Opens: noon.Add(time.Duration(hours) * time.Hour)}
		if got := c.PlannedDate(p); got != planned {
			t.Errorf("the %d. question of %s is said to be of %s", n+1, planned, got)
		}
		opened := c.Date(p.Opens)
		p.Kind = quiz.Practice
		if got := c.PlannedDate(p); got != opened {
			t.Errorf("practice that opened on %s is said to be of %s", opened, got)
		}
		p.Kind, p.ID = quiz.Daily, "d-of-before-an-upgrade"
		if got := c.PlannedDate(p); got != opened {
			t.Errorf("an unknown id that opened on %s is said to be of %s", opened, got)
		}
	})
	if a := class.DailyPrompt("ir", schedule.DateOf(monday(), time.UTC), 1); a == class.DailyPrompt("is", schedule.DateOf(monday(), time.UTC), 1) || len(a) != 13 || a[0] != 'd' {
		t.Errorf("the prompt is called %s", a)
	}
}
