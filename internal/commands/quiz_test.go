package commands_test

import (
	"strings"
	"testing"
	"time"

	"lectern/internal/chat"
	"lectern/internal/chattest"
	"lectern/internal/class"
	"lectern/internal/quiz"
)

func TestPracticeAsksMarksAndBringsBack(t *testing.T) {
	r := newRoom(t)
	ann := student("ann")
	q := r.say(ann, "/quiz security dilemma")
	r.wants(q.View, "Practice: Chapter 1", "What frightens the other side?")
	if q.Audience != chat.Asker {
		t.Error("practice is shown to the room")
	}
	v := r.press(ann, q.View, option(t, q.View, "Trade"))
	r.wants(v.View, "Not quite", "Trade calms.", "The right answer: ", "One side arms")
	r.wants(r.say(ann, "/me").View, "1 wrong last time", "Streak: 1 class day", "none yet")
	if again := r.say(ann, "/quiz security dilemma"); strings.Contains(saying(again.View), "What frightens") {
		t.Error("the same question twice on a day")
	}
	r.now = r.now.AddDate(0, 0, 1)
	q = r.say(ann, "/review")
	r.wants(q.View, "Last time this one went wrong.", "What frightens the other side?", "1 wrong last time")
	v = r.press(ann, q.View, option(t, q.View, "One side arms"))
	r.wants(v.View, "Right!", "Arms meant for defence look like a threat.")
	r.wants(r.say(ann, "/review").View, "Nothing to review")
	r.wants(r.say(ann, "/me").View, "Streak: 2 class days", "1 of 6 (16 %)", "Explain the dilemma: 100 % likely to know")
}

func TestAnswersOfSeveralPartsArePutTogether(t *testing.T) {
	r := newRoom(t)
	bob := student("bob")

	q := r.say(bob, "/quiz realism in security studies") // multi comes first there
	for !strings.Contains(saying(q.View), "What do realists look at?") {
		q = r.press(bob, q.View, "Skip")
	}
	p := r.press(bob, q.View, "Answer")
	for _, o := range []string{"States", "Recipes", "Power", "Recipes"} { // one by mistake
		p = r.press(bob, p.View, option(t, p.View, o))
		if !p.Replace {
			t.Error("the panel stands there twice")
		}
	}
	r.wants(r.press(bob, p.View, "Send").View, "Right!")

	q = r.say(bob, "/quiz introduction to security")
	for !strings.Contains(saying(q.View), "Order the wars") {
		q = r.press(bob, q.View, "Skip")
	}
	p = r.press(bob, q.View, "Answer")
	for _, o := range []string{"Korean", "First"} {
		p = r.press(bob, p.View, option(t, p.View, o))
	}
	p = r.press(bob, p.View, "Start again")
	for _, o := range []string{"First", "Second", "Korean"} {
		p = r.press(bob, p.View, option(t, p.View, o))
	}
	r.wants(r.press(bob, p.View, "Send").View, "Right!")

	q = r.say(bob, "/quiz introduction to security")
	for !strings.Contains(saying(q.View), "Who is of which school?") {
		q = r.press(bob, q.View, "Skip")
	}
	p = r.press(bob, q.View, "Answer")
	school := map[string]string{"Waltz": "Realism", "Keohane": "Constructivism", "Wendt": "Constructivism"} // one is wrong
	for range school {
		for who, of := range school {
			if strings.Contains(saying(p.View), "belongs to “"+who+"”") {
				p = r.press(bob, p.View, option(t, p.View, of))
				break
			}
		}
	}
	r.wants(r.press(bob, p.View, "Send").View, "Partly right", "Waltz → Realism")
}

func TestTypedAnswers(t *testing.T) {
	r := newRoom(t)
	ann := student("ann")
	q := r.say(ann, "/quiz balance of power")
	form, ok := r.press(ann, q.View, "Answer").View.(chat.Form)
	if !ok {
		t.Fatalf("no form for a typed answer: %s", saying(q.View))
	}
	send := func(answer string) chat.Reply {
		return r.bot.Submit(t.Context(), chat.Submission{ID: r.event(), Token: form.Token, Fields: chat.Args{{Name: "answer", Value: answer}}, From: ann, At: hall(), Received: r.now})
	}
	r.wants(send("  ").View, "No answer was given.")
	r.wants(send(strings.Repeat("x", 150)).View, "longer than 100 characters")
	r.wants(send("a rising Power").View, "Right!")
	r.wants(send("trade").View, "answered this already")
}

