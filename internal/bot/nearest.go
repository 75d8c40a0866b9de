package bot

import (
	"strings"
	"unicode/utf8"

	"lectern/internal/chat"
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
	if meant := b.nearest(name, role); meant != "" {
		return fault.New(fault.Invalid, "There is no command “"+name+"”. Did you mean /"+meant+"?", "Use /help to see every command.")
	}
	return fault.New(fault.Invalid, "There is no command “"+name+"”.", "Use /help to see every command.")
}

// maxCommand is the longest command name a platform allows (Discord: 32 characters).
const maxCommand = 32

// nearest gives the command whose name is at most a third of its letters away or begins with
// what was typed.
func (b *Bot) nearest(name string, role Role) string {
	best, least := "", maxCommand
	for _, s := range b.specs {
		if b.commands[s.Name].role() > role {
			continue
		}
		d := distance(name, s.Name)
		if strings.HasPrefix(s.Name, name) || strings.HasPrefix(name, s.Name) {
			d = min(d, 1)
		}
		if d < least && d <= max(1, len(s.Name)/3) {
			best, least = s.Name, d
		}
	}
	return best
}

// distance counts the letters to insert, delete, replace or swap with their neighbour to turn
// a into b.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, row := make([]int, len(y)+1), make([]int, len(y)+1)
	next := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(x); i++ {
		next[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row, next = row, next, before
	}
	return row[len(y)]
}

// usable lists the specs a person may use.
func (b *Bot) usable(role Role) []chat.Spec {
	var out []chat.Spec
	for _, s := range b.specs {
		if b.commands[s.Name].role() <= role {
			out = append(out, s)
		}
	}
	return out
}
