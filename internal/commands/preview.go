package commands

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"lectern/internal/announce"
	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/say"
)

// actPreview is what the links to previews carry; it is no action of a button.
const actPreview = "ap"

// previewLife is for how long a link shows an announcement that is not posted yet.
const previewLife = time.Hour

// previewLink shows staff an announcement as every platform would; empty where the pages
// cannot be reached.
func (s *Set) previewLink(a announce.Announcement, on chat.Platform, now time.Time) string {
	if s.room.Insight == nil {
		return ""
	}
	site := s.room.Insight.Site(on)
	if site == "" {
		return ""
	}
	until := strconv.FormatInt(now.Add(previewLife).Unix(), 36)
	return site + "/class/preview/" + string(s.tokens.Seal(actPreview, string(a.Class), string(a.ID), until))
}

// Preview gives the announcement that a link shows; false when it shows nothing any more.
func (s *Set) Preview(ctx context.Context, link string, at time.Time) (chat.View, bool, error) {
	action, args, err := s.tokens.Open(chat.Token(link))
	if err != nil || action != actPreview || len(args) != 3 || s.room == nil {
		return nil, false, nil //nolint:nilerr // a link that was not made here shows nothing
	}
	until, err := strconv.ParseInt(args[2], 36, 64)
	if err != nil || at.Unix() > until {
		return nil, false, nil //nolint:nilerr // see above
	}
	c, ok := s.room.Directory.ByID(quiz.ClassID(args[0]))
	if !ok {
		return nil, false, nil
	}
	a, err := s.room.book().Get(ctx, c.ID, announce.ID(args[1]))
	if fault.Is(err, fault.Missing) {
		return nil, false, nil
	}
	return s.Announcement(c, a), err == nil, err
}

// noticePlace toggles one place: this before its short name.
const noticePlace = "at-"

// placeKey is a place's short name in a token.
func placeKey(p chat.Place) string {
	return class.Digest(8, string(p.Platform), p.Tenant, p.Channel, p.Thread)
}

// placeMenu chooses the places of an announcement one by one.
func (s *Set) placeMenu(c class.Class, a announce.Announcement, r bot.Request) (chat.Menu, bool) {
	if len(c.Places) < 2 {
		return chat.Menu{}, false
	}
	m := chat.Menu{Label: r.Say.T("Where it is posted")}
	in, call := a.Targets(c), s.naming(r)
	for _, p := range c.Places[:min(len(c.Places), latestNotices)] {
		name := call.text(p)
		if p == r.At {
			name = r.Say.T("this channel")
		}
		label, detail := r.Say.T("Add {{.Place}}", say.Args{"Place": name}), r.Say.T("not posted there")
		if contains(in, p) {
			label, detail = r.Say.T("Leave out {{.Place}}", say.Args{"Place": name}), r.Say.T("posted there")
		}
		m.Options = append(m.Options, chat.Option{Label: label, Description: detail, Token: s.tokens.Seal(actNotice, string(a.ID), noticePlace+placeKey(p))})
	}
	return m, true
}

func contains(list []chat.Place, p chat.Place) bool {
	return slices.Contains(list, p)
}

// togglePlace adds a place to an announcement or leaves it out.
func togglePlace(c class.Class, a *announce.Announcement, what string) error {
	key := strings.TrimPrefix(what, noticePlace)
	var next []chat.Place
	known := false
	for _, p := range c.Places {
		in := contains(a.Targets(c), p)
		if placeKey(p) == key {
			in, known = !in, true
		}
		if in {
			next = append(next, p)
		}
	}
	switch {
	case !known:
		return fault.New(fault.Missing, "This channel is not a place of the class any more.", "Open the announcement again with /announce list.")
	case len(next) == 0:
		return fault.New(fault.Invalid, "An announcement needs a place.", "Add another one first, or discard it.")
	case len(next) == len(c.Places):
		next = nil
	}
	a.Places = next
	return nil
}
