package commands_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/fault"
)

// auditor plays a class through everything that staff can do, and looks after each act what the
// log has of it. It remembers what was offered and what was tried.
type auditor struct {
	*room

	tokens  *bot.Tokens
	staff   map[string]bool // the actions that are for staff
	offered map[string]bool
	tried   map[string]bool
}

func newAuditor(t *testing.T) *auditor {
	a := &auditor{room: newRoom(t), staff: map[string]bool{}, offered: map[string]bool{}, tried: map[string]bool{}}
	var err error
	a.tokens, err = bot.NewTokens([]byte("a secret of enough length"))
	must(t, err)
	for _, c := range a.set.List() {
		if c.Spec.Staff {
			for _, sub := range c.Spec.Subs {
				a.offered["/"+c.Spec.Name+" "+sub.Name] = true
			}
		}
		for _, action := range c.Actions {
			if action.Role < bot.Staff && !c.Spec.Staff {
				continue
			}
			a.staff[action.Name] = true
			if action.Submit != nil {
				a.offered["form "+action.Name] = true
			}
		}
	}
	return a
}

// kind names what a token does without whom it does it to.
func (a *auditor) kind(token chat.Token) (string, bool) {
	action, args, err := a.tokens.Open(token)
	must(a.t, err)
	words := []string{"press", action}
	verb := regexp.MustCompile(`^([a-z]{2,8}|at-|out-|log-)`)
	for _, arg := range args {
		if v := verb.FindString(arg); v != "" && (v == arg || strings.HasSuffix(v, "-")) {
			words = append(words, v)
		}
	}
	return strings.Join(words, " "), a.staff[action]
}

// offers remembers every control of a view that is for staff.
func (a *auditor) offers(v chat.View) {
	for _, token := range chat.Tokens(v) {
		if token == "" {
			continue
		}
		if kind, staff := a.kind(token); staff {
			a.offered[kind] = true
		}
	}
}

func (a *auditor) log() []string {
	acts, err := class.Log{Store: a.store}.Latest(a.t.Context(), a.classID(), 2000)
	must(a.t, err)
	lines := make([]string, len(acts))
	for i, act := range acts {
		lines[i] = act.Text().String()
	}
	return lines
}

// act does something and compares what the log has of it: one line that begins so, or none.
func (a *auditor) act(line string, do func() chat.Reply) chat.View {
	a.t.Helper()
	a.now = a.now.Add(time.Second)
	before := len(a.log())
	v := do().View
	a.offers(v)
	after := a.log()
	switch added := after[:len(after)-before]; {
	case line == "" && len(added) > 0:
		a.t.Errorf("nothing was done, and the log has %q; the answer was\n%s", added, saying(v))
	case line != "" && (len(added) != 1 || !strings.HasPrefix(added[0], line)):
		a.t.Errorf("the log has %q, want %q; the answer was\n%s", added, line, saying(v))
	}
	return v
}

func (a *auditor) says(command, line string) chat.View {
	a.t.Helper()
	words := strings.Fields(command)
	a.tried[strings.Join(words[:min(len(words), 2)], " ")] = true
	return a.act(line, func() chat.Reply { return a.say(teacher(), command) })
}

// token finds a button or an entry of a menu.
func (a *auditor) token(v chat.View, label string) chat.Token {
	a.t.Helper()
	for _, c := range v.Card().Controls {
		if m, ok := c.(chat.Menu); ok {
			for _, o := range m.Options {
				if strings.HasPrefix(o.Label, label) {
					return o.Token
				}
			}
		}
	}
	return tokenOf(a.t, v, label)
}

func (a *auditor) presses(v chat.View, label, line string) chat.View {
	a.t.Helper()
	token := a.token(v, label)
	kind, _ := a.kind(token)
	a.tried[kind] = true
	return a.act(line, func() chat.Reply {
		return a.bot.Press(a.t.Context(), chat.Press{ID: a.event(), Token: token, From: teacher(), At: hall(), Received: a.now})
	})
}

// sends opens a form and sends it.
func (a *auditor) sends(v chat.View, label, line string, fields ...string) chat.View {
	a.t.Helper()
	form, ok := a.presses(v, label, "").(chat.Form)
	if !ok {
		a.t.Fatalf("%q opens no form", label)
	}
	action, _, err := a.tokens.Open(form.Token)
	must(a.t, err)
	a.tried["form "+action] = true
	var args chat.Args
	for i := 0; i+1 < len(fields); i += 2 {
		args = append(args, chat.Arg{Name: fields[i], Value: fields[i+1]})
	}
	return a.act(line, func() chat.Reply {
		return a.bot.Submit(a.t.Context(), chat.Submission{ID: a.event(), Token: form.Token, From: teacher(), At: hall(), Received: a.now, Fields: args})
	})
}

