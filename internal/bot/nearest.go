package bot

import (
	"strings"
	"unicode/utf8"

	"lectern/internal/edit"
	"lectern/internal/fault"
)

// unknownCommand says which command was probably meant.
func (b *Bot) unknownCommand(name string, role Role) error {
	name, _ = Clean(name)
	name = strings.ToLower(strings.TrimLeft(name, "/"))
	if utf8.RuneCountInString(name) > maxCommand {
		name = string([]rune(name)[:maxCommand]) + "…"
	}
	if name == "" {
		return fault.New(fault.Invalid, "No command was given.", "Try /section with a topic, or /help for everything there is.")
	}
	if meant := Nearest(name, b.usable(role)); meant != "" {
		return fault.New(fault.Invalid, "There is no command “{{.Name}}”. Did you mean /{{.Meant}}?", "Use /help to see every command.").With("Name", name).With("Meant", meant)
	}
	return fault.New(fault.Invalid, "There is no command “{{.Name}}”.", "Use /help to see every command.").With("Name", name)
}

// maxCommand is the longest command name a platform allows (Discord: 32 characters).
const maxCommand = 32

// Nearest gives the name that was probably meant: one that begins with what was typed or is at
// most a third of its letters away. Empty when there is none.
func Nearest(typed string, names []string) string {
	best, least := "", maxCommand
	for _, name := range names {
		d := edit.Distance(typed, name)
		if strings.HasPrefix(name, typed) || strings.HasPrefix(typed, name) {
			d = min(d, 1)
		}
		if d < least && d <= max(1, len(name)/3) {
			best, least = name, d
		}
	}
	return best
}

// usable lists the names of the commands a person may use.
func (b *Bot) usable(role Role) []string {
	var names []string
	for _, s := range b.specs {
		if b.commands[s.Name].role() <= role {
			names = append(names, s.Name)
		}
	}
	return names
}