// openDaily has the class asked the question of the day and gives what the channel shows.
func openDaily(t *testing.T, r *room, set string) chat.View {
	t.Helper()
	r.say(teacher(), "/daily set time:08:00 closes:18:00 zone:UTC "+set)
	r.wants(r.say(teacher(), "/daily here").View, "State: on", "Places: this channel")
	r.run(t.Context(), r.now)
	ms := r.channel.Messages()
	if len(ms) == 0 {
		t.Fatal("nothing was posted")
	}
	return ms[len(ms)-1].View
}

func TestTheQuestionOfTheDay(t *testing.T) {
	r := newRoomWith(t, strings.SplitN(questionsOne, "- {id: group", 2)[0])
	q := openDaily(t, r, "")
	r.wants(q, "Question of the day: Chapter 1", "What frightens the other side?", "Open until")
	ann, bob := student("ann"), student("bob")
	right, wrong := option(t, q, "One side"), option(t, q, "Trade")
	r.wants(r.press(ann, q, right).View, "Right!", "Recorded: 1 point.")
	r.wants(r.press(ann, q, wrong).View, "You have answered this already, and the first answer counts.", "One side arms")
	v := r.press(bob, q, wrong)
	r.wants(v.View, "Not quite", "Trade calms.", "The right answer is told when the question closes")
	if strings.Contains(saying(v.View), "One side arms") {
		t.Error("the right answer is told before the question is closed")
	}
	if practice := r.say(bob, "/quiz"); strings.Contains(saying(practice.View), "What frightens") {
		t.Error("the open question can be practised")
	}
	r.wants(r.say(ann, "/leaderboard").View, "Rank 1 of 2, 1 point", "(you)")
	r.wants(r.say(bob, "/leaderboard week").View, "Rank 2 of 2, 0 points")
	r.wants(r.say(bob, "/leaderboard here").View, "Rank 2 of 2")
	r.wants(r.say(bob, "/leaderboard chapter 1").View, "Rank 2 of 2")
	r.wants(r.say(bob, "/leaderboard nonsense of that kind").View, "There is no leaderboard")
	r.run(t.Context(), time.Date(2026, 11, 24, 18, 1, 0, 0, time.UTC))
	titles := r.channel.Titles()
	if len(titles) != 2 || !strings.HasPrefix(titles[0], "hall: Question closed") || titles[1] != "hall/m1: Results" {
		t.Fatalf("after closing: %v", titles)
	}
	results := r.channel.Messages()[1].View
	r.wants(results, "The right answer: ", "One side arms", "2 answers, 50 % right.")
	r.wants(r.press(student("late"), q, right).View, "Too late", "/review")
	r.wants(r.press(bob, results, "My answer").View, "Not quite", "Trade")
	r.wants(r.press(student("late"), results, "My answer").View, "You have not answered")
	r.wants(r.say(student("late"), "/review").View, "1 missed", "What frightens")
}

func TestThoseWhoAnswerAlikeAreToldAlike(t *testing.T) {
	r := newRoomWith(t, strings.SplitN(questionsOne, "- {id: group", 2)[0])
	q := openDaily(t, r, "")
	right, wrong := option(t, q, "One side"), option(t, q, "Trade")
	ann, dora := student("ann"), student("dora")
	dora.Locale = "de"
	first := r.press(ann, q, wrong).View
	if same := r.press(student("bob"), q, wrong).View; same != first {
		t.Error("the same answer is told anew")
	}
	for name, other := range map[string]chat.View{
		"the right one": r.press(student("cem"), q, right).View, "one that stood already": r.press(ann, q, right).View, "in German": r.press(dora, q, wrong).View,
	} {
		if other == first {
			t.Errorf("%s is told as the first was", name)
		}
	}
	again := r.press(dora, q, wrong).View
	r.wants(again, "Deine Antwort")
	option(t, again, "Fehler melden") // fails where no button says so
}

func TestNothingShownBeforeClosingTellsTheKey(t *testing.T) {
	shown := func(right int) string {
		options := []string{"{text: Alpha}", "{text: Beta}", "{text: Gamma}"}
		options[right] = strings.Replace(options[right], "}", ", correct: true}", 1)
		r := newRoomWith(t, "questions:\n- {id: q, kind: single, stem: 'Which?', state: approved, fixed: true, options: ["+strings.Join(options, ", ")+"]}\n")
		q := openDaily(t, r, "")
		var b strings.Builder
		b.WriteString(saying(q))
		for _, tok := range chat.Tokens(q) {
			b.WriteString("\n" + string(tok))
		}
		return b.String()
	}
	first := shown(0)
	for right := 1; right < 3; right++ {
		if got := shown(right); got != first {
			t.Errorf("the message differs with the right answer:\n%s\n%s", first, got)
		}
	}
}

