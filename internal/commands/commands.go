// Package commands holds what can be asked in chat, one file per command, and their list.
//
// A command answers from one course snapshot, taken when the request starts. What its views
// need of a unit (title, crumbs, neighbours, parts with their tokens) is put together once
// per snapshot and shared by all requests.
package commands

import (
	"sync"
	"sync/atomic"

	"lectern/internal/bot"
	"lectern/internal/chart"
	"lectern/internal/class"
	"lectern/internal/course"
	"lectern/internal/say"
)

// Library gives the course as it is now.
type Library interface {
	Current() *course.Snapshot
}

// Options are what New needs.
type Options struct {
	Library   Library
	Tokens    *bot.Tokens
	Languages *say.Languages // of what is posted; English alone when nil
	PublicURL string         // the address seen from outside without a trailing slash, or empty
	Classroom *Classroom     // nil: only the commands that read
}

// Set is the commands over one course. It is safe for concurrent use.
type Set struct {
	library Library
	tokens  *bot.Tokens
	public  string
	tongues *say.Languages
	phrases phrases
	shelves shelves
	room    *Classroom

	pictures *chart.Cache

	current atomic.Pointer[catalogue]
	mu      sync.Mutex
	former  map[string]string // titles of units that edits have removed, by Ref
}

// New makes the commands of a course.
func New(o Options) *Set {
	return &Set{library: o.Library, tokens: o.Tokens, tongues: o.Languages, public: o.PublicURL, room: o.Classroom, pictures: chart.NewCache(keptPictures)}
}

// to speaks the language of a class: that of what all of it reads.
func (s *Set) to(c class.Class) *say.Speaker { return s.tongues.In(c.Language) }

// language speaks the language of the class in a place: what everybody there is shown.
func (s *Set) language(r bot.Request) *say.Speaker {
	if s.room == nil {
		return r.Say
	}
	return s.tongues.In(s.room.Language(r.At))
}

// List gives the commands in the order in which help shows them. A new command is a file of
// its own and a line here.
func (s *Set) List() []bot.Command {
	list := []bot.Command{s.section(), s.chapter(), s.search()}
	if s.room != nil {
		list = append(list, s.quiz(), s.review(), s.leaderboard(), s.me(), s.settings(), s.privacy(), s.link(), s.askCommand(), s.daily(), s.live(), s.announce(), s.class())
		if s.room.Insight != nil {
			list = append(list, s.stats())
		}
		list = append(list, s.export())
	}
	for i := range list {
		list[i] = s.linked(list[i])
	}
	return append(list, s.help(list))
}

// Kinds of Action, short because a Token is.
const (
	actOpen    = "o" // open a unit
	actPage    = "p" // another page of a unit
	actRead    = "a" // a page of a unit, in a message aside
	actShare   = "s" // a page of a unit, for the room
	actCourse  = "c" // the course's outline
	actResults = "r" // further search results
	actLook    = "l" // look something up
)
