// Package adapters lists the chat platforms. A new one is a package of its own and a line here.
package adapters

import "lectern/internal/chat"

// Driver makes a platform's Adapter.
type Driver struct {
	Platform chat.Platform
	// Needs are the settings that switch the platform on: it runs when any of them is set.
	Needs []string
	// Setup reads the platform's settings and says all that is wrong with them.
	Setup func(chat.Setup) (chat.Adapter, error)
}

// Drivers lists the platforms that are switched on by their settings.
func Drivers() []Driver {
	return []Driver{}
}