func TestConfidenceIsAskedBeforeAnAnswerCounts(t *testing.T) {
	r := newRoomWith(t, strings.SplitN(questionsOne, "- {id: group", 2)[0])
	q := openDaily(t, r, "confidence:true")
	ann := student("ann")
	how := r.press(ann, q, option(t, q, "Trade"))
	r.wants(how.View, "How sure are you?", "Trade")
	r.wants(r.say(ann, "/leaderboard").View, "Nobody has points")
	r.wants(r.press(ann, how.View, "Sure").View, "Not quite")
	r.run(t.Context(), time.Date(2026, 11, 24, 18, 1, 0, 0, time.UTC))
	r.wants(r.channel.Messages()[1].View, "1 of 1 who were sure were wrong.")
}

func TestDoubleClicksReplaysAndForeignPlaces(t *testing.T) {
	r := newRoomWith(t, strings.SplitN(questionsOne, "- {id: group", 2)[0])
	q := openDaily(t, r, "")
	ann := student("ann")
	tok := tokenOf(t, q, option(t, q, "One side"))
	p := chat.Press{ID: "the same event", Token: tok, From: ann, At: hall(), Received: r.now}
	first, again := r.bot.Press(t.Context(), p), r.bot.Press(t.Context(), p)
	if saying(first.View) != saying(again.View) {
		t.Errorf("a repeated event got another answer:\n%s\n%s", saying(first.View), saying(again.View))
	}
	r.wants(r.say(ann, "/leaderboard").View, "1 point")
	elsewhere := chat.Place{Platform: chattest.Platform, Tenant: "t2", Channel: "hall"}
	r.wants(r.bot.Press(t.Context(), chat.Press{ID: "e", Token: tok, From: ann, At: elsewhere, Received: r.now}).View, "belongs to another class")
	forged := chat.Token(strings.Replace(string(tok), ".a.", ".b.", 1))
	if forged == tok {
		forged = chat.Token(strings.Replace(string(tok), ".b.", ".c.", 1))
	}
	if forged == tok {
		forged = chat.Token(strings.Replace(string(tok), ".c.", ".a.", 1))
	}
	r.wants(r.bot.Press(t.Context(), chat.Press{ID: "f", Token: forged, From: student("eve"), At: hall(), Received: r.now}).View, "This button is not one that works here")
	future := chat.Press{ID: "g", Token: tok, From: student("future"), At: hall(), Received: r.now.AddDate(1, 0, 0)}
	r.wants(r.bot.Press(t.Context(), future).View, "Too late")
}

func TestStaffCommandsAreForStaff(t *testing.T) {
	r := newRoom(t)
	panel := r.say(teacher(), "/daily show")
	q := r.say(teacher(), "/live start questions:2")
	for _, line := range []string{"/daily show", "/daily here", "/daily off", "/daily set time:10:00", "/live start", "/live panel", "/live stop"} {
		r.wants(r.say(student("eve"), line).View, "This is for the staff of the course")
	}
	for label, v := range map[string]chat.View{"Start asking": panel.View, "Ask the first": q.View, "End the round": q.View} {
		r.wants(r.press(student("eve"), v, label).View, "This is for the staff of the course")
	}
	if c := r.dir.List(); len(c) != 1 || c[0].Daily.On || len(c[0].Places) != 0 {
		t.Errorf("a student changed the class: %+v", c)
	}
}

func TestStaffByRole(t *testing.T) {
	r := newRoom(t)
	_, err := r.dir.Update(t.Context(), hall(), func(c *class.Class) error {
		c.Staff = append(c.Staff, class.Staff{Platform: chattest.Platform, Tenant: "t1", Role: "tutors"})
		return nil
	})
	must(t, err)
	tutor := student("tutor")
	tutor.Roles = []string{"others", "tutors"}
	r.wants(r.say(tutor, "/daily show").View, "Question of the day")
	tutor.Roles = nil // the role was taken away: the very next act is refused
	r.wants(r.say(tutor, "/daily show").View, "This is for the staff")
}

