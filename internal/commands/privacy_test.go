package commands_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"lectern/internal/chat"
	"lectern/internal/class"
)

// practised answers a practice question as somebody, in a place.
func (r *room) practised(who chat.Person, at chat.Place) {
	r.t.Helper()
	r.pressAt(who, r.sayAt(who, at, "/quiz").View, "", at) // the first button is an option
}

func codeIn(v chat.View) string {
	_, code, _ := strings.Cut(saying(v), "code:")
	return code[:8]
}

func TestAStudentSeesExportsAndErasesWhatIsKept(t *testing.T) {
	r := newRoom(t)
	r.say(teacher(), "/class here")
	r.practised(student("ann"), hall())
	r.practised(student("bob"), hall())
	r.say(student("ann"), "/ask Is chapter 2 part of the exam?")
	mine := r.say(student("ann"), "/privacy")
	r.wants(mine.View, "Answers: 1", "Questions and reports to staff: 1", "Kept: until you erase it")
	file := r.press(student("ann"), mine.View, "Give me my data").View.Card().Files
	if len(file) != 1 {
		t.Fatalf("%d files", len(file))
	}
	var data struct {
		Answers []struct {
			Answer string `json:"answer"`
		} `json:"answers"`
		Asked []struct {
			Text string `json:"text"`
		} `json:"questions_and_reports"`
	}
	must(t, json.Unmarshal(file[0].Data, &data))
	if len(data.Answers) != 1 || data.Answers[0].Answer == "" || len(data.Asked) != 1 || data.Asked[0].Text != "Is chapter 2 part of the exam?" {
		t.Errorf("the file says %s", file[0].Data)
	}
	sure := r.press(student("ann"), mine.View, "Erase everything")
	r.wants(sure.View, "Erase everything?", "for good")
	r.wants(r.press(student("ann"), sure.View, "Keep it").View, "Answers: 1")
	r.wants(r.press(student("ann"), sure.View, "Erase for good").View, "Erased")
	r.wants(r.say(student("ann"), "/privacy").View, "Answers: 0", "Questions and reports to staff: 0")
	r.wants(r.say(student("bob"), "/privacy").View, "Answers: 1")
	r.wants(r.say(teacher(), "/class inbox").View, "Nobody has asked")
}

func TestStudentsAreForgottenWhenTheClassKeepsThemNoLonger(t *testing.T) {
	r := newRoom(t)
	r.say(teacher(), "/class here")
	r.wants(r.say(teacher(), "/class set keep:30").View, "until 30 days after a student's last answer")
	r.practised(student("ann"), hall())
	r.now = r.now.Add(20 * 24 * time.Hour)
	r.practised(student("bob"), hall())
	must(t, r.set.Sweep(t.Context(), r.now.Add(11*24*time.Hour)))
	r.wants(r.say(student("ann"), "/privacy").View, "Answers: 0")
	r.wants(r.say(student("bob"), "/privacy").View, "Answers: 1", "until 30 days after your last answer")
}

func TestWhatWasAskedIsKeptNoLongerThanItsStudents(t *testing.T) {
	r := newRoom(t)
	r.say(teacher(), "/class here")
	r.say(teacher(), "/class set keep:30")
	r.practised(student("ann"), hall())
	r.say(student("ann"), "/ask question:By one who answers")
	r.say(student("bob"), "/ask question:By one who never did")
	r.say(student("bob"), "/ask question:By nobody anonymous:yes")
	r.now = r.now.Add(20 * 24 * time.Hour)
	r.practised(student("ann"), hall())
	r.say(student("bob"), "/ask question:By one who asks again")
	must(t, r.set.Sweep(t.Context(), r.now.Add(11*24*time.Hour)))
	left := saying(r.say(teacher(), "/class inbox").View)
	for part, want := range map[string]bool{"By one who answers": true, "By one who asks again": true, "By one who never did": false, "By nobody": false} {
		if strings.Contains(left, part) != want {
			t.Errorf("%q is kept: %t\n%s", part, !want, left)
		}
	}
}

