package redis_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"

	"lectern/internal/chat"
	"lectern/internal/ledger"
	"lectern/internal/quiz"
	"lectern/internal/store"
	"lectern/internal/store/redis"
	"lectern/internal/store/storetest"
)

// relay stands between the client and Redis and now and then cuts the line after Redis has
// done what it was told and before the client hears so: the fault in which a command that is
// repeated blindly counts twice.
type relay struct {
	net.Listener
	target string
	mu     sync.Mutex
	dice   *rand.Rand
	odds   float64 // that a reply is lost
	cuts   int
	stands bool // nothing is passed on until it does not
}

// stand has the server say nothing any more, or go on.
func (r *relay) stand(still bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stands = still
}

// silent tells whether nothing is passed on now.
func (r *relay) silent() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stands
}

func startRelay(t *testing.T, target string, seed uint64) *relay {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{Listener: l, target: target, dice: rand.New(rand.NewPCG(seed, 0))}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go r.serve(c)
		}
	}()
	return r
}

func (r *relay) lose() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.dice.Float64() >= r.odds {
		return false
	}
	r.cuts++
	return true
}

func (r *relay) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	up, err := net.Dial("tcp", r.target)
	if err != nil {
		return
	}
	defer func() { _ = up.Close() }()
	go func() { _, _ = io.Copy(up, c) }()
	buf := make([]byte, 64<<10)
	for {
		n, err := up.Read(buf)
		if err != nil || r.lose() {
			return
		}
		if r.silent() {
			continue
		}
		if _, err := c.Write(buf[:n]); err != nil {
			return
		}
	}
}

func TestALostReplyNeitherCountsTwiceNorLosesAnything(t *testing.T) {
	t.Parallel()
	addr := storetest.StartRedis(t)
	r := startRelay(t, addr, 6)
	s, err := redis.Open(t.Context(), "redis://"+r.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	p := quiz.Prompt{ID: "p1", Class: "c", Kind: quiz.Daily, Opens: time.UnixMilli(1), Boards: []quiz.Board{"course", "week:1"}}
	if err := s.OpenPrompt(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	r.mu.Lock()
	r.odds = 0.25
	r.mu.Unlock()
	const students, jobs, workers = 1500, 60, 16
	var wg sync.WaitGroup
	var mu sync.Mutex
	recorded := make(map[quiz.StudentID]bool)
	posts := make(map[ledger.Key]int)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < students; i += workers {
				a := quiz.Answer{Prompt: p.ID, Student: quiz.StudentID(fmt.Sprintf("s%04d", i)), Points: 100, At: time.UnixMilli(2), Key: fmt.Sprint("e", i)}
				// A student who hears of trouble presses again, once.
				for range 2 {
					if _, err := s.Answer(t.Context(), p, a); err == nil {
						mu.Lock()
						recorded[a.Student] = true
						mu.Unlock()
						break
					}
				}
			}
			for i := range jobs {
				claimAndPost(t, s, ledger.Key(fmt.Sprint("job", i)), fmt.Sprint("replica", w), func(k ledger.Key) {
					mu.Lock()
					posts[k]++
					mu.Unlock()
				})
			}
		})
	}
	wg.Wait()
	r.mu.Lock()
	r.odds = 0
	cuts := r.cuts
	r.mu.Unlock()
	if cuts < students/8 {
		t.Fatalf("only %d replies were lost: the test shows nothing", cuts)
	}
	checkBooks(t, s, p, recorded)
	for i := range jobs {
		if k := ledger.Key(fmt.Sprint("job", i)); posts[k] != 1 {
			t.Errorf("%s was posted %d times", k, posts[k])
		}
	}
}

// claimAndPost repeats a claim whose reply was lost, as the poster does.
func claimAndPost(t *testing.T, s store.Store, k ledger.Key, owner string, post func(ledger.Key)) {
	t.Helper()
	for {
		c, err := s.Claim(t.Context(), "c", k, owner, time.UnixMilli(1), time.Hour)
		if err != nil {
			continue
		}
		if c.Mine {
			post(k)
			for {
				if _, err := s.Post(t.Context(), "c", k, owner, chat.Ref{Message: owner}); err == nil {
					break
				}
			}
		}
		return
	}
}

// checkBooks holds what was told "recorded" against the answers, and the answers against the
// boards.
func checkBooks(t *testing.T, s store.Store, p quiz.Prompt, recorded map[quiz.StudentID]bool) {
	t.Helper()
	list, err := s.Answers(t.Context(), p.Class, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	kept := make(map[quiz.StudentID]bool)
	for _, a := range list {
		kept[a.Student] = true
	}
	for st := range recorded {
		if !kept[st] {
			t.Errorf("%s was told recorded and is not", st)
		}
	}
	for _, b := range p.Boards {
		page, err := s.Standings(t.Context(), p.Class, b, len(list)+1, "")
		if err != nil {
			t.Fatal(err)
		}
		if page.Total != len(list) {
			t.Errorf("board %s has %d students, %d answered", b, page.Total, len(list))
		}
		for _, row := range page.Top {
			if row.Points != 100 {
				t.Errorf("board %s: %s has %d points for one answer", b, row.Student, row.Points)
			}
		}
	}
}
