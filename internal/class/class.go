// Package class holds what a class is: one run of a course, with its places on any number of
// platforms, its calendar and daily prompt, its staff, and how its students appear to each
// other.
//
// A server or workspace where nobody has set anything up is a class too, with the settings of
// Default: its id follows from the server, so students can practise there at once.
package class

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"
	"time"

	"lectern/internal/chat"
	"lectern/internal/quiz"
	"lectern/internal/schedule"
)

// Class is the settings of a class. It is a value: change a copy and save it.
type Class struct {
	ID       quiz.ClassID  `json:"id"`
	Name     string        `json:"name,omitempty"`
	Language string        `json:"language,omitempty"` // BCP 47: of what is posted, and for who has none; English when empty
	Tenants  []Tenant      `json:"tenants,omitempty"`  // the servers and workspaces that belong to it
	Places   []chat.Place  `json:"places,omitempty"`   // where prompts and announcements are posted
	Schedule schedule.Text `json:"schedule"`           // its calendar, and when the daily prompt is posted
	Daily    Daily         `json:"daily"`
	Holds    []Hold        `json:"holds,omitempty"` // chapters and lessons that are kept back
	Staff    []Staff       `json:"staff,omitempty"`
	Grading  Grading       `json:"grading,omitzero"`
	Feed     int           `json:"feed,omitempty"`      // counts the addresses of its calendar: older ones are revoked
	Told     []Account     `json:"told,omitempty"`      // staff who want to be told in private what comes in
	KeepDays int           `json:"keep_days,omitempty"` // students are erased so many days after their last answer; 0: never
	Revision int           `json:"-"`                   // how often it was saved; set by the store
}

// Tenant is a server (Discord) or workspace (Slack).
type Tenant struct {
	Platform chat.Platform `json:"platform"`
	ID       string        `json:"id"`
}

// Daily is the prompt that the schedule posts.
type Daily struct {
	On         bool        `json:"on,omitempty"`
	Units      []string    `json:"units,omitempty"`      // ids of the chapters and lessons it asks about; all when empty
	Confidence bool        `json:"confidence,omitempty"` // ask how sure a student is
	Times      []PlaceTime `json:"times,omitempty"`      // of the places that do not follow the schedule's time or zone
}

// Zone is the class's time zone; UTC while the one that is set is not understood.
func (c Class) Zone() *time.Location {
	zone, err := schedule.ParseZone(c.Schedule.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// Date is the class's date at a moment.
func (c Class) Date(at time.Time) schedule.Date { return schedule.DateOf(at, c.Zone()) }

// Calendar gives the class days; from Monday to Friday while what is set is not understood.
func (c Class) Calendar() schedule.Calendar {
	if p, err := c.Schedule.Plan(); err == nil {
		return p.Calendar
	}
	return schedule.Calendar{Zone: time.UTC, Days: schedule.Weekdays}
}

// Staff names who may teach: a role or user group of a platform, or one person.
type Staff struct {
	Platform chat.Platform `json:"platform"`
	Tenant   string        `json:"tenant"`
	Role     string        `json:"role,omitempty"`
	Person   string        `json:"person,omitempty"`
	Name     string        `json:"name,omitempty"` // as it was shown when it was added
}

// Account is a person's account on a platform.
type Account struct {
	Platform chat.Platform `json:"platform"`
	Tenant   string        `json:"tenant,omitempty"`
	ID       string        `json:"id"`
}

// AccountOf is a person's account.
func AccountOf(p chat.Person) Account { return Account{p.Platform, p.Tenant, p.ID} }

// Person is the account as one to write to.
func (a Account) Person() chat.Person {
	return chat.Person{Platform: a.Platform, Tenant: a.Tenant, ID: a.ID}
}

// Tells tells whether somebody is told in private what comes in.
func (c Class) Tells(p chat.Person) bool { return slices.Contains(c.Told, AccountOf(p)) }

// Telling is Told with somebody among them, or not.
func (c Class) Telling(p chat.Person, yes bool) []Account {
	told := slices.DeleteFunc(slices.Clone(c.Told), func(a Account) bool { return a == AccountOf(p) })
	if yes {
		told = append(told, AccountOf(p))
	}
	return told
}

// Default is the class of a tenant where nothing has been set up.
func Default(t Tenant) Class {
	return Class{
		ID: DefaultID(t), Tenants: []Tenant{t},
		Schedule: schedule.Text{Zone: "UTC", Days: "Mon-Fri", Opens: "09:00", Questions: 1},
	}
}

// idLetters is how long an id is: 50 bits tell any number of servers apart that one program
// will ever see.
const idLetters = 10

// DefaultID names the class of a tenant before it is set up.
func DefaultID(t Tenant) quiz.ClassID {
	return quiz.ClassID(Digest(idLetters, "class", string(t.Platform), t.ID))
}

// Digest makes a name of n characters of [a-z2-7] (5 bits each) from parts.
func Digest(n int, parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:n]
}

// TenantOf is where a place belongs. A direct message belongs to no tenant.
func TenantOf(p chat.Place) Tenant { return Tenant{Platform: p.Platform, ID: p.Tenant} }

// Has tells whether a tenant belongs to the class.
func (c Class) Has(t Tenant) bool { return slices.Contains(c.Tenants, t) }

// PostsTo tells whether prompts are posted to a place.
func (c Class) PostsTo(p chat.Place) bool { return slices.Contains(c.Places, p) }

// IsStaff tells whether a person teaches the class: who may manage the server or owns the
// workspace does, and whoever Staff names. It is asked of the very request that acts.
func (c Class) IsStaff(who chat.Person) bool {
	if who.Admin && c.Has(Tenant{who.Platform, who.Tenant}) {
		return true
	}
	for _, s := range c.Staff {
		// In a direct message Discord names no server; an account is the same on all of them.
		if s.Platform != who.Platform || s.Tenant != who.Tenant && (who.Tenant != "" || who.Platform != "discord") {
			continue
		}
		if s.Person != "" && s.Person == who.ID || s.Role != "" && slices.Contains(who.Roles, s.Role) {
			return true
		}
	}
	return false
}

// Store keeps classes and profiles. Every method is one atomic step and may be repeated.
type Store interface {
	// SaveClass keeps a class whose Revision is the one it was read with, 0 for a new one.
	// When somebody else has saved it since, it is a fault.Conflict. Saving the same
	// contents again is no conflict.
	SaveClass(ctx context.Context, c Class) error
	// Classes lists all classes by id.
	Classes(ctx context.Context) ([]Class, error)
	// SaveProfile keeps how a student appears; a Profile that says nothing is removed.
	SaveProfile(ctx context.Context, class quiz.ClassID, p Profile) error
	// Profiles gives the profiles of those students that have one.
	Profiles(ctx context.Context, class quiz.ClassID, students []quiz.StudentID) (map[quiz.StudentID]Profile, error)
}
