package terminal_test

import (
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"lectern/adapters/adaptertest"
	"lectern/adapters/terminal"
	"lectern/internal/chat"
)

func TestWhatTheBotPostsIsWrittenIntoTheConversation(t *testing.T) {
	in, typed := io.Pipe()
	out := &safe{}
	a := terminal.New(terminal.Options{In: in, Out: out, Plain: true})
	here := chat.Place{Platform: terminal.Platform, Channel: "here"}
	hello := chat.Card{Title: "Question of the day", Controls: []chat.Control{chat.Button{Label: "Yes", Token: "pick.a"}}}
	if _, err := a.Post(t.Context(), here, hello, "k"); err == nil {
		t.Error("posted before anybody is there")
	}
	done := make(chan error, 1)
	go func() { done <- a.Run(t.Context(), adaptertest.Script()) }()
	var ref chat.Ref
	var err error
	for range 200 {
		if ref, err = a.Post(t.Context(), here, hello, "k"); err == nil {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	if err != nil {
		t.Fatal(err)
	}
	if again, err := a.Post(t.Context(), here, hello, "k"); err != nil || again != ref {
		t.Errorf("the same key again: %+v, %v", again, err)
	}
	if _, err := io.WriteString(typed, "1\n"); err != nil { // presses what was posted
		t.Fatal(err)
	}
	if err := a.Edit(t.Context(), ref, chat.Card{Title: "Closed"}); err != nil {
		t.Error(err)
	}
	if err := typed.Close(); err != nil {
		t.Error(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	text := out.String()
	if n := strings.Count(text, "Question of the day"); n != 1 || !strings.Contains(text, "posted here") || !strings.Contains(text, "Closed") {
		t.Errorf("the conversation:\n%s", text)
	}
}

// safe is an output that two goroutines may write to.
type safe struct {
	mu sync.Mutex
	b  strings.Builder
}

func (s *safe) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safe) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
