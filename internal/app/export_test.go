package app

import (
	"log/slog"
	"net/http"

	"lectern/internal/commands"
)

// MountCalendars mounts the classes' calendars alone.
func MountCalendars(mux *http.ServeMux, set *commands.Set) {
	(&calendars{set: set, log: slog.New(slog.DiscardHandler)}).mount(mux)
}
