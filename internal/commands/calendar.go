package commands

import (
	"context"
	"strconv"
	"time"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/doc"
	"lectern/internal/export"
	"lectern/internal/quiz"
	"lectern/internal/say"
)

// calendarOf is the action of a calendar's address. No control has it: a button's token opens no
// calendar, and an address pressed as a button does nothing.
const calendarOf = "ics"

// calendarToken is the private part of the address of a class's calendar. It is signed and names
// how often addresses were revoked, so that older ones can be told from the present one.
func (s *Set) calendarToken(c class.Class) chat.Token {
	return s.tokens.Seal(calendarOf, string(c.ID), strconv.Itoa(c.Feed))
}

// Calendar gives the calendar that a token from an address is for; false when there is none, be
// it forged, revoked or of a class that is gone.
func (s *Set) Calendar(ctx context.Context, token string, now time.Time) (id quiz.ClassID, data []byte, ok bool, err error) {
	action, args, err := s.tokens.Open(chat.Token(token))
	if err != nil || action != calendarOf || len(args) != 2 {
		return "", nil, false, nil //nolint:nilerr // whoever guesses learns nothing
	}
	c, known := s.room.Directory.ByID(quiz.ClassID(args[0]))
	if !known || strconv.Itoa(c.Feed) != args[1] {
		return "", nil, false, nil
	}
	data, err = export.Calendar(ctx, s.room.Store, c, s.catalogue().snap.Course.Title, s.to(c), now)
	return c.ID, data, err == nil, err
}

// exportCalendar tells the calendar's address, or gives the calendar as a file where the bot has
// no public address; revoke makes the addresses given so far invalid first.
func (s *Set) exportCalendar(ctx context.Context, r bot.Request) (chat.Card, error) {
	c, err := s.settled(ctx, r)
	if err != nil {
		return chat.Card{}, err
	}
	to := r.Say
	card := chat.Card{Title: to.T("The class's calendar")}
	if r.Sub == "revoke" {
		c, err = s.room.change(ctx, r, func(c *class.Class) (say.Text, error) {
			c.Feed++
			return say.T("revoked the calendar's address"), nil
		})
		if err != nil {
			return card, err
		}
		card.Body = append(card.Body, doc.Para(to.T("The former address no longer works. Whoever subscribed to it needs the new one.")))
	}
	if r.Sub != "revoke" { // whoever revokes gets the new one
		if err := s.room.log(ctx, c, r, say.T("asked for the class's calendar")); err != nil {
			return card, err
		}
	}
	card.Body = append(card.Body, doc.Para(to.T("It holds the questions of the day, when they close, and planned announcements; nothing about students.")))
	if s.public == "" {
		card.Body = append(card.Body, doc.Para(to.T("The bot has no public address (LECTERN_PUBLIC_URL), so nobody can subscribe to it. Here it is as a file, which does not change with the plan.")))
		data, err := export.Calendar(ctx, s.room.Store, c, s.catalogue().snap.Course.Title, s.to(c), r.Received)
		if err != nil {
			return card, err
		}
		card.Files = []chat.File{{Name: "calendar.ics", Type: "text/calendar", Data: data}}
		return card, nil
	}
	card.Body = append(card.Body,
		doc.Para(to.T("Subscribe to this address in a calendar program. Whoever has it can read the calendar; /export revoke makes it invalid.")),
		doc.Para(s.public+"/calendar/"+string(s.calendarToken(c))+".ics"))
	return card, nil
}
