package chat

import "time"

// delivery is how long a platform takes to hand a press over at most: both give up after three
// seconds, and clocks differ a little.
const delivery = 5 * time.Second

// Clicked is when a person pressed or sent something: the time the platform's event carries,
// if it can be true, and else the time the event arrived. A clock that is wrong, here or there,
// thus moves nothing by more than a delivery takes.
func Clicked(stamped, received time.Time) time.Time {
	if stamped.IsZero() || stamped.After(received) || received.Sub(stamped) > delivery {
		return received
	}
	return stamped
}
