package commands

import (
	"context"
	"strings"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/say"
)

// help tells what can be asked. It explains the given commands and itself.
func (s *Set) help(list []bot.Command) bot.Command {
	c := bot.Command{
		Spec: chat.Spec{
			Instant: true, Home: true,
			Name: "help", Description: "See what you can ask, or how one command works",
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
			card := s.overview(allowed, r.Say)
			if r.Role >= bot.Staff && s.room != nil && s.untouched(r.At) {
				card.Body = append(firstSteps(r.Say), card.Body...)
			}
			return chat.Reply{View: card}, nil
		}
		for _, sp := range allowed {
			if sp.Name == name {
				return chat.Reply{View: usage(sp, r.Say)}, nil
			}
		}
		return chat.Reply{}, noHelp(name, allowed)
	}
	c.Suggest = func(_ context.Context, r bot.Request, _, typed string) ([]chat.Choice, error) {
		var choices []chat.Choice
		for _, sp := range allowedTo(specs, r.Role) {
			if strings.HasPrefix(sp.Name, strings.ToLower(strings.TrimLeft(typed, "/"))) {
				choices = append(choices, chat.Choice{Label: short("/"+sp.Name+" – "+described(sp.Description, r.Say), maxChoice), Value: sp.Name})
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
func (s *Set) overview(specs []chat.Spec, to *say.Speaker) chat.Card {
	cat := s.catalogue()
	list := doc.List{}
	for _, sp := range specs {
		list.Items = append(list.Items, doc.Item{Blocks: []doc.Block{doc.Paragraph{Spans: []doc.Span{
			doc.CodeSpan{Text: form(sp)}, doc.Plain(" – " + described(sp.Description, to)),
		}}}})
	}
	return chat.Card{
		Title:    to.T("{{.Course}}: what you can ask", say.Args{"Course": quotable(cat.snap.Course.Title)}),
		Body:     []doc.Block{list},
		Controls: []chat.Control{cat.contents(to)},
		Footer:   to.T("Only you see the answers, unless you share them."),
	}
}

// described says a description, whose English is its key.
func described(description string, to *say.Speaker) string {
	return to.Say(say.Text{Key: description})
}

// usage explains one command.
func usage(sp chat.Spec, to *say.Speaker) chat.View {
	card := chat.Card{Title: form(sp), Body: []doc.Block{doc.Para(described(sp.Description, to) + ".")}}
	var args []string
	for _, p := range sp.Args {
		line := p.Name + ": " + described(p.Description, to)
		if !p.Required {
			line = to.T("{{.Argument}} (optional)", say.Args{"Argument": line})
		}
		args = append(args, line)
	}
	if len(args) > 0 {
		card.Body = append(card.Body, doc.Bullets(args...))
	}
	for _, sub := range sp.Subs {
		card.Body = append(card.Body, doc.Para(sp.Name+" "+sub.Name+" – "+described(sub.Description, to)))
	}
	if len(sp.Examples) > 0 {
		card.Body = append(card.Body, doc.Para(to.T("For example:")), doc.Code{Text: strings.Join(sp.Examples, "\n")})
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
		return fault.New(fault.Invalid, "There is no command “{{.Name}}”. Did you mean {{.Meant}}?", "Use /help {{.Meant}} to see how it works.").
			With("Name", short(name, 32)).With("Meant", meant)
	}
	return fault.New(fault.Invalid, "There is no command “{{.Name}}”.", "Use one of these after /help: {{.Names}}.").
		With("Name", short(name, 32)).With("Names", strings.Join(names, ", "))
}