// TestEveryActOfStaffLeavesOneLineAndNothingElseDoes goes through every sub-command, button and
// form that is for staff. What is added to the bot has to be added here.
func TestEveryActOfStaffLeavesOneLineAndNothingElseDoes(t *testing.T) {
	a := newAuditor(t)
	a.classActs()
	a.dailyActs()
	a.noticeActs()
	a.liveActs()
	a.inboxActs()
	a.exportActs()
	a.statsActs()
	a.boardActs()
	for _, kind := range slices.Sorted(maps.Keys(a.offered)) {
		if !a.tried[kind] {
			t.Errorf("nobody has tried %q: whether it is logged is not known", kind)
		}
	}
	if len(a.tried) < 75 {
		t.Errorf("only %d kinds of act were tried: %q", len(a.tried), slices.Sorted(maps.Keys(a.tried)))
	}
}

func (a *auditor) classActs() {
	a.says("/class show", "")
	a.says("/class check", "")
	a.says("/class log", "")
	a.says("/class away", "") // it was no place
	a.says("/class here", "added a place: test channel hall")
	a.says("/class here", "")
	a.says("/class set zone:Nowhere", "")
	card := a.says("/class set zone:Europe/Berlin", "changed the settings of the class")
	a.says("/class set zone:Europe/Berlin", "")
	a.presses(card, "Not in this channel", "took away a place")
	card = a.presses(a.says("/class show", ""), "Post in this channel", "added a place")
	a.presses(card, "Tell me in private", "asked to be told in private")
	quiet := a.presses(card, "Tell me in private", "")
	a.presses(quiet, "Tell me nothing", "asked to be told nothing")
	a.presses(quiet, "Tell me nothing", "")
	a.sends(card, "Name, language", "changed the settings", "name", "Security", "zone", "Europe/Berlin", "days", "Mon-Fri")
	a.presses(card, "Question of the day", "")
	a.presses(card, "Questions and reports", "")
	a.presses(card, "Add a server", "gave out a code")
	a.says("/class join", "gave out a code")
	a.says("/class join code:wrong", "")
	a.says("/class staff role:r1|tutors", "added tutors to the staff")
	a.says("/class staff role:r1|tutors", "")
	a.says("/class staff role:r1|tutors remove:true", "took tutors off the staff")
	a.says("/class staff role:r1|tutors remove:true", "")
	a.says("/class release chapter:realism date:2026-12-20 08:00", "kept back “Realism In Security Studies” until")
	a.says("/class release chapter:realism date:2026-12-20 08:00", "")
	a.says("/class release chapter:realism date:now", "opened “Realism In Security Studies”")
	a.says("/class release chapter:realism date:now", "")
	a.says("/class inbox", "")
	check := a.presses(card, "Check permissions", "")
	a.presses(check, "Check again", "")
	a.presses(check, "Back to the settings", "")
	gone := hall()
	gone.Channel = "gone"
	a.act("added a place", func() chat.Reply { return a.sayAt(teacher(), gone, "/class here") })
	a.channel.Refuse("gone", errGone())
	a.presses(a.says("/class check", ""), "Take out", "took away a place: test channel gone")
	for range 25 {
		a.says("/class join", "gave out a code")
	}
	older := a.presses(a.presses(card, "What staff did", ""), "Earlier", "")
	a.wants(older, "added a place: test channel hall")
	a.presses(older, "Later", "")
}

func (a *auditor) dailyActs() {
	card := a.says("/daily show", "")
	a.presses(card, "Start asking", "started the question of the day")
	a.presses(card, "Start asking", "")
	card = a.says("/daily on", "")
	a.presses(card, "Stop asking", "stopped the question of the day")
	a.says("/daily off", "")
	a.presses(card, "Not in this channel", "had the question of the day posted no longer")
	a.says("/daily away", "")
	a.presses(a.says("/daily show", ""), "Post in this channel", "had the question of the day posted in a place")
	a.says("/daily here", "")
	a.says("/daily here time:15:00", "had the question of the day posted in a place at a time of its own")
	a.says("/daily here time:25:00", "")
	a.says("/daily set questions:2", "changed when and what")
	a.says("/daily set questions:2", "")
}

