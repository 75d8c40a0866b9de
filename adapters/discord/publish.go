package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"

	"lectern/adapters/wire"
	"lectern/internal/chat"
)

// command is a slash command as Discord keeps it. Fields that Discord adds of its own are
// left out, so that what is there can be compared with what should be.
type command struct {
	Name        string          `json:"name"`
	Type        int             `json:"type"`
	Description string          `json:"description"`
	Options     []commandOption `json:"options,omitempty"`

	NameLocal        map[string]string `json:"name_localizations,omitempty"`
	DescriptionLocal map[string]string `json:"description_localizations,omitempty"`

	Permissions *string `json:"default_member_permissions,omitempty"`
	Contexts    []int   `json:"contexts,omitempty"`
	Installs    []int   `json:"integration_types,omitempty"`
}

type commandOption struct {
	Type         int             `json:"type"`
	Name         string          `json:"name"`
	Description  string          `json:"description"`
	Required     bool            `json:"required,omitempty"`
	Autocomplete bool            `json:"autocomplete,omitempty"`
	Choices      []commandChoice `json:"choices,omitempty"`
	Options      []commandOption `json:"options,omitempty"`

	NameLocal        map[string]string `json:"name_localizations,omitempty"`
	DescriptionLocal map[string]string `json:"description_localizations,omitempty"`
}

type commandChoice struct {
	Name      string            `json:"name"`
	Value     choiceValue       `json:"value"`
	NameLocal map[string]string `json:"name_localizations,omitempty"`
}

// choiceValue is a text, or a number where the argument is one.
type choiceValue struct {
	text   string
	number bool
}

// MarshalJSON implements json.Marshaler.
func (v choiceValue) MarshalJSON() ([]byte, error) {
	if v.number && isInteger(v.text) {
		return []byte(v.text), nil
	}
	return json.Marshal(v.text)
}

// UnmarshalJSON implements json.Unmarshaler.
func (v *choiceValue) UnmarshalJSON(b []byte) error {
	if v.number = len(b) > 0 && b[0] != '"'; v.number {
		v.text = string(b)
		return nil
	}
	return json.Unmarshal(b, &v.text)
}

func isInteger(s string) bool {
	_, err := strconv.ParseInt(s, 10, 54) // what every reader of JSON can hold
	return err == nil
}

// The types of options (Application Commands).
const (
	optionText    = 3
	optionNumber  = 4
	optionBool    = 5
	optionPerson  = 6
	optionChannel = 7
	optionRole    = 8
	optionDecimal = 10
	optionFile    = 11
)

// The kinds of installation (Application Commands, Installation Context).
const (
	forServer = 0
	forPerson = 1
)

// commandsOf gives the commands as Discord keeps them. brought tells that persons may bring the
// bot along to wherever they are; what staff do belongs to a server that took it in.
func commandsOf(specs []chat.Spec, brought bool) []command {
	out := make([]command, 0, len(specs))
	for _, s := range specs {
		c := command{Name: s.Name, Type: 1, Description: wire.Cut(plain(s.Description), maxCommandText), Contexts: []int{0, 1, 2}, Installs: []int{forServer}}
		if brought && !s.Staff {
			c.Installs = append(c.Installs, forPerson)
		}
		c.NameLocal, c.DescriptionLocal = localized(s.Local)
		if s.Staff {
			// Hidden from everybody but managers; the bot checks for itself all the same.
			p := strconv.Itoa(manageGuild)
			c.Permissions, c.Contexts = &p, []int{0}
		}
		for _, sub := range s.Subs {
			o := commandOption{Type: optionSub, Name: sub.Name, Description: wire.Cut(plain(sub.Description), maxCommandText), Options: optionsOf(sub.Args)}
			o.NameLocal, o.DescriptionLocal = localized(sub.Local)
			c.Options = append(c.Options, o)
		}
		c.Options = append(c.Options, optionsOf(s.Args)...)
		out = append(out, c)
	}
	return out
}

func optionsOf(params []chat.Param) []commandOption {
	var out []commandOption
	for _, required := range []bool{true, false} { // required ones come first
		for _, p := range params {
			if p.Required != required {
				continue
			}
			o := commandOption{Type: optionType(p.Kind), Name: p.Name, Description: wire.Cut(plain(p.Description), maxCommandText), Required: p.Required, Autocomplete: p.Suggest && len(p.Choices) == 0}
			o.NameLocal, o.DescriptionLocal = localized(p.Local)
			for _, c := range p.Choices {
				_, labels := localized(c.Local)
				o.Choices = append(o.Choices, commandChoice{Name: wire.Cut(plain(c.Label), maxChoiceText), Value: choiceValue{c.Value, p.Kind == chat.NumberParam}, NameLocal: labels})
			}
			out = append(out, o)
		}
	}
	return out
}

func optionType(k chat.ParamKind) int {
	switch k {
	case chat.NumberParam:
		return optionNumber
	case chat.BoolParam:
		return optionBool
	case chat.PersonParam:
		return optionPerson
	case chat.PlaceParam:
		return optionChannel
	case chat.RoleParam:
		return optionRole
	case chat.FileParam:
		return optionFile
	case chat.TextParam:
	}
	return optionText
}

// publish sets the commands when they differ from those that are there: Discord allows few
// changes a day.
func (a *Adapter) publish(ctx context.Context, specs []chat.Spec) error {
	want := commandsOf(specs, a.brought(ctx))
	raw, err := a.rest.commands(ctx, *a.app.Load())
	if err != nil {
		return err
	}
	var have []command
	if err := json.Unmarshal(raw, &have); err == nil && sameCommands(have, want) {
		a.log.Info("Discord commands are up to date", "commands", len(want))
		return nil
	}
	body, err := json.Marshal(want)
	if err != nil {
		return fmt.Errorf("encode commands: %w", err)
	}
	if err := sound(LintCommands, body); err != nil {
		return err
	}
	if err := a.rest.publish(ctx, *a.app.Load(), body); err != nil {
		return err
	}
	a.log.Info("Discord commands published", "commands", len(want))
	return nil
}

// brought tells whether the application's settings let persons install it for themselves. Naming
// a kind of installation that is switched off there would have all commands refused, so without
// an answer it is for servers alone.
func (a *Adapter) brought(ctx context.Context) bool {
	app, err := a.rest.application(ctx)
	if err != nil {
		a.log.Info("the application does not say for whom it can be installed", "error", err)
		return false
	}
	_, ok := app.Installs[strconv.Itoa(forPerson)]
	return ok
}

func sameCommands(have, want []command) bool {
	if len(have) != len(want) {
		return false
	}
	byName := make(map[string]command, len(have))
	for _, c := range have {
		byName[c.Name] = c
	}
	for _, w := range want {
		h, ok := byName[w.Name]
		if !ok || !reflect.DeepEqual(h, w) {
			return false
		}
	}
	return true
}
