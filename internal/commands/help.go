package commands

import (
	"context"
	"strings"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/doc"
	"lectern/internal/fault"
)

// help tells what can be asked. It explains the given commands and itself.
func (s *Set) help(list []bot.Command) bot.Command {
	c := bot.Command{
		Spec: chat.Spec{
			Instant: true,
			Name:    "help", Description: "See what you can ask, or how one command works",
			Args:     []chat.Param{{Name: "command", Description: "The command to explain", Suggest: true, Rest: true}},
			Examples: []string{"/help", "/help section"},
		},
	}
	specs := make([]chat.Spec, 0, len(list)+1)
	for _, other := range list {
		other.Spec.Staff = other.Spec.Staff || other.Role >= bot.Staff
		specs = append(specs, other.Spec)
	}
	specs = append(specs, c.Spec)
	c.Run = func(_ context.Context, r bot.Request) (chat.Reply, error) {
		allowed := allowedTo(specs, r.Role)
		name := strings.ToLower(strings.TrimLeft(r.Args.Get("command"), "/"))
		if name == "" {
			return chat.Reply{View: s.overview(allowed)}, nil
		}
		for _, sp := range allowed {
			if sp.Name == name {
				return chat.Reply{View: usage(sp)}, nil
			}
		}
		return chat.Reply{}, noHelp(name, allowed)
	}
	c.Suggest = func(_ context.Context, r bot.Request, _, typed string) ([]chat.Choice, error) {
		var choices []chat.Choice
		for _, sp := range allowedTo(specs, r.Role) {
			if strings.HasPrefix(sp.Name, strings.ToLower(strings.TrimLeft(typed, "/"))) {
				choices = append(choices, chat.Choice{Label: short("/"+sp.Name+" – "+sp.Description, maxChoice), Value: sp.Name})
			}
		}
		return choices, nil
	}
	return c
}

func allowedTo(specs []chat.Spec, role bot.Role) []chat.Spec {
	var out []chat.Spec
	for _, sp := range specs {
		if !sp.Staff || role >= bot.Staff {
			out = append(out, sp)
		}
	}
	return out
}

// overview has a line per command and a button to begin with.
func (s *Set) overview(specs []chat.Spec) chat.View {
	cat := s.catalogue()
	list := doc.List{}
	for _, sp := range specs {
		list.Items = append(list.Items, doc.Item{Blocks: []doc.Block{doc.Paragraph{Spans: []doc.Span{
			doc.CodeSpan{Text: form(sp)}, doc.Plain(" – " + sp.Description),
		}}}})
	}
	return chat.Card{
		Title:    short(cat.snap.Course.Title, maxQuoted) + ": what you can ask",
		Body:     []doc.Block{list},
		Controls: []chat.Control{cat.contents()},
		Footer:   "Only you see the answers, unless you share them.",
	}
}

// usage explains one command.
func usage(sp chat.Spec) chat.View {
	card := chat.Card{Title: form(sp), Body: []doc.Block{doc.Para(sp.Description + ".")}}
	var args []string
	for _, p := range sp.Args {
		line := p.Name + ": " + p.Description
		if !p.Required {
			line += " (optional)"
		}
		args = append(args, line)
	}
	if len(args) > 0 {
		card.Body = append(card.Body, doc.Bullets(args...))
	}
	for _, sub := range sp.Subs {
		card.Body = append(card.Body, doc.Para(sp.Name+" "+sub.Name+" – "+sub.Description))
	}
	if len(sp.Examples) > 0 {
		card.Body = append(card.Body, doc.Para("For example:"), doc.Code{Text: strings.Join(sp.Examples, "\n")})
	}
	return card
}

// form shows how a command is typed: "/section <topic>".
func form(sp chat.Spec) string {
	parts := []string{"/" + sp.Name}
	for _, p := range sp.Args {
		if p.Required {
			parts = append(parts, "<"+p.Name+">")
		} else {
			parts = append(parts, "["+p.Name+"]")
		}
	}
	return strings.Join(parts, " ")
}

func noHelp(name string, specs []chat.Spec) error {
	names := make([]string, len(specs))
	for i, sp := range specs {
		names[i] = sp.Name
	}
	if meant := bot.Nearest(name, names); meant != "" {
		return fault.New(fault.Invalid, "There is no command “"+short(name, 32)+"”. Did you mean "+meant+"?", "Use /help "+meant+" to see how it works.")
	}
	return fault.New(fault.Invalid, "There is no command “"+short(name, 32)+"”.", "Use one of these after /help: "+strings.Join(names, ", ")+".")
}
