package slack_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"lectern/adapters/adaptertest"
	"lectern/adapters/slack/slackfake"
	"lectern/internal/chat"
)

// listener notes in which language people speak.
type listener struct {
	chat.Handler
	mu    sync.Mutex
	heard []string
}

func (l *listener) Invoke(ctx context.Context, in chat.Invocation) chat.Reply {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.heard = append(l.heard, in.From.Locale)
	return l.Handler.Invoke(ctx, in)
}

// TestThePersonsLanguageIsAskedOnceAndNothingWaitsForIt gives a command while Slack is slow to
// tell the language, and again once it is known.
func TestThePersonsLanguageIsAskedOnceAndNothingWaitsForIt(t *testing.T) {
	t.Parallel()
	h := &listener{Handler: adaptertest.Script()}
	b := startBot(t, "http", h)
	b.fake.Speak("U1", "de-DE")
	asked := func() (n int) {
		for _, path := range b.fake.Requests() {
			if strings.HasSuffix(path, "users.info") {
				n++
			}
		}
		return n
	}
	give := func() {
		began := time.Now()
		b.fake.Send(t, b.base+"/slack/commands", slackfake.Form(b.fake.Command("/card", "", b.fake.NewResponse())))
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("the answer took %s", took)
		}
	}
	give()
	for range 200 {
		if give(); h.heard[len(h.heard)-1] != "" {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if first, last := h.heard[0], h.heard[len(h.heard)-1]; first != "" || last != "de-DE" {
		t.Errorf("heard %q at first and %q in the end", first, last)
	}
	if n := asked(); n != 1 {
		t.Errorf("Slack was asked %d times", n)
	}
}
