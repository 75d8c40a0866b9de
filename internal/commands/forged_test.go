package commands_test

import (
	"strings"
	"testing"

	"lectern/internal/bot"
	"lectern/internal/chat"
)

// TestNoForgedRequestOfAStudentDoesWhatIsForStaff makes every command, button and form that is
// for staff by hand, with tokens as the bot itself would seal them.
func TestNoForgedRequestOfAStudentDoesWhatIsForStaff(t *testing.T) {
	r := newRoom(t)
	r.say(teacher(), "/class here")
	draft := r.say(teacher(), "/announce chapter name:1 time:2026-12-01 09:00")
	before := saying(r.say(teacher(), "/class").View) + saying(r.say(teacher(), "/class log").View)
	mallory := student("mallory")
	tokens, err := bot.NewTokens([]byte("a secret of enough length"))
	must(t, err)
	_, args, err := tokens.Open(tokenOf(t, draft.View, "Post at that time"))
	must(t, err)
	refused := func(what string, reply chat.Reply) {
		t.Helper()
		if said := saying(reply.View); !strings.Contains(said, "This is for the staff of the course") || !strings.Contains(said, "to add you to the course's staff") {
			t.Errorf("%s: a student is told\n%s", what, said)
		}
	}
	tried := 0
	for _, c := range r.set.List() {
		if c.Spec.Staff {
			for _, sub := range append(c.Spec.Subs, chat.Spec{}, chat.Spec{Name: "nonsense"}) {
				in := chat.Invocation{ID: r.event(), Command: c.Spec.Name, Sub: sub.Name, From: mallory, At: hall(), Received: r.now}
				for _, p := range sub.Args {
					in.Args = append(in.Args, chat.Arg{Name: p.Name, Value: "1"})
					if got := r.bot.Suggest(t.Context(), in, p.Name, "a"); len(got) > 0 {
						t.Errorf("/%s %s offers a student %v", c.Spec.Name, sub.Name, got)
					}
				}
				refused("/"+c.Spec.Name+" "+sub.Name, r.bot.Invoke(t.Context(), in))
				tried++
			}
		}
		for _, a := range c.Actions {
			if a.Role < bot.Staff && !c.Spec.Staff {
				continue
			}
			for _, with := range [][]string{args, nil, {"show"}, {"all"}, {"here"}, {args[0]}, {"done", "x"}} {
				token := tokens.Seal(a.Name, with...)
				if a.Press != nil {
					refused("press "+a.Name, r.bot.Press(t.Context(), chat.Press{ID: r.event(), Token: token, From: mallory, At: hall(), Received: r.now}))
				}
				if a.Submit != nil {
					refused("form "+a.Name, r.bot.Submit(t.Context(), chat.Submission{ID: r.event(), Token: token, From: mallory, At: hall(), Received: r.now, Fields: chat.Args{{Name: "zone", Value: "Europe/Berlin"}, {Name: "title", Value: "x"}, {Name: "text", Value: "x"}, {Name: "when", Value: "now"}, {Name: "reply", Value: "x"}}}))
				}
				tried++
			}
		}
	}
	if tried < 80 {
		t.Errorf("only %d requests were tried", tried)
	}
	if after := saying(r.say(teacher(), "/class").View) + saying(r.say(teacher(), "/class log").View); after != before {
		t.Errorf("something was changed:\n%s\nbefore:\n%s", after, before)
	}
	if n := len(r.channel.Messages()); n > 0 {
		t.Errorf("%d messages were posted", n)
	}
}

func TestTheLogTellsWhatStaffDid(t *testing.T) {
	r := newRoom(t)
	r.say(teacher(), "/class here")
	r.say(student("ann"), "/ask question:When is the exam?")
	asked := r.choose(teacher(), r.say(teacher(), "/class inbox").View, "When is the exam?")
	r.press(teacher(), asked.View, "Done")
	r.say(teacher(), "/class join")
	r.say(teacher(), "/stats page")
	r.say(teacher(), "/live start questions:1")
	r.say(teacher(), "/live stop")
	r.wants(r.say(teacher(), "/class log").View, "aside as done", "gave out a code", "asked for a link", "began a live round", "ended a live round")
}
