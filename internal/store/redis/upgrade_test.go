package redis_test

import (
	"testing"

	"github.com/alicebob/miniredis/v2"

	"lectern/internal/quiz"
)

// TestKeysOfAnEarlierVersionAreReadOn links two accounts whose answers were kept before an
// answer said on which boards it counts.
func TestKeysOfAnEarlierVersionAreReadOn(t *testing.T) {
	m := miniredis.RunT(t)
	m.HSet("lectern:{c}:prompt:p1", "data", `{"id":"p1","class":"c","kind":"daily","question":"q","pinned":"e30=","opens":1,"closes":0,"changes":0,"boards":["course"]}`,
		"closes", "0", "changes", "0", "state", "open")
	m.HSet("lectern:{c}:answers:p1", "ann", `{"question":"q","pick":"a","right":true,"points":100,"at":5,"from":"slack","event":"e1","revision":0}`,
		"annie", `{"question":"q","pick":"b","right":false,"points":25,"at":6,"from":"slack","event":"e2","revision":0}`)
	for who, score := range map[string]float64{"ann": -100, "annie": -25} {
		if _, err := m.ZAdd("lectern:{c}:board:course", score, who); err != nil {
			t.Fatal(err)
		}
		if _, err := m.ZAdd("lectern:{c}:of:"+who, 5, "p1"); err != nil {
			t.Fatal(err)
		}
	}
	s := openAt(t, "redis://"+m.Addr())
	defer func() { _ = s.Close() }()
	p, _, err := s.Prompt(t.Context(), "c", "p1")
	if err != nil {
		t.Fatal(err)
	}
	p.Boards = append(p.Boards, "place:x")
	r, err := s.Answer(t.Context(), p, quiz.Answer{Prompt: "p1", Student: "bob", Pick: "a", Points: 100, At: p.Opens, Key: "e3"})
	if err != nil || r.Outcome != quiz.Recorded {
		t.Errorf("an answer to a question asked before: %+v, %v", r, err)
	}
	if err := s.MoveStudent(t.Context(), "c", "annie", "ann"); err != nil {
		t.Fatal(err)
	}
	page, err := s.Standings(t.Context(), "c", "course", 10, "ann")
	if err != nil || page.Own == nil || page.Own.Points != 100 || page.Total != 2 {
		t.Errorf("the board: %+v, %v", page, err)
	}
}
