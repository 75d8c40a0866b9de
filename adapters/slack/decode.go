package slack

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html"
	"iter"
	"net/url"
	"strconv"
	"strings"
	"time"

	"lectern/internal/chat"
)

// command is a slash command, from a form or from a socket.
type command struct {
	Command     string `json:"command"`
	Text        string `json:"text"`
	Team        string `json:"team_id"`
	Channel     string `json:"channel_id"`
	User        string `json:"user_id"`
	UserName    string `json:"user_name"`
	ResponseURL string `json:"response_url"`
	TriggerID   string `json:"trigger_id"`
}

// formCommand reads the fields it needs from a form and passes over the others.
func formCommand(body []byte) (command, error) {
	var c command
	s := string(body)
	for len(s) > 0 {
		pair := s
		if i := strings.IndexByte(s, '&'); i >= 0 {
			pair, s = s[:i], s[i+1:]
		} else {
			s = ""
		}
		key, value, _ := strings.Cut(pair, "=")
		var into *string
		switch key {
		case "command":
			into = &c.Command
		case "text":
			into = &c.Text
		case "team_id":
			into = &c.Team
		case "channel_id":
			into = &c.Channel
		case "user_id":
			into = &c.User
		case "user_name":
			into = &c.UserName
		case "response_url":
			into = &c.ResponseURL
		case "trigger_id":
			into = &c.TriggerID
		default:
			continue
		}
		if *into != "" {
			continue // the first of a repeated key counts
		}
		v, err := url.QueryUnescape(value)
		if err != nil {
			return c, fmt.Errorf("field %s: %w", key, err)
		}
		*into = v
	}
	return c, nil
}

func (c *command) invocation(specs []chat.Spec, now time.Time) chat.Invocation {
	name, text := strings.TrimPrefix(c.Command, "/"), strings.TrimSpace(c.Text)
	if name == umbrella {
		// Under the one command that never clashes with another app's, the first word is
		// the command.
		name, text, _ = strings.Cut(text, " ")
		text = strings.TrimSpace(text)
		if name == "" {
			name = "help"
		}
	}
	in := chat.Invocation{
		ID: c.TriggerID, Command: strings.ToLower(name), Received: now,
		From: chat.Person{Platform: Platform, Tenant: c.Team, ID: c.User, Name: c.UserName},
		At:   chat.Place{Platform: Platform, Tenant: c.Team, Channel: c.Channel},
	}
	for _, s := range specs {
		if s.Name == in.Command {
			in.Sub, in.Args = s.Parse(readable(text))
			identify(s, in.Sub, in.Args, text)
			return in
		}
	}
	in.Args = chat.Args{{Name: "text", Value: readable(text)}}
	return in
}

// identify gives persons and user groups their ids back, which readable takes from what people
// read.
func identify(s chat.Spec, sub string, args chat.Args, text string) {
	params := s.Args
	for _, x := range s.Subs {
		if x.Name == sub {
			params = x.Args
		}
	}
	for _, p := range params {
		if p.Kind != chat.PersonParam && p.Kind != chat.RoleParam {
			continue
		}
		for i := range args {
			if args[i].Name != p.Name {
				continue
			}
			for inner := range escaped(text) {
				if id, ok := mentioned(inner); ok && words(inner) == args[i].Value {
					args[i].Value = id + "|" + strings.TrimLeft(args[i].Value, "@")
					break
				}
			}
		}
	}
}

// umbrella is the command that holds all others.
const umbrella = "course"

// readable undoes Slack's own escapes: <@U1|sam> becomes @sam, <https://x.example|x> its
// words, &amp; an ampersand.
func readable(text string) string {
	if !strings.ContainsAny(text, "<&") {
		return text
	}
	var b strings.Builder
	for {
		before, inner, rest, ok := nextEscape(text)
		b.WriteString(before)
		if !ok {
			return html.UnescapeString(b.String())
		}
		b.WriteString(words(inner))
		text = rest
	}
}

// nextEscape finds what Slack put between angle brackets: what stands before it, what is in it
// and what follows; all of the text is before when there is none.
func nextEscape(text string) (before, inner, rest string, ok bool) {
	from := strings.IndexByte(text, '<')
	if from < 0 {
		return text, "", "", false
	}
	to := strings.IndexByte(text[from:], '>')
	if to < 0 {
		return text, "", "", false
	}
	return text[:from], text[from+1 : from+to], text[from+to+1:], true
}

// escaped gives all that Slack put between angle brackets, in order.
func escaped(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for {
			_, inner, rest, ok := nextEscape(text)
			if !ok || !yield(inner) {
				return
			}
			text = rest
		}
	}
}

// words is what people read in place of an escape.
func words(inner string) string {
	mark := ""
	if inner != "" && strings.IndexByte("@#!", inner[0]) >= 0 {
		mark, inner = inner[:1], inner[1:]
	}
	if _, label, ok := strings.Cut(inner, "|"); ok {
		inner = label
	}
	if mark == "!" {
		mark = "@"
	}
	return mark + inner
}

