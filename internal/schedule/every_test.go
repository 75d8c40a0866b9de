package schedule_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"lectern/internal/schedule"
)

func TestEveryWorksAtOnceAndAfterEachPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 35*time.Second)
		defer cancel()
		start := time.Now()
		var at []time.Duration
		schedule.Every(ctx, 10*time.Second, func(_ context.Context, now time.Time) {
			at = append(at, now.Sub(start))
			if len(at) == 2 {
				time.Sleep(15 * time.Second) // longer than the pause
			}
		})
		if want := []time.Duration{0, 10 * time.Second, 25 * time.Second, 30 * time.Second}; !slices.Equal(at, want) {
			t.Errorf("worked at %v, want %v", at, want)
		}
	})
}