func TestTheScheduleRefusesWhatItCannotFollow(t *testing.T) {
	r := newRoom(t)
	for line, want := range map[string]string{
		"/daily set":                                 "Nothing was named",
		"/daily set time:25:00":                      "not a time of day",
		"/daily set zone:Europe/Berln":               "Europe/Berlin",
		"/daily set days:never":                      "day",
		"/daily set questions:0":                     "not a number of questions",
		"/daily set from:no such thing at all here":  "nothing called",
		"/daily set start:2026-12-01 end:2026-11-01": "end",
		"/daily dance":                               "which of its parts",
	} {
		if got := r.say(teacher(), line); !strings.Contains(saying(got.View), want) {
			t.Errorf("%s: %q is missing in\n%s", line, want, saying(got.View))
		}
	}
	if cs := r.dir.List(); len(cs) != 0 && cs[0].Revision > 0 {
		t.Errorf("a refused change was saved: %+v", cs)
	}
	card := r.say(teacher(), "/daily set time:7:30pm days:mon,wed skip:2026-11-25 from:realism zone:America/New_York questions:2")
	r.wants(card.View, "Posted: 19:30 America/New_York", "Skips: 2026-11-25", "Realism In Security Studies", "Mon 2026-11-30", "Questions a day: 2")
}

func TestNamesOnBoards(t *testing.T) {
	r := newRoomWith(t, strings.SplitN(questionsOne, "- {id: group", 2)[0])
	q := openDaily(t, r, "")
	ann, bob := student("ann"), student("bob")
	r.press(ann, q, option(t, q, "One side"))
	r.press(bob, q, option(t, q, "One side"))
	board := saying(r.say(bob, "/leaderboard").View)
	pseudonym := class.Pseudonym(class.DefaultID(class.TenantOf(hall())), class.StudentOf(class.DefaultID(class.TenantOf(hall())), ann))
	if !strings.Contains(board, pseudonym) || strings.Contains(board, "ann") {
		t.Errorf("ann appears as\n%s", board)
	}
	card := r.say(ann, "/settings")
	form, ok := r.press(ann, card.View, "Choose a name").View.(chat.Form)
	if !ok {
		t.Fatal("no form for the name")
	}
	submit := func(name string) chat.Reply {
		return r.bot.Submit(t.Context(), chat.Submission{ID: r.event(), Token: form.Token, Fields: chat.Args{{Name: "name", Value: name}}, From: ann, At: hall(), Received: r.now})
	}
	r.wants(submit(strings.Repeat("x", 40)).View, "at most 32 characters")
	card = submit("Queen Ann")
	r.wants(card.View, "Queen Ann")
	r.wants(r.say(bob, "/leaderboard").View, "Queen Ann")
	card = r.press(ann, card.View, "Hide me")
	if b := saying(r.say(bob, "/leaderboard").View); strings.Contains(b, "Queen Ann") {
		t.Errorf("ann hides and is shown:\n%s", b)
	}
	r.wants(r.say(ann, "/leaderboard").View, "Queen Ann (you)")
	card = r.press(ann, card.View, "Show me")
	r.press(ann, card.View, "Use a made-up name")
	r.wants(r.say(bob, "/leaderboard").View, pseudonym)
}

func TestTeamsAreRankedByPointsPerMember(t *testing.T) {
	r := newRoomWith(t, strings.SplitN(questionsOne, "- {id: group", 2)[0])
	q := openDaily(t, r, "")
	r.wants(r.say(student("ann"), "/leaderboard teams").View, "No teams")
	for name, team := range map[string]string{"ann": "Red", "bob": "red", "cat": "Blue"} {
		label := "One side"
		if name == "bob" {
			label = "Trade"
		}
		r.press(student(name), q, option(t, q, label))
		form, ok := r.press(student(name), r.say(student(name), "/settings").View, "Choose a name").View.(chat.Form)
		if !ok {
			t.Fatal("no form")
		}
		r.bot.Submit(t.Context(), chat.Submission{ID: r.event(), Token: form.Token, Fields: chat.Args{{Name: "team", Value: team}}, From: student(name), At: hall(), Received: r.now})
	}
	board := saying(r.say(student("ann"), "/leaderboard teams").View)
	blue, red := strings.Index(board, "Blue"), strings.Index(strings.ToLower(board), "red")
	if blue < 0 || red < blue || !strings.Contains(board, "0.5") {
		t.Errorf("the board of teams:\n%s", board)
	}
}

