package places_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lectern/internal/chat"
	"lectern/internal/places"
)

// platform tells names, after a while and as long as it is well.
type platform struct {
	chat.Adapter

	mu    sync.Mutex
	slow  time.Duration
	err   error
	name  string
	asked int
	now   int // requests at this moment
	most  int
}

func (p *platform) tell(ctx context.Context, name string) (string, error) {
	p.mu.Lock()
	p.asked++
	p.now++
	p.most = max(p.most, p.now)
	slow, err := p.slow, p.err
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		p.now--
		p.mu.Unlock()
	}()
	select {
	case <-time.After(slow):
		return name, err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (p *platform) ChannelName(ctx context.Context, _ chat.Place) (string, error) {
	return p.tell(ctx, p.name)
}

func (p *platform) TenantName(ctx context.Context, _ chat.Place) (string, error) {
	return p.tell(ctx, "Security 101")
}

func (p *platform) questions() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := p.asked
	p.asked = 0
	return n
}

func (p *platform) becomes(slow time.Duration, err error, name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.slow, p.err, p.name = slow, err, name
}

func known(p *platform) *places.Names {
	return places.New(func(on chat.Platform) chat.Adapter {
		if on == "discord" {
			return p
		}
		return nil
	}, nil)
}

func hall() chat.Place { return chat.Place{Platform: "discord", Tenant: "1", Channel: "2"} }

func TestANameIsLearnedOnceAndAgainWhenItIsOld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{name: "#general"}
		n := known(p)
		n.Learn(t.Context(), hall())
		if got := n.Of(hall()); got != (places.Name{Channel: "#general", Tenant: "Security 101"}) || p.questions() != 2 {
			t.Fatalf("it is called %+v", got)
		}
		n.Learn(t.Context(), hall(), hall())
		if asked := p.questions(); asked != 0 {
			t.Errorf("asked %d more times", asked)
		}
		time.Sleep(2 * time.Hour)
		p.becomes(time.Second, nil, "#lectures\n\u202e ")
		began := time.Now()
		n.Learn(t.Context(), hall())
		if got := n.Of(hall()).Channel; got != "#general" || time.Since(began) != 0 {
			t.Errorf("after %v an old name is %q: it is still shown while the new one is asked for", time.Since(began), got)
		}
		time.Sleep(3 * time.Second)
		if got := n.Of(hall()).Channel; got != "#lectures" || p.questions() != 2 {
			t.Errorf("it is called %q now", got)
		}
	})
}

func TestNobodyWaitsLongForAName(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{slow: 3 * time.Second, name: "#general"}
		n := known(p)
		began := time.Now()
		n.Learn(t.Context(), hall())
		if took := time.Since(began); took != places.Patience || n.Of(hall()) != (places.Name{}) {
			t.Errorf("after %v it is called %+v", took, n.Of(hall()))
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel() // whoever asked has had their answer
		n.Learn(gone, hall())
		time.Sleep(3 * time.Second)
		if got := n.Of(hall()); got.Channel != "#general" || p.questions() != 2 {
			t.Errorf("the next one reads %+v", got)
		}
	})
}

func TestARefusalIsRememberedForAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{err: errors.New("missing_scope"), name: "#general"}
		n := known(p)
		for range 10 {
			n.Learn(t.Context(), hall())
		}
		if asked := p.questions(); asked != 2 || n.Of(hall()) != (places.Name{}) {
			t.Errorf("asked %d times", asked)
		}
		p.becomes(0, nil, "#general")
		time.Sleep(6 * time.Minute)
		n.Learn(t.Context(), hall())
		if got := n.Of(hall()).Channel; got != "#general" {
			t.Errorf("later it is called %q", got)
		}
		p.becomes(0, errors.New("down"), "")
		time.Sleep(2 * time.Hour)
		n.Learn(t.Context(), hall())
		time.Sleep(time.Minute)
		if got := n.Of(hall()).Channel; got != "#general" {
			t.Errorf("a platform that does not answer takes the name %q away", got)
		}
	})
}

func TestAPlatformWithoutNamesIsNotAsked(t *testing.T) {
	p := &platform{}
	n := known(p)
	n.Learn(t.Context(), chat.Place{Platform: "web", Channel: "c"}, chat.Place{Platform: "discord"})
	if got := n.Of(chat.Place{Platform: "web", Channel: "c"}); got != (places.Name{}) || p.questions() != 0 {
		t.Errorf("it is called %+v", got)
	}
	var none *places.Names
	if none.Learn(t.Context(), hall()); none.Of(hall()) != (places.Name{}) {
		t.Error("nobody knows a name")
	}
}

func TestManyPlacesAreLearnedAFewAtATimeAndNotKeptWithoutBound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{slow: 10 * time.Millisecond, name: "#" + strings.Repeat("ä", 300)}
		n := known(p)
		list := make([]chat.Place, 12_000)
		for i := range list {
			list[i] = chat.Place{Platform: "discord", Tenant: "1", Channel: fmt.Sprint(i)}
		}
		n.Learn(t.Context(), list...)
		time.Sleep(time.Minute)
		p.mu.Lock()
		most := p.most
		p.mu.Unlock()
		if most > 4 {
			t.Errorf("%d requests at a time", most)
		}
		kept := 0
		for _, at := range list {
			if name := n.Of(at).Channel; name != "" {
				kept++
				if len([]rune(name)) > 100 {
					t.Fatalf("a name of %d characters", len([]rune(name)))
				}
			}
		}
		if kept == 0 || kept > 10_000 {
			t.Errorf("%d names are kept", kept)
		}
	})
}

func TestTheNamesOfAllClassesAreLearnedAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{name: "#general"}
		n := known(p)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- n.Run(ctx, func() []chat.Place { return []chat.Place{hall()} }) }()
		synctest.Wait()
		if got := n.Of(hall()).Channel; got != "#general" {
			t.Errorf("nobody has asked, and it is called %q", got)
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}
