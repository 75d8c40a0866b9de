package app_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"lectern/adapters/discord"
	"lectern/adapters/slack"
	"lectern/internal/app"
	"lectern/internal/chat"
	"lectern/internal/config"
	"lectern/internal/store"
)

// serveEnv makes the test binary a server for the benchmarks, until its input ends.
const serveEnv = "LECTERN_BENCH_SERVER"

func TestMain(m *testing.M) {
	what := os.Getenv(serveEnv)
	if what == "" {
		os.Exit(m.Run())
	}
	h, err := benchHandler(what)
	if err == nil {
		err = serveBench(h)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serveBench(h http.Handler) error {
	mux := http.NewServeMux()
	mux.Handle("/", h)
	mux.HandleFunc("GET /cpu", func(w http.ResponseWriter, _ *http.Request) {
		used := processorTime()
		if used == 0 {
			http.Error(w, "the system does not tell", http.StatusInternalServerError)
			return
		}
		_, _ = fmt.Fprint(w, used.Nanoseconds())
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	go func() { _ = (&http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}).Serve(l) }()
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// processorTime is what this process has used of the processors so far, its own and the
// system's for it; zero where the system does not tell.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// benchHandler makes one side of a comparison. The floors send as much as the answers have.
func benchHandler(what string) (http.Handler, error) {
	switch what {
	case "discord":
		return served(discord.Setup)
	case "discord-floor":
		public, err := hex.DecodeString(os.Getenv("LECTERN_DISCORD_PUBLIC_KEY"))
		if err != nil {
			return nil, err
		}
		return discordFloor(public, bytes.Repeat([]byte("x"), 3000)), nil
	case "slack":
		return served(slack.Setup)
	case "slack-floor":
		mux, fixed := http.NewServeMux(), bytes.Repeat([]byte("x"), 5700)
		mux.HandleFunc("POST /slack/commands", func(w http.ResponseWriter, _ *http.Request) { writeFixed(w, fixed) })
		return mux, nil
	case "press-sqlite", "press-redis":
		return pressed(what)
	}
	return nil, fmt.Errorf("no side %q", what)
}

func discordFloor(public ed25519.PublicKey, fixed []byte) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /discord/interactions", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		sig, sigErr := hex.DecodeString(r.Header.Get("X-Signature-Ed25519"))
		if err != nil || sigErr != nil || !ed25519.Verify(public, append([]byte(r.Header.Get("X-Signature-Timestamp")), body...), sig) {
			http.Error(w, "invalid request signature", http.StatusUnauthorized)
			return
		}
		writeFixed(w, fixed)
	})
	return mux
}

func writeFixed(w http.ResponseWriter, fixed []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(fixed)))
	_, _ = w.Write(fixed)
}

// benchSettings switch on both platforms by HTTP.
func benchSettings(key string) (string, bool) {
	v, ok := map[string]string{
		config.SecretKey: benchSecret, config.PublicURL: "https://bot.example",
		"LECTERN_DISCORD_TOKEN": "x", "LECTERN_DISCORD_APP_ID": "900000000000000001", "LECTERN_DISCORD_INGRESS": "http",
		"LECTERN_DISCORD_PUBLIC_KEY": os.Getenv("LECTERN_DISCORD_PUBLIC_KEY"),
		"LECTERN_SLACK_BOT_TOKEN":    "xoxb-1", "LECTERN_SLACK_INGRESS": "http", "LECTERN_SLACK_SIGNING_SECRET": slackSecret,
	}[key]
	return v, ok
}

const benchSecret = "0123456789abcdef0123456789abcdef"

const slackSecret = "8f742231b10e8888abcd99yyyzzz85a5"

// served is the program's own handler for an adapter over a course, logging as in service.
func served(setup func(chat.Setup) (chat.Adapter, error)) (http.Handler, error) {
	return servedWith(setup, nil)
}

func servedWith(setup func(chat.Setup) (chat.Adapter, error), s store.Store) (http.Handler, error) {
	out, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	log, _ := app.NewLog(out, slog.LevelInfo)
	cfg, err := config.Load(config.Sources{Dir: os.TempDir(), Lookup: benchSettings})
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	core, err := app.NewCore(ctx, app.CoreOptions{Config: cfg, Log: log, Content: benchCourse(), Store: s, Keys: [][]byte{[]byte(benchSecret)}})
	if err != nil {
		return nil, err
	}
	a, err := setup(chat.Setup{Getenv: cfg.Getenv, Log: log, PublicURL: cfg.PublicURL()})
	if err != nil {
		return nil, err
	}
	if p, ok := a.(chat.Preparer); ok {
		if err := p.Prepare(ctx, core.Commands.Prose()); err != nil {
			return nil, err
		}
	}
	mux := http.NewServeMux()
	in, ok := a.(chat.Ingress)
	if !ok {
		return nil, fmt.Errorf("%T is not reached by HTTP", a)
	}
	in.Mount(mux, core.Bot)
	return mux, nil
}

// benchCourse is a chapter of the size of a real one.
func benchCourse() fstest.MapFS {
	var b strings.Builder
	b.WriteString("---\ntitle: 'Chapter 6: Security Studies'\ntype: chapter\nid: 6\n---\n\n")
	for i, lesson := range []string{"Introduction To Security Studies", "Realism In Security Studies", "Liberalism In Security Studies"} {
		fmt.Fprintf(&b, "<exercise id=\"%d\" title=\"%s\">\n\n", i+1, lesson)
		for _, section := range []string{"Introduction", "Key Assumptions", "Groupism", "Egoism", "Anarchy", "Power Politics"} {
			fmt.Fprintf(&b, "## %s %d\n\n%s\n\n", section, i+1, strings.Repeat("States look after **themselves**, and groups quarrel about what security means. ", 12))
		}
		b.WriteString("</exercise>\n\n")
	}
	return fstest.MapFS{"chapters/chapter6.md": {Data: []byte(b.String())}}
}

// TestTheBenchmarksAnswerInFull keeps the comparison honest: the passage is in the answer.
func TestTheBenchmarksAnswerInFull(t *testing.T) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("LECTERN_DISCORD_PUBLIC_KEY", hex.EncodeToString(public))
	h, err := benchHandler("discord")
	if err != nil {
		t.Fatal(err)
	}
	body, ts := fmt.Appendf(nil, discordEvent, 1), strconv.FormatInt(time.Now().Unix(), 10)
	r := httptest.NewRequest(http.MethodPost, "/discord/interactions", bytes.NewReader(body))
	r.Header.Set("X-Signature-Timestamp", ts)
	r.Header.Set("X-Signature-Ed25519", hex.EncodeToString(ed25519.Sign(private, append([]byte(ts), body...))))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	for _, want := range []string{"Realism In Security Studies", "groups quarrel", "allowed_mentions", "custom_id"} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("%q is missing in %d: %.300s", want, w.Code, w.Body.String())
		}
	}
	h, err = benchHandler("slack")
	if err != nil {
		t.Fatal(err)
	}
	r, err = http.ReadRequest(bufio.NewReader(bytes.NewReader(slackRequest(1))))
	if err != nil {
		t.Fatal(err)
	}
	sw := httptest.NewRecorder()
	h.ServeHTTP(sw, r)
	if !strings.Contains(sw.Body.String(), "Realism In Security Studies") || sw.Body.Len() < 5200 || sw.Body.Len() > 6200 {
		t.Errorf("Slack's answer has %d bytes: %.300s", sw.Body.Len(), sw.Body.String())
	}
	if n := w.Body.Len(); n < 2000 || n > 5000 {
		t.Errorf("the answer has %d bytes: the floor should send as many", n)
	}
}
