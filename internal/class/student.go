package class

import (
	"strconv"
	"strings"

	"lectern/internal/chat"
	"lectern/internal/quiz"
)

// Profile is how a student chose to appear on boards. Who chose nothing has none, and is shown
// under a made-up name.
type Profile struct {
	Student quiz.StudentID `json:"-"`
	Name    string         `json:"name,omitempty"` // own name or alias
	Hidden  bool           `json:"hidden,omitempty"`
	Team    string         `json:"team,omitempty"`
	// Gradebook is what the student is called in the school's gradebook (an e-mail address, a
	// number, a user name), given by the student alone and shown to staff alone.
	Gradebook string `json:"gradebook,omitempty"`
}

// Empty tells whether the profile says nothing.
func (p Profile) Empty() bool { return p.Name == "" && !p.Hidden && p.Team == "" && p.Gradebook == "" }

// MaxGradebook is how many characters a Profile's Gradebook may have: an e-mail address has at
// most 254 (RFC 5321 §4.5.3.1.3, less the brackets).
const MaxGradebook = 254

// MaxName is how many characters a name on a board may have.
const MaxName = 32

// StudentOf names the student behind an account in a class. It tells nothing about the account
// to whoever does not hold it, and is another one in every class.
func StudentOf(class quiz.ClassID, who chat.Person) quiz.StudentID {
	tenant := who.Tenant
	if who.Platform == "discord" {
		tenant = "" // a Discord account is the same on every server
	}
	return quiz.StudentID("s" + Digest(15, "student", string(class), string(who.Platform), tenant, who.ID))
}

// Pseudonym is the name under which a student without a profile appears: stable within the
// class, and the same for everybody who looks.
func Pseudonym(class quiz.ClassID, student quiz.StudentID) string {
	adjectives := strings.Fields(`Amber Bold Brave Bright Calm Clever Coral Crisp Eager Early Fair Fleet Gentle Golden Grand Green
		Happy Jolly Keen Kind Lively Lucky Merry Mild Noble Olive Patient Plucky Proud Quick Quiet Rapid Ready Royal Silver Sly Steady Sunny Swift Warm Wise Witty`)
	animals := strings.Fields(`Badger Beaver Bison Crane Deer Dolphin Eagle Falcon Finch Fox Gecko Gull Hare Hawk Heron Ibex Ibis
		Jay Koala Lark Lemur Lion Lynx Marten Mole Moose Newt Orca Osprey Otter Owl Panda Pelican Puffin Raven Robin Seal Stork Swan Tapir Tern Tiger Vole Wolf Wren Yak`)
	seed, _ := strconv.ParseUint(strings.Map(bit, Digest(40, "name", string(class), string(student))), 2, 64)
	return adjectives[seed%uint64(len(adjectives))] + " " + animals[seed/64%uint64(len(animals))] + " " + strconv.FormatUint(10+seed/4096%90, 10)
}

// bit maps the letters of a Digest to one bit each.
func bit(r rune) rune {
	if r%2 == 0 {
		return '0'
	}
	return '1'
}