func TestABoardIsEmptiedByStaffAfterAsking(t *testing.T) {
	r := newRoomWith(t, strings.SplitN(questionsOne, "- {id: group", 2)[0])
	q := openDaily(t, r, "")
	r.press(student("ann"), q, option(t, q, "One side"))
	ask := r.press(teacher(), r.say(teacher(), "/leaderboard").View, "Reset")
	r.wants(ask.View, "Empty this leaderboard?")
	r.wants(r.say(student("ann"), "/leaderboard").View, "1 point")
	r.wants(r.press(student("ann"), ask.View, "Empty it").View, "This is for the staff")
	r.wants(r.press(teacher(), ask.View, "Empty it").View, "starts again at zero")
	r.wants(r.say(student("ann"), "/leaderboard").View, "Nobody has points")
	r.wants(r.say(student("ann"), "/leaderboard week").View, "1 point")
}

func TestALiveRoundInChat(t *testing.T) {
	r := newRoomWith(t, strings.SplitN(questionsOne, "- {id: multi", 2)[0])
	panel := r.say(teacher(), "/live start questions:2")
	r.wants(panel.View, "The lobby is open: 2 questions are ready.")
	if panel.Audience != chat.Asker {
		t.Error("the controls are shown to the class")
	}
	shown := func() chat.View { return r.channel.Messages()[0].View }
	r.wants(shown(), "Live quiz", "starts soon")
	panel = r.press(teacher(), panel.View, "Ask the first")
	ann := student("ann")
	for range 2 {
		q := shown()
		r.wants(q, "Live quiz – question", "0 answers so far.")
		label := q.Card().Controls[0].(chat.Button).Label
		v := r.press(ann, q, label)
		r.wants(v.View, "Your answer: ", "You can change it once")
		for _, forbidden := range []string{"Right!", "Not quite", "Partly"} {
			if strings.Contains(saying(v.View), forbidden) {
				t.Error("a live answer is judged before it is revealed")
			}
		}
		panel = r.press(teacher(), panel.View, "Reveal")
		r.wants(shown(), "The right answer: ")
		if c := panel.View.Card().Controls[0].(chat.Button); c.Label == "Next question" {
			panel = r.press(teacher(), panel.View, "Next question")
		}
	}
	r.wants(r.say(teacher(), "/live panel").View, "Question 2 of 2 is answered.")
	r.press(teacher(), panel.View, "End the round")
	r.wants(shown(), "the podium")
	r.wants(r.press(ann, shown(), "My result").View, "Rank 1 of 1")
	r.wants(r.say(teacher(), "/live panel").View, "There is no live round in this channel.")
	if len(r.channel.Messages()) != 1 {
		t.Errorf("a flood: %v", r.channel.Titles())
	}
}

func TestAClassWithoutQuestionsSaysSo(t *testing.T) {
	r := newRoomWith(t, "questions: []\n")
	r.wants(r.say(student("ann"), "/quiz").View, "No questions yet")
	r.wants(r.say(student("ann"), "/review").View, "Nothing to review")
	r.wants(r.say(teacher(), "/live start").View, "no approved question")
	r.wants(r.say(teacher(), "/daily show").View, "no approved question")
}

func TestInADirectMessageOfNobodysClass(t *testing.T) {
	r := newRoom(t)
	in := chat.Invocation{ID: "e", Command: "quiz", From: chat.Person{Platform: "discord", ID: "1"}, At: chat.Place{Platform: "discord", Channel: "dm"}, Received: r.now}
	r.wants(r.bot.Invoke(t.Context(), in).View, "not clear which class")
}

func TestStudentsAreNotTheirAccounts(t *testing.T) {
	a := class.StudentOf("c1", chat.Person{Platform: "discord", Tenant: "g1", ID: "42"})
	if b := class.StudentOf("c1", chat.Person{Platform: "discord", Tenant: "g2", ID: "42"}); a != b {
		t.Error("a Discord account is another student on another server of the class")
	}
	if b := class.StudentOf("c2", chat.Person{Platform: "discord", Tenant: "g1", ID: "42"}); a == b {
		t.Error("a student is the same in two classes")
	}
	if x, y := class.StudentOf("c1", chat.Person{Platform: "slack", Tenant: "T1", ID: "U1"}), class.StudentOf("c1", chat.Person{Platform: "slack", Tenant: "T2", ID: "U1"}); x == y {
		t.Error("equal ids in two workspaces are one student")
	}
	if quiz.StudentID("42") == a || strings.Contains(string(a), "42") && strings.Contains(string(a), "discord") {
		t.Error("the id tells the account")
	}
}
