package commands_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"lectern/internal/chat"
	"lectern/internal/commands"
)

func TestHowYouAreDoingNamesNothingThatIsKeptBack(t *testing.T) {
	r := newRoomWith(t, strings.Replace(questionsOne, "answer: true,", "answer: true, objective: Tell groups apart,", 1))
	ann := student("ann")
	r.say(teacher(), "/class here")
	for topic, answer := range map[string]string{"security dilemma": "Trade", "groupism": "False"} {
		asked := r.say(ann, "/quiz "+topic)
		r.press(ann, asked.View, option(t, asked.View, answer))
	}
	r.wants(r.say(ann, "/me").View, "Explain the dilemma", "Tell groups apart")
	r.say(teacher(), "/class release chapter:realism date:2026-12-01 08:00")
	me := r.say(ann, "/me").View
	r.wants(me, "Explain the dilemma") // of a lesson that is open
	if said := saying(me); strings.Contains(said, "Tell groups apart") {
		t.Errorf("/me names what a lesson that is kept back is about:\n%s", said)
	}
	r.now = time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	r.wants(r.say(ann, "/me").View, "Tell groups apart")
}

// shown lists the titles that the reading pages show to who follows a link.
func (r *room) shown(link string) string {
	r.t.Helper()
	reference := ""
	if link != "" {
		u, err := url.Parse(link)
		must(r.t, err)
		reference = u.Query().Get("class")
	}
	var titles []string
	for _, u := range r.set.Public(reference, r.now).Course.Units {
		titles = append(titles, u.Title)
	}
	return strings.Join(titles, "|")
}

// passage opens a section and gives its view.
func (r *room) passage(who chat.Person, at chat.Place, topic string) chat.Excerpt {
	r.t.Helper()
	reply := r.sayAt(who, at, "/section topic:"+topic)
	e, ok := reply.View.(chat.Excerpt)
	if !ok {
		r.t.Fatalf("no passage about %s:\n%s", topic, saying(reply.View))
	}
	return e
}

func TestThePagesShowAClassWhatItHasOpenAndOthersWhatAllHave(t *testing.T) {
	r := newRoomWith(t, questionsOne, func(o *commands.Options) { o.PublicURL = "https://bot.example" })
	one, owner := onDiscord("111", "owner")
	two, other := onDiscord("222", "other")
	r.sayAt(owner, one, "/class here")
	r.sayAt(other, two, "/class here")
	if link := r.passage(owner, one, "groupism").Link; strings.Contains(link, "?") || !strings.Contains(r.shown(link), "Groupism") {
		t.Fatalf("with nothing kept back anywhere, %q shows %s", link, r.shown(link))
	}

	r.sayAt(other, two, "/class release chapter:realism date:2026-12-01 08:00")
	if shown := r.shown(""); strings.Contains(shown, "Groupism") || !strings.Contains(shown, "Security Dilemma") {
		t.Errorf("who has no link is shown %s", shown)
	}
	open := r.passage(owner, one, "groupism")
	if shown := r.shown(open.Link); !strings.Contains(shown, "Groupism") {
		t.Errorf("the class that has it open is shown %s by %s", shown, open.Link)
	}
	held := r.passage(other, two, "security dilemma")
	if shown := r.shown(held.Link); strings.Contains(shown, "Groupism") {
		t.Errorf("the class that keeps it back is shown %s by %s", shown, held.Link)
	}
	if same := r.passage(owner, one, "security dilemma"); same.Key == held.Key {
		t.Error("an adapter that keeps pages gives one class the links of another")
	}
	contents, ok := r.sayAt(owner, one, "/chapter").View.(chat.Outline)
	if !ok || !strings.HasPrefix(contents.Link, "https://bot.example/read/?class=") || !strings.Contains(r.shown(contents.Link), "Groupism") {
		t.Errorf("the link of the contents, %q, shows %s", contents.Link, r.shown(contents.Link))
	}
	posted := r.pressAt(owner, r.sayAt(owner, one, "/announce chapter name:realism").View, "Post now", one)
	r.wants(posted.View, "State: posted")
	all := r.channel.Messages()
	if link := linkOf(t, all[len(all)-1].View); !strings.Contains(r.shown(link), "Groupism") {
		t.Errorf("the link of an announcement, %q, shows %s", link, r.shown(link))
	}

	forged := strings.Replace(open.Link, "discord.111", "discord.333", 1)
	if forged == open.Link || strings.Contains(r.shown(forged), "Groupism") {
		t.Errorf("a forged link, %q, shows %s", forged, r.shown(forged))
	}
	r.sayAt(owner, one, "/class release chapter:realism date:never") // by now the first class keeps it back too
	if strings.Contains(r.shown(open.Link), "Groupism") {
		t.Error("a link from before still shows it")
	}
	r.sayAt(owner, one, "/class release chapter:realism date:now")
	r.now = time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	if !strings.Contains(r.shown(held.Link), "Groupism") || !strings.Contains(r.shown(""), "Groupism") {
		t.Error("once it is open to all, somebody is not shown it")
	}
}
