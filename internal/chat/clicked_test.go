package chat_test

import (
	"testing"
	"time"

	"lectern/internal/chat"
)

func TestTheTimeOfAClickIsBelievedWhileItCanBeTrue(t *testing.T) {
	received := time.Date(2026, 11, 24, 18, 0, 1, 0, time.UTC)
	for _, tt := range []struct{ stamped, want time.Time }{
		{received.Add(-2 * time.Second), received.Add(-2 * time.Second)},
		{received, received},
		{received.Add(time.Second), received},      // the platform's clock is ahead of ours, or somebody lies
		{received.Add(-6 * time.Second), received}, // older than a delivery
		{time.Time{}, received},
	} {
		if got := chat.Clicked(tt.stamped, received); !got.Equal(tt.want) {
			t.Errorf("stamped %s, received %s: %s, want %s", tt.stamped, received, got, tt.want)
		}
	}
}
