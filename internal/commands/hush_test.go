package commands_test

import (
	"strings"
	"testing"
	"time"

	"lectern/internal/chat"
)

// TestALiveAnswerIsJudgedNowhereBeforeItIsRevealed goes through everything a student can ask
// while an answer may still be changed, after a right answer and after a wrong one.
func TestALiveAnswerIsJudgedNowhereBeforeItIsRevealed(t *testing.T) {
	told := func(label string) string {
		r := newRoomWith(t, strings.SplitN(questionsOne, "- {id: group", 2)[0])
		ann := student("ann")
		panel := r.press(teacher(), r.say(teacher(), "/live start questions:1").View, "Ask the first")
		shown := r.channel.Messages()[0].View
		r.press(ann, shown, option(t, shown, label))
		var b strings.Builder
		look := func() {
			for _, line := range []string{"/leaderboard", "/leaderboard week", "/leaderboard here", "/leaderboard round", "/leaderboard teams", "/me", "/quiz", "/review"} {
				b.WriteString(line + ": " + saying(r.say(ann, line).View) + "\n")
			}
		}
		look()
		panel = r.press(teacher(), panel.View, "Pause")
		look()
		paused := r.channel.Messages()[0].View
		b.WriteString(saying(r.press(ann, paused, "My result").View))
		r.wants(r.press(student("bob"), shown, option(t, shown, label)).View, "The round is paused, so this was not recorded.")
		panel = r.press(teacher(), panel.View, "Resume")
		panel = r.press(teacher(), panel.View, "Reveal")
		r.wants(r.say(ann, "/leaderboard round").View, "Rank 1 of 1")
		r.wants(r.say(ann, "/leaderboard here").View, "Rank 1 of 1")
		_ = panel
		return b.String()
	}
	if right, wrong := told("One side"), told("Trade"); right != wrong {
		t.Errorf("a right answer shows:\n%s\na wrong one:\n%s", right, wrong)
	}
}

func TestAPressInTheLastMomentCountsHoweverLateItArrives(t *testing.T) {
	r := newRoomWith(t, strings.SplitN(questionsOne, "- {id: group", 2)[0])
	q := openDaily(t, r, "")
	tok := tokenOf(t, q, option(t, q, "One side"))
	end := time.Date(2026, 11, 24, 18, 0, 0, 0, time.UTC)
	press := func(who string, clicked, received time.Duration) chat.View {
		return r.bot.Press(t.Context(), chat.Press{ID: r.event(), Token: tok, From: student(who), At: hall(), Received: end.Add(received), Clicked: end.Add(clicked)}).View
	}
	r.wants(press("ann", -time.Second, 2*time.Second), "Right!")
	r.wants(press("bob", 0, time.Second), "Too late")
	r.wants(press("eve", -time.Hour, time.Second), "Too late") // no delivery takes an hour
}

func TestTheBoardOfAPlaceIsEmptiedThere(t *testing.T) {
	r := newRoomWith(t, strings.SplitN(questionsOne, "- {id: group", 2)[0])
	r.wants(r.say(student("ann"), "/leaderboard round").View, "There was no live round here lately.")
	q := openDaily(t, r, "")
	r.press(student("ann"), q, option(t, q, "One side"))
	ask := r.press(teacher(), r.say(teacher(), "/leaderboard here").View, "Reset")
	r.press(teacher(), ask.View, "Empty it")
	r.wants(r.say(student("ann"), "/leaderboard here").View, "Nobody has points")
	r.wants(r.say(student("ann"), "/leaderboard").View, "1 point")
}

func TestPracticeAsksHowSureWhereTheClassWantsIt(t *testing.T) {
	r := newRoom(t)
	r.say(teacher(), "/daily set confidence:true")
	ann := student("ann")
	q := r.say(ann, "/quiz security dilemma")
	how := r.press(ann, q.View, option(t, q.View, "Trade"))
	r.wants(how.View, "How sure are you?")
	if v := r.press(ann, how.View, "A guess"); !v.Replace || v.Audience != chat.Asker {
		t.Error("the verdict does not take the question's place")
	} else {
		r.wants(v.View, "Not quite", "Trade calms.")
	}
}

// TestOnesOwnDataSaysNothingAboutAVoteThatIsStillDiscussed asks for all that is kept between the
// two votes of a peer instruction, when the first prompt is closed and the answer not yet told.
func TestOnesOwnDataSaysNothingAboutAVoteThatIsStillDiscussed(t *testing.T) {
	r := newRoomWith(t, strings.SplitN(questionsOne, "- {id: group", 2)[0])
	ann := student("ann")
	data := func() string {
		return string(r.press(ann, r.say(ann, "/privacy").View, "Give me my data").View.Card().Files[0].Data)
	}
	panel := r.press(teacher(), r.say(teacher(), "/live start questions:1 peer:yes").View, "Ask the first")
	shown := r.channel.Messages()[0].View
	r.press(ann, shown, option(t, shown, "One side"))
	panel = r.press(teacher(), panel.View, "Show the vote and discuss")
	if got := data(); !strings.Contains(got, `"right": null`) || strings.Contains(got, `"right": true`) {
		t.Errorf("between the votes it says\n%s", got)
	}
	panel = r.press(teacher(), panel.View, "Vote again")
	r.press(teacher(), panel.View, "Reveal the answer")
	if got := data(); !strings.Contains(got, `"right": true`) {
		t.Errorf("after the reveal it says\n%s", got)
	}
}
