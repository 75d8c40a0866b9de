package commands_test

import (
	"strings"
	"testing"
	"time"

	"lectern/internal/chat"
)

func TestStaffExport(t *testing.T) {
	r := newRoomWith(t, strings.SplitN(questionsOne, "- {id: group", 2)[0])
	q := openDaily(t, r, "")
	ann, bob := student("ann"), student("bob")
	r.press(ann, q, option(t, q, "One side"))
	r.press(bob, q, option(t, q, "Trade"))
	r.run(t.Context(), time.Date(2026, 11, 24, 18, 1, 0, 0, time.UTC))
	r.now = time.Date(2026, 11, 24, 19, 0, 0, 0, time.UTC)

	form, ok := r.press(ann, r.say(ann, "/settings").View, "ID in the gradebook").View.(chat.Form)
	if !ok {
		t.Fatal("no form for the ID")
	}
	send := func(id string) chat.Reply {
		return r.bot.Submit(t.Context(), chat.Submission{ID: r.event(), Token: form.Token, Fields: chat.Args{{Name: "gradebook", Value: id}}, From: ann, At: hall(), Received: r.now})
	}
	for _, bad := range []string{"=1+1", "+1", "@x", "-2", strings.Repeat("x", 255)} {
		r.wants(send(bad).View, "cannot be an ID in a gradebook")
	}
	r.wants(send(" ann@uni.example ").View, "ID in the gradebook", "ann@uni.example")

	files := func(command string) []chat.File {
		reply := r.say(teacher(), command)
		if reply.Audience != chat.Asker {
			t.Errorf("%s is shown to the room", command)
		}
		return reply.View.Card().Files
	}
	got := files("/export grades for:moodle")
	if len(got) != 2 || !strings.Contains(string(got[0].Data), ",,,,,ann@uni.example,1\n") || strings.Contains(string(got[0].Data), "bob") || !strings.Contains(string(got[1].Data), "nobody has said") {
		t.Errorf("%+v", got)
	}
	for _, f := range files("/export answers") {
		if strings.Contains(string(f.Data), "ann@") || strings.Count(string(f.Data), "\n") != 3 || f.Name != "answers-2026-11-24.csv" {
			t.Errorf("%s: %s", f.Name, f.Data)
		}
	}
	if f := files("/export answers format:jsonl names:true"); !strings.Contains(string(f[0].Data), `"gradebook_id":"ann@uni.example"`) {
		t.Errorf("%s", f[0].Data)
	}
	if f := files("/export answers format:xlsx"); !strings.HasPrefix(string(f[0].Data), "PK") {
		t.Error("no workbook")
	}
	if f := files("/export questions format:anki"); !strings.Contains(string(f[0].Data), "#guid column:1") {
		t.Errorf("%s", f[0].Data)
	}
	if f := files("/export calendar"); !strings.Contains(string(f[0].Data), "UID:question-2026-11-25-") || strings.Contains(string(f[0].Data), "ann") {
		t.Errorf("%s", f[0].Data)
	}
	r.wants(r.say(teacher(), "/export policy drop:1 total:20").View, "all questions but the lowest", "20 points")
	r.wants(r.say(teacher(), "/export policy best:2").View, "not both")
	if f := files("/export grades names:true"); !strings.Contains(string(f[0].Data), "ann@uni.example,20\n") {
		t.Errorf("%s", f[0].Data)
	}
	r.wants(r.say(teacher(), "/export revoke").View, "no longer works")
	for _, sub := range []string{"grades", "answers", "questions", "calendar", "revoke", "policy"} {
		if f := r.say(ann, "/export "+sub).View.Card(); len(f.Files) != 0 || f.Tone != chat.Problem && f.Tone != chat.Warning {
			t.Errorf("a student may %s: %+v", sub, f)
		}
	}
}
