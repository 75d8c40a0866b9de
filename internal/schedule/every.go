package schedule

import (
	"context"
	"time"
)

// Every does some work at once and then again after each pause, until ctx ends. While the work
// takes longer than the pause, it is done without one; nothing is done twice to catch up.
func Every(ctx context.Context, pause time.Duration, work func(ctx context.Context, now time.Time)) {
	t := time.NewTicker(pause)
	defer t.Stop()
	for {
		work(ctx, time.Now())
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}