// mentioned is the id of the person or user group that an escape mentions.
func mentioned(inner string) (id string, ok bool) {
	id, person := strings.CutPrefix(inner, "@")
	if !person {
		if id, ok = strings.CutPrefix(inner, "!subteam^"); !ok {
			return "", false
		}
	}
	id, _, _ = strings.Cut(id, "|")
	return id, id != "" && strings.Trim(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// interaction is a button pressed, a menu entry chosen or a form sent.
type interaction struct {
	Type string `json:"type"`
	Team struct {
		ID string `json:"id"`
	} `json:"team"`
	Enterprise struct {
		ID string `json:"id"`
	} `json:"enterprise"`
	User struct {
		ID       string `json:"id"`
		Name     string `json:"name"`
		Username string `json:"username"`
		Team     string `json:"team_id"`
	} `json:"user"`
	Channel struct {
		ID string `json:"id"`
	} `json:"channel"`
	Container struct {
		Message string `json:"message_ts"`
		Thread  string `json:"thread_ts"`
	} `json:"container"`
	ResponseURL string `json:"response_url"`
	TriggerID   string `json:"trigger_id"`
	CallbackID  string `json:"callback_id"` // of a shortcut
	Message     struct {
		TS     string `json:"ts"`
		Thread string `json:"thread_ts"`
	} `json:"message"`
	Actions []struct {
		ID       string `json:"action_id"`
		Type     string `json:"type"`
		Value    string `json:"value"`
		At       string `json:"action_ts"`
		Selected struct {
			Value string `json:"value"`
		} `json:"selected_option"`
	} `json:"actions"`
	View struct {
		CallbackID string `json:"callback_id"`
		Private    string `json:"private_metadata"`
		State      struct {
			Values map[string]map[string]struct {
				Value string      `json:"value"`
				Type  string      `json:"type"`
				Files []givenFile `json:"files"`
			} `json:"values"`
		} `json:"state"`
	} `json:"view"`
}

func decodeInteraction(data []byte) (interaction, error) {
	var in interaction
	if err := json.Unmarshal(data, &in); err != nil {
		return in, fmt.Errorf("decode an interaction: %w", err)
	}
	// Where an app belongs to a whole organisation, no workspace is named.
	in.Team.ID = cmp.Or(in.Team.ID, in.User.Team, in.Enterprise.ID)
	if in.Type == "message_action" { // a shortcut names the message alone
		in.Container.Message, in.Container.Thread = in.Message.TS, in.Message.Thread
	}
	// The first message of a thread is named as being in it, and stands in the channel.
	if in.Container.Thread == in.Container.Message {
		in.Container.Thread = ""
	}
	return in, nil
}

// from is who acts. They belong to the workspace they act in, as with a command, although a
// shared channel or an organisation may let them in from another: their id is theirs alone.
func (in *interaction) from() chat.Person {
	name := in.User.Name
	if name == "" {
		name = in.User.Username
	}
	return chat.Person{Platform: Platform, Tenant: in.Team.ID, ID: in.User.ID, Name: name}
}

func (in *interaction) at() chat.Place {
	return chat.Place{Platform: Platform, Tenant: in.Team.ID, Channel: in.Channel.ID, Thread: in.Container.Thread}
}

// key names the event, so that a second delivery is known.
func (in *interaction) key() string {
	if len(in.Actions) > 0 {
		a := in.Actions[0]
		return in.Team.ID + "/" + in.User.ID + "/" + a.At + "/" + a.ID
	}
	return in.TriggerID
}

func (in *interaction) press(now time.Time) (chat.Press, bool) {
	if len(in.Actions) == 0 {
		return chat.Press{}, false
	}
	a := in.Actions[0]
	value := a.Value
	if a.Selected.Value != "" {
		value = a.Selected.Value
	}
	token, ok := Presses(a.ID, value)
	return chat.Press{ID: in.key(), Token: token, From: in.from(), At: in.at(), On: chat.Ref{Place: in.at(), Message: in.Container.Message}, Received: now, Clicked: clicked(a.At)}, ok
}

// clicked reads the time of an action: seconds with six decimals, as Slack writes them.
func clicked(ts string) time.Time {
	whole, part, _ := strings.Cut(ts, ".")
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return time.Time{}
	}
	micros, err := strconv.ParseInt((part + "000000")[:6], 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(seconds, micros*1000)
}

func (in *interaction) submission(now time.Time, fetch fetcher) chat.Submission {
	s := chat.Submission{ID: in.key(), Token: chat.Token(in.View.CallbackID), Files: in.uploads(fetch), From: in.from(), At: in.at(), Received: now}
	for _, block := range in.View.State.Values {
		for name, v := range block {
			if v.Type != elementFile {
				s.Fields = append(s.Fields, chat.Arg{Name: name, Value: v.Value})
			}
		}
	}
	return s
}