func (a *auditor) noticeActs() {
	elsewhere := hall()
	elsewhere.Channel = "aula"
	a.act("added a place", func() chat.Reply { return a.sayAt(teacher(), elsewhere, "/class here") })
	draft := a.says("/announce chapter name:realism notify:r1|tutors", "wrote a draft of the announcement")
	a.says("/announce chapter name:nothing of that name", "")
	a.presses(draft, "With a thread", "planned a thread beneath")
	a.presses(draft, "With a thread", "planned no thread beneath")
	a.presses(draft, "Notify nobody", "had the announcement")
	a.presses(draft, "Notify nobody", "")
	a.presses(draft, "Leave out test channel aula", "changed where the announcement")
	some := a.presses(draft, "Only in this channel", "")
	all := a.presses(some, "In all places", "changed where the announcement")
	a.presses(all, "Only in this channel", "changed where the announcement")
	a.presses(some, "In all places", "changed where the announcement")
	a.sends(draft, "Edit…", "edited the draft of the announcement “Realism”", "title", "Realism", "text", "Read it.")
	a.sends(draft, "Edit…", "", "title", "Realism", "text", "Read it.")
	a.sends(draft, "Edit…", "", "title", "", "text", "")
	a.sends(draft, "When…", "gave the draft of the announcement “Realism” a time: 2026-12-01", "when", "2026-12-01 09:00")
	a.sends(draft, "When…", "", "when", "2026-12-01 09:00")
	a.sends(draft, "When…", "took the time of the draft", "when", "now")
	timed := a.sends(draft, "When…", "gave the draft", "when", "2026-12-01 09:00")
	planned := a.presses(timed, "Post at that time", "planned the announcement “Realism” for 2026-12-01")
	a.presses(timed, "Post at that time", "")
	a.sends(planned, "When…", "planned the announcement “Realism” for 2026-12-02", "when", "2026-12-02 09:00")
	a.presses(draft, "Discard", "")
	a.presses(planned, "Do not post", "withdrew the announcement")
	posted := a.presses(draft, "Post now", "planned the announcement") // it has a time
	a.sends(posted, "When…", "planned the announcement", "when", "now")
	a.now = a.now.Add(time.Minute)
	a.announce.Tick(a.t.Context(), a.now)
	posted = a.presses(a.says("/announce list", ""), "Realism", "")
	a.sends(posted, "Edit…", "edited the announcement “Realism is here” (edition 2)", "title", "Realism is here", "text", "Read it.")
	a.sends(posted, "Edit…", "", "title", "Realism is here", "text", "Read it.")
	a.act("added a place", func() chat.Reply {
		further := elsewhere
		further.Channel = "attic"
		return a.sayAt(teacher(), further, "/class here")
	})
	list := a.says("/announce list", "")
	a.presses(a.presses(list, "Realism is here", ""), "Post in 1 further place", "posted the announcement “Realism is here” in further places")
	a.presses(posted, "Withdraw", "withdrew the announcement")
	withdrawn := a.presses(posted, "Withdraw", "")
	list = a.presses(withdrawn, "All announcements", "")
	next := a.presses(list, "Chapter 2", "wrote a draft of the announcement")
	whole := a.shelf.snap
	a.shelf.snap = snapshot(a.t, chapterOne, chapterTwo+"\n<exercise id=\"9\" title=\"Regimes\">\n\nRules bind.\n\n</exercise>\n")
	a.presses(a.presses(a.says("/announce list", ""), "New chapter", ""), "Update from the chapter", "brought the announcement")
	a.presses(next, "Discard", "threw away the draft")
	a.presses(next, "Discard", "")
	a.shelf.snap = whole
}

func (a *auditor) liveActs() {
	a.says("/live panel", "")
	a.says("/live stop", "")
	a.says("/live start questions:none", "")
	lobby := a.says("/live start questions:2 peer:true", "began a live round in a place: test channel hall")
	a.says("/live start", "") // it is there already
	a.says("/live panel", "")
	asked := a.presses(lobby, "Ask the first question", "asked question 1 of 2 of a live round: test channel hall")
	a.presses(lobby, "Ask the first question", "") // another tutor's panel
	paused := a.presses(asked, "Pause", "paused a live round at question 1 of 2")
	a.presses(paused, "Resume", "went on with a live round at question 1 of 2")
	voted := a.presses(asked, "Show the vote and discuss", "showed the vote on question 1 of 2")
	asked = a.presses(voted, "Vote again", "had question 1 of 2 of a live round voted on again")
	told := a.presses(asked, "Reveal the answer", "revealed the answer to question 1 of 2")
	a.presses(told, "Next question", "asked question 2 of 2")
	a.presses(lobby, "End the round", "ended a live round")
	a.presses(lobby, "End the round", "")
	a.says("/live start questions:1", "began a live round")
	a.says("/live stop", "ended a live round")
}