func TestTwoAccountsBecomeOneStudent(t *testing.T) {
	r := newRoom(t)
	lounge, owner := elsewhere()
	r.say(teacher(), "/class here")
	r.sayAt(owner, lounge, "/class join code:"+codeIn(r.say(teacher(), "/class join").View))
	ann, other := student("ann"), chat.Person{Platform: owner.Platform, Tenant: "t2", ID: "ann-2", Name: "Ann"}
	r.practised(ann, hall())
	r.practised(other, lounge) // the same question, so that one of the two answers stands
	r.practised(other, lounge)
	code := codeIn(r.say(ann, "/link").View)
	r.wants(r.say(ann, "/link code:"+code).View, "linked already")
	code = codeIn(r.say(ann, "/link").View)
	r.wants(r.sayAt(other, lounge, "/link code:"+code).View, "Linked")
	r.wants(r.sayAt(other, lounge, "/link code:"+code).View, "This code is not good")
	for _, v := range []chat.View{r.say(ann, "/privacy").View, r.sayAt(other, lounge, "/privacy").View} {
		r.wants(v, "Answers: 2", "Linked accounts: 1")
	}
	// A press that another replica was still handling is moved a moment later.
	if got := r.links.Of(r.classID(), class.StudentOf(r.classID(), other)); got != class.StudentOf(r.classID(), ann) {
		t.Errorf("the other account stands for %s", got)
	}
	r.wants(r.press(ann, r.say(ann, "/link").View, "Take them apart").View, "Taken apart")
	r.wants(r.sayAt(other, lounge, "/privacy").View, "Answers: 0")
	r.wants(r.say(ann, "/privacy").View, "Answers: 2")
	foreign := chat.Place{Platform: owner.Platform, Tenant: "t3", Channel: "x"}
	r.wants(r.sayAt(chat.Person{Platform: owner.Platform, Tenant: "t3", ID: "ann-3"}, foreign, "/link code:"+codeIn(r.say(ann, "/link").View)).View, "another class")
}

func TestStudentsAskAndReportAndStaffAnswer(t *testing.T) {
	r := newRoom(t)
	r.press(teacher(), r.say(teacher(), "/class here").View, "Tell me in private")
	r.wants(r.say(student("ann"), "/ask").View, "Nothing was written")
	r.wants(r.say(student("ann"), "/ask question:Is it open book? anonymous:yes").View, "Sent", "without your name")
	r.wants(r.say(student("bob"), "/ask When is the exam?").View, "Sent", "may answer you here in private")
	told := r.channel.Messages()
	if len(told) != 2 || told[0].At.Place.Channel != "@teacher" {
		t.Fatalf("staff were told %+v", told)
	}
	r.wants(told[0].View, "Is it open book?", "From: without a name")
	if text := saying(told[0].View); strings.Contains(text, "ann") {
		t.Errorf("the name of who asked anonymously stands in\n%s", text)
	}
	inbox := r.say(teacher(), "/class inbox")
	entry := r.choose(teacher(), inbox.View, "When is the exam?")
	r.wants(entry.View, "From: bob")
	r.wants(r.choose(student("mallory"), inbox.View, "When is the exam?").View, "staff")
	answered := r.submit(teacher(), entry.View, "Answer", "reply", "On the last day of term.")
	r.wants(answered.View, "Answered: On the last day of term.")
	last := r.channel.Messages()[2]
	if last.At.Place.Channel != "@bob" {
		t.Errorf("the answer went to %s", last.At.Place.Channel)
	}
	r.wants(last.View, "An answer from the staff", "When is the exam?", "On the last day of term.")
	for _, c := range r.choose(teacher(), inbox.View, "Is it open book?").View.Card().Controls {
		if b, ok := c.(chat.Button); ok && strings.HasPrefix(b.Label, "Answer") {
			t.Error("an answer is offered to somebody nobody knows")
		}
	}
	r.practised(student("ann"), hall())
	verdict := r.press(student("ann"), r.say(student("ann"), "/quiz").View, "")
	r.wants(r.submit(student("ann"), verdict.View, "Report a mistake", "wrong", "Two options are right.").View, "Sent")
	r.wants(r.channel.Messages()[3].View, "A student reports a mistake", "Question in the bank", "Two options are right.", "From: ann")
}

func TestNobodyFloodsTheStaff(t *testing.T) {
	r := newRoom(t)
	r.say(teacher(), "/class here")
	for range 20 {
		r.wants(r.say(student("ann"), "/ask again?").View, "Sent")
	}
	r.wants(r.say(student("ann"), "/ask again?").View, "have not looked at what you sent before")
	r.wants(r.say(student("bob"), "/ask and me?").View, "Sent")
}

func TestAMistakeInAPassageIsReported(t *testing.T) {
	r := newRoom(t)
	r.press(teacher(), r.say(teacher(), "/class here").View, "Tell me in private")
	passage := r.say(student("ann"), "/section realism")
	sent := r.submit(student("ann"), passage.View, "Report…", "wrong", "The year is not right.")
	r.wants(sent.View, "Sent")
	if sent.Replace || sent.Audience != chat.Asker {
		t.Error("the passage gives way to the thanks, or everybody sees them")
	}
	told := r.channel.Messages()[0].View
	r.wants(told, "A student reports a mistake", "About: Chapter 1", "Realism In Security Studies", "The year is not right.", "From: ann")
	r.wants(r.press(teacher(), told, "Read the passage").View, "Realism In Security Studies")
}
