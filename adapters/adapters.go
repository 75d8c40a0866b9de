// Package adapters lists the chat platforms. A new one is a package of its own and a line here.
package adapters

import (
	"lectern/adapters/discord"
	"lectern/adapters/slack"
	"lectern/internal/chat"
)

// Driver makes a platform's Adapter.
type Driver struct {
	Platform chat.Platform
	// Setup reads the platform's settings. It gives nil when the platform is not set up, and
	// an error that says all that is wrong when it is set up badly.
	Setup func(chat.Setup) (chat.Adapter, error)
}

// Drivers lists the platforms that are switched on by their settings.
func Drivers() []Driver {
	return []Driver{
		{discord.Platform, discord.Setup},
		{slack.Platform, slack.Setup},
	}
}
