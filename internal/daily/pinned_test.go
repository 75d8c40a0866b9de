package daily_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lectern/internal/chattest"
	"lectern/internal/doc"
	"lectern/internal/quiz"
)

// TestAnEditChangesNothingThatIsAsked (F22) changes which option is right, or takes the question
// away, while it is open: answers are marked by what was asked, before the edit and after it,
// on the replica that asked and on one that knows only the new bank.
func TestAnEditChangesNothingThatIsAsked(t *testing.T) {
	const asked = "questions:\n- {id: q, kind: single, stem: 'Which?', state: approved, options: [{text: Yes, correct: true}, {text: No}, {text: Perhaps}]}\n"
	for name, edited := range map[string]string{
		"another key":  strings.NewReplacer("Yes, correct: true", "Yes", "text: No", "text: No, correct: true").Replace(asked),
		"other words":  strings.ReplaceAll(asked, "Which?", "Which not?"),
		"taken away":   "questions: []\n",
		"another kind": "questions:\n- {id: q, kind: bool, stem: 'Which?', state: approved, answer: false}\n",
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := openStore(t)
				defer func() { _ = s.Close() }()
				channel, c := &chattest.Rooms{}, twoPlaces()
				c.Places = c.Places[:1]
				before := newReplica("before", s, channel, bankOf(t, asked), c)
				time.Sleep(monday(9))
				runFor(t, time.Minute, before)
				after := newReplica("after", s, channel, bankOf(t, edited), c)
				for i, r := range []replica{before, after} {
					a, err := r.quiz.Asked(t.Context(), "c1", daily0())
					if err != nil {
						t.Fatal(err)
					}
					right := a.Q.Key()
					if doc.SpanText(a.Q.Options[right[0]-'a'].Text) != "Yes" {
						t.Errorf("the key is %q", right)
					}
					who := quiz.StudentID("abcd"[i : i+1])
					v, err := r.quiz.Answer(t.Context(), a, quiz.Given{Student: who, Pick: right, At: time.Now(), From: "test", Key: "e" + string(who)})
					if err != nil || !v.Mark.Right || v.Stands.Points != 100 {
						t.Errorf("%s is marked %+v, %v", who, v, err)
					}
				}
				time.Sleep(monday(18) - monday(9))
				runFor(t, time.Minute, after)
				told := ""
				for _, m := range channel.Messages() {
					if card := m.View.Card(); card.Title == "results" {
						told = doc.BlockText(card.Body)
					}
				}
				if told != "2 of 2" {
					t.Errorf("the results tell %q", told)
				}
			})
		})
	}
}
