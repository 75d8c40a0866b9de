package commands_test

import (
	"testing"
	"time"

	"lectern/internal/chat"
)

// onDiscord is a channel of a Discord server and who manages it, as Discord shows them there;
// inPrivate is how a direct message shows the same person: without server, roles and rights.
func onDiscord(guild, id string) (chat.Place, chat.Person) {
	return chat.Place{Platform: "discord", Tenant: guild, Channel: "hall-" + guild}, chat.Person{Platform: "discord", Tenant: guild, ID: id, Name: id, Admin: true}
}

func inPrivate(id string) (chat.Place, chat.Person) {
	return chat.Place{Platform: "discord", Channel: "direct-" + id}, chat.Person{Platform: "discord", ID: id, Name: id}
}

func TestStaffActOnWhatTheyAreToldInPrivate(t *testing.T) {
	r := newRoom(t)
	channel, owner := onDiscord("g1", "owner")
	r.channel.Meet(owner)
	ann := chat.Person{Platform: "discord", Tenant: "g1", ID: "ann", Name: "Ann"}
	r.channel.Meet(ann)
	here := r.sayAt(owner, channel, "/class here")
	r.pressAt(owner, here.View, "Tell me in private", channel)
	r.sayAt(ann, channel, "/ask question:When is the exam?")
	told := r.channel.Messages()
	if len(told) != 1 {
		t.Fatalf("%d messages to staff", len(told))
	}
	private, as := inPrivate("owner")
	r.wants(r.pressAt(as, told[0].View, "Done", private).View, "A student asks", "When is the exam?")
	form, ok := r.pressAt(as, told[0].View, "Answer…", private).View.(chat.Form)
	if !ok {
		t.Fatal("there is no form for an answer")
	}
	send := func(at chat.Place, who chat.Person) chat.View {
		return r.bot.Submit(t.Context(), chat.Submission{ID: r.event(), Token: form.Token, From: who, At: at, Received: r.now, Fields: chat.Args{{Name: "reply", Value: "On Friday."}}}).View
	}
	desk, student := inPrivate("ann")
	r.wants(r.pressAt(student, told[0].View, "Done", desk).View, "This is for the staff of the course")
	r.wants(send(desk, student), "This is for the staff of the course")
	r.wants(send(private, as), "Answered: On Friday.")

	must(t, r.set.Novelties(t.Context(), r.now))
	r.shelf.snap = snapshot(t, chapterOne, chapterTwo+"\n<exercise id=\"9\" title=\"Regimes\">\n\nRules bind.\n\n</exercise>\n")
	must(t, r.set.Novelties(t.Context(), r.now))
	must(t, r.set.Novelties(t.Context(), r.now.Add(10*time.Minute)))
	all := r.channel.Messages()
	menu, ok := all[len(all)-1].View.Card().Controls[0].(chat.Menu)
	if !ok {
		t.Fatalf("no suggestion in\n%s", saying(all[len(all)-1].View))
	}
	press := func(who chat.Person, v chat.Token) chat.View {
		return r.bot.Press(t.Context(), chat.Press{ID: r.event(), Token: v, From: who, At: private, Received: r.now}).View
	}
	draft := press(as, menu.Options[0].Token)
	r.wants(draft, "New lesson: Regimes", "Places: all: 1 other channel")
	for _, c := range draft.Card().Controls {
		if b, ok := c.(chat.Button); ok && b.Label == "Only in this channel" {
			t.Error("a direct message is offered as a place of the class")
		}
	}
	r.wants(r.pressAt(as, draft, "Post now", private).View, "State: posted")

	owner.Admin = false // the role is taken away while the messages are still open
	r.channel.Meet(owner)
	r.wants(r.pressAt(as, draft, "Edit…", private).View, "This is for the staff of the course")
}

func TestInADirectMessageTheClassIsTheOneThatIsTaught(t *testing.T) {
	r := newRoom(t)
	one, owner := onDiscord("g1", "owner")
	two, other := onDiscord("g2", "other")
	r.channel.Meet(owner) // of g1 alone, whichever server is asked
	show := r.sayAt(owner, one, "/class here")
	r.sayAt(other, two, "/class here")
	r.sayAt(other, two, "/class set name:The other class")
	private, as := inPrivate("owner")
	r.wants(r.pressAt(as, show.View, "What staff did", private).View, "added a place: discord channel hall-g1")
	both, everywhere := inPrivate("both") // manages whatever is asked
	r.wants(r.pressAt(everywhere, show.View, "What staff did", both).View, "not clear which class")
}