func (a *auditor) inboxActs() {
	a.say(student("ann"), "/ask question:When is the exam?")
	a.say(student("ben"), "/ask question:Where is the exam?")
	list := a.says("/class inbox", "")
	one := a.presses(list, "When is the exam?", "")
	a.sends(one, "Answer…", "", "reply", " ")
	a.sends(one, "Answer…", "answered a student's question", "reply", "On Friday.")
	two := a.presses(a.presses(one, "All questions", ""), "Where is the exam?", "")
	a.presses(two, "Done", "put a student's question")
	a.presses(two, "Done", "")
	a.channel.Refuse("@ben", errGone())
	a.sends(two, "Answer…", "wrote an answer to a student's question that could not be delivered", "reply", "Here.")
}

func (a *auditor) exportActs() {
	a.says("/export grades", "exported grades with codes")
	a.says("/export grades for:paper", "")
	a.says("/export answers", "exported answers with codes")
	a.says("/export answers names:true", "exported answers with names")
	a.says("/export answers format:doc", "")
	a.says("/export questions", "exported the questions")
	a.says("/export calendar", "asked for the class's calendar")
	a.says("/export revoke", "revoked the calendar's address")
	a.says("/export policy", "")
	a.says("/export policy drop:2", "changed how grades are made")
	a.says("/export policy drop:2", "")
	a.says("/export policy drop:many", "")
	a.fills()
}

// fills gives a gradebook: one that cannot be read is not logged, what tells of students is.
func (a *auditor) fills() {
	a.t.Helper()
	form, ok := a.says("/export fill", "").(chat.Form)
	if !ok {
		a.t.Fatal("nothing asks for the gradebook")
	}
	a.tried["form xf"] = true
	a.called(student("ann"), "ann-7")
	for _, give := range []struct{ data, line string }{
		{"", ""},
		{"Name,Colour\nann,red\n", ""},
		{"Student ID,Quiz\nnobody,\n", "exported fill-report with names"},
		{"Student ID,Quiz\nann-7,\n", "filled the column Quiz of a gradebook"},
	} {
		f := &file{name: "grades.csv", data: give.data}
		fields := chat.Args{{Name: "column", Value: "Quiz"}}
		a.act(give.line, func() chat.Reply {
			return a.bot.Submit(a.t.Context(), chat.Submission{ID: a.event(), Token: form.Token, Fields: fields, Files: f.uploads(), From: teacher(), At: hall(), Received: a.now})
		})
	}
}

// looks presses everything that a view offers, none of which does anything.
func (a *auditor) looks(v chat.View) {
	a.t.Helper()
	for _, token := range chat.Tokens(v) {
		kind, _ := a.kind(token)
		a.tried[kind] = true
		a.act("", func() chat.Reply {
			return a.bot.Press(a.t.Context(), chat.Press{ID: a.event(), Token: token, From: teacher(), At: hall(), Received: a.now})
		})
	}
}

func (a *auditor) statsActs() {
	a.looks(a.says("/stats overview", ""))
	a.looks(a.presses(a.says("/stats overview", ""), "Chapter 1", ""))
	a.says("/stats chapter nothing", "")
	a.says("/stats question nothing", "")
	a.looks(a.says("/stats students", ""))
	page := a.says("/stats page", "asked for a link")
	a.presses(page, "End all links", "ended all links")
	card := a.says("/stats digest", "")
	mine := a.presses(card, "Send it to me", "had the weekly digest sent to themselves")
	a.presses(card, "Send it to me", "")
	a.says("/stats digest on", "")
	a.says("/stats digest sometimes", "")
	a.presses(mine, "Do not send it to me", "had the weekly digest no longer sent")
	a.presses(mine, "Do not send it to me", "")
	a.says("/stats digest on", "had the weekly digest sent to themselves")
	a.presses(mine, "End it for everybody", "ended the weekly digest for all staff")
	a.presses(mine, "End it for everybody", "")
}

func (a *auditor) boardActs() {
	board := a.act("", func() chat.Reply { return a.say(teacher(), "/leaderboard") })
	sure := a.presses(board, "Reset…", "")
	a.presses(sure, "Empty it", "emptied a leaderboard")
}

func errGone() error { return fault.New(fault.Missing, "The channel is gone.", "") }
