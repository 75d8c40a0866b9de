package app_test

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"testing/fstest"
	"time"

	"lectern/adapters/discord"
	"lectern/internal/bank"
	"lectern/internal/bot"
	"lectern/internal/class"
	"lectern/internal/course"
	"lectern/internal/quiz"
	"lectern/internal/store"
	"lectern/internal/store/redis"
	"lectern/internal/store/sqlite"
	"lectern/internal/store/storetest"
)

// storeEnv tells the server of the press benchmark where its store is.
const storeEnv = "LECTERN_BENCH_STORE"

// pressPrompt is the prompt that everybody answers.
const pressPrompt quiz.PromptID = "dbench"

// pressClass is the class of the server that the events come from.
func pressClass() quiz.ClassID {
	return class.DefaultID(class.Tenant{Platform: discord.Platform, ID: "500000000000000001"})
}

// openPressStore opens the store of the benchmark and a question in it.
func openPressStore(ctx context.Context, what, at string) (store.Store, error) {
	var s store.Store
	var err error
	if what == "press-redis" {
		s, err = redis.Open(ctx, at)
	} else {
		s, err = sqlite.Open(ctx, at)
	}
	if err != nil {
		return nil, err
	}
	fsys := benchCourse()
	fsys["chapters/chapter6.quiz.yaml"] = &fstest.MapFile{Data: []byte("questions:\n- {id: q1, kind: single, section: Key Assumptions 1, stem: 'What do groups quarrel about?', state: approved, options: [{text: What security means, correct: true, why: The passage says so.}, {text: Trade, why: That is another lesson.}, {text: Law}]}\n")}
	c, _, err := course.Load(ctx, fsys, course.Options{})
	if err != nil {
		return nil, err
	}
	b, err := bank.Load(ctx, fsys, c)
	if err != nil {
		return nil, err
	}
	_, err = quiz.NewService(s).Open(ctx, quiz.Prompt{
		ID: pressPrompt, Class: pressClass(), Kind: quiz.Daily, Opens: time.UnixMilli(1), Closes: time.Now().Add(24 * time.Hour),
		Boards: []quiz.Board{quiz.CourseBoard, "chapter:chapter6", "week:2026-W48"},
	}, b.Pin(b.ByID("q1"), []byte("seed")))
	return s, err
}

// pressed is the program's own handler for presses, over a store.
func pressed(what string) (http.Handler, error) {
	s, err := openPressStore(context.Background(), what, os.Getenv(storeEnv))
	if err != nil {
		return nil, err
	}
	return servedWith(discord.Setup, s)
}

// presses makes signed presses of the question's first button, each by another student.
type presses struct {
	private ed25519.PrivateKey
	token   string
	n       int
}

func newPresses(tb testing.TB, private ed25519.PrivateKey) *presses {
	tb.Helper()
	tokens, err := bot.NewTokens([]byte(benchSecret))
	if err != nil {
		tb.Fatal(err)
	}
	return &presses{private: private, token: string(tokens.Seal("q", string(pressClass()), string(pressPrompt), "a"))}
}

// next is the press of the next student.
func (p *presses) next() []byte {
	p.n++
	return p.of(p.n)
}

func (p *presses) of(student int) []byte {
	body := fmt.Appendf(nil, pressEvent, 300_000_000_000_000_000+student, 1_100_000_000_000_000_000+student, p.token)
	ts := strconv.FormatInt(time.Now().Unix(), 10)
	sig := hex.EncodeToString(ed25519.Sign(p.private, append([]byte(ts), body...)))
	return raw("/discord/interactions", body, "Content-Type", "application/json", "X-Signature-Ed25519", sig, "X-Signature-Timestamp", ts)
}

// pressEvent is a press of a button with every field that Discord documents for one.
const pressEvent = `{"version":1,"type":3,"token":"aW50ZXJhY3Rpb246MTIzNDU2Nzg5","message":{"id":"800000000000000001","channel_id":"700000000000000001","content":"","type":0,"flags":0},"member":{"user":{"username":"ada","public_flags":0,"id":"%d","global_name":"Ada","discriminator":"0","avatar":null},"roles":["400000000000000001","400000000000000002"],"permissions":"2248473465835073","pending":false,"nick":null,"joined_at":"2026-01-10T09:00:00.000000+00:00"},"locale":"en-US","id":"%d","guild_locale":"en-US","guild_id":"500000000000000001","entitlements":[],"data":{"id":2,"custom_id":"%s","component_type":2},"context":0,"channel_id":"700000000000000001","channel":{"type":0,"id":"700000000000000001","guild_id":"500000000000000001","name":"general"},"authorizing_integration_owners":{"0":"500000000000000001"},"attachment_size_limit":10485760,"application_id":"900000000000000001","app_permissions":"562949953863680"}`

// BenchmarkPress compares a signed press of an answer, recorded durably and answered with its
// verdict, with a handler that checks the same signature and sends fixed JSON (goals: at least
// 0.50 of its rate on SQLite with synchronous=FULL, 0.60 on Redis with appendfsync everysec),
// over 32 connections. Run it with -benchtime 1x.
func BenchmarkPress(b *testing.B) {
	for _, what := range []string{"sqlite", "redis"} {
		b.Run(what, func(b *testing.B) {
			at := filepath.Join(b.TempDir(), "store.db")
			if what == "redis" {
				at = "redis://" + storetest.StartRedis(b, "--appendonly", "yes", "--appendfsync", "everysec")
			}
			public, private, err := ed25519.GenerateKey(nil)
			if err != nil {
				b.Fatal(err)
			}
			key := "LECTERN_DISCORD_PUBLIC_KEY=" + hex.EncodeToString(public)
			ours, floor := startSide(b, "press-"+what, key, storeEnv+"="+at), startSide(b, "discord-floor", key)
			ours.connections, floor.connections = 32, 32
			p := newPresses(b, private)
			compare(b, ours, floor, p.next)
			checkRecorded(b, "press-"+what, at, rounds*perRound)
		})
	}
}

// checkRecorded makes sure that at least so many answers stand, each with its point.
func checkRecorded(tb testing.TB, what, at string, least int) {
	tb.Helper()
	s, err := openPressStore(tb.Context(), what, at)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	page, err := s.Standings(tb.Context(), pressClass(), quiz.CourseBoard, 1, "")
	if err != nil {
		tb.Fatal(err)
	}
	answers, err := s.Answers(tb.Context(), pressClass(), pressPrompt)
	if err != nil {
		tb.Fatal(err)
	}
	if len(answers) < least || page.Total != len(answers) {
		tb.Errorf("%d answers are recorded and %d students on the board, want %d", len(answers), page.Total, least)
	}
}
