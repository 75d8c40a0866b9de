package bot_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"lectern/internal/bot"
	"lectern/internal/chat"
)

// contextOf runs a command and gives its context, during and after.
func contextOf(parent context.Context, t *testing.T, during func(context.Context)) context.Context {
	t.Helper()
	var kept context.Context
	b, _, _ := fixture(t, func(o *bot.Options) {
		o.Commands = append(o.Commands, bot.Command{Spec: chat.Spec{Name: "probe"}, Run: func(ctx context.Context, _ bot.Request) (chat.Reply, error) {
			kept = ctx //nolint:fatcontext // looked at after the answer
			during(ctx)
			return chat.Reply{View: chat.Card{}}, nil
		}})
	})
	b.Invoke(parent, chat.Invocation{Command: "probe"})
	return kept
}

func TestTheDeadlineIsThatOfAnyContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		ctx := contextOf(t.Context(), t, func(ctx context.Context) {
			if at, ok := ctx.Deadline(); !ok || at.Sub(began) != bot.Deadline {
				t.Errorf("deadline %v, %v", at.Sub(began), ok)
			}
			if ctx.Err() != nil {
				t.Errorf("over before it began: %v", ctx.Err())
			}
			time.Sleep(bot.Deadline + time.Millisecond)
			if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
				t.Errorf("after the deadline: %v", ctx.Err())
			}
			<-ctx.Done()
			child, cancel := context.WithTimeout(ctx, time.Hour)
			defer cancel()
			<-child.Done()
		})
		if ctx.Err() == nil {
			t.Error("not over after the answer")
		}
	})
	after := contextOf(context.Background(), t, func(context.Context) {})
	if !errors.Is(after.Err(), context.Canceled) {
		t.Errorf("after an answer that never waited: %v", after.Err())
	}
	<-after.Done()
	parent, cancel := context.WithCancel(context.Background())
	contextOf(parent, t, func(ctx context.Context) {
		cancel()
		if !errors.Is(ctx.Err(), context.Canceled) {
			t.Errorf("the parent is over, the request is not: %v", ctx.Err())
		}
		<-ctx.Done()
	})
	soon, cancelSoon := context.WithTimeout(context.Background(), time.Second)
	defer cancelSoon()
	contextOf(soon, t, func(ctx context.Context) {
		want, _ := soon.Deadline()
		if at, _ := ctx.Deadline(); !at.Equal(want) {
			t.Errorf("the parent's nearer deadline is not kept: %v", at)
		}
	})
}
