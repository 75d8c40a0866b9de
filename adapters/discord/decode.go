package discord

import (
	"strconv"
	"time"

	"lectern/internal/chat"
)

// The types of an interaction (Receiving and Responding).
const (
	typePing         = 1
	typeCommand      = 2
	typeComponent    = 3
	typeAutocomplete = 4
	typeModal        = 5
)

// The types of a command's option that hold others (Application Commands).
const (
	optionSub   = 1
	optionGroup = 2
)

// interaction is what we read of one.
type interaction struct {
	id, token, appID string
	kind             int
	guild, channel   string
	thread           bool
	locale           string
	guildLocale      string
	owners           bool // it is said for whom the bot is installed here
	visiting         bool // and that is not the server: only the person brought it along
	user             person
	member           person
	roles            []string
	permissions      string
	command          string
	sub              string
	args             chat.Args
	named            []int             // arguments that are ids of persons and roles
	resolved         map[string]string // and the names of these
	given            []given           // files, by what they were given for
	attachments      map[string]attachment
	focused          string // the argument being typed
	typed            string
	customID         string
	values           []string
	fields           chat.Args // of a form
	message          string
	received         time.Time // by us
}

type person struct{ id, name, nick string }

// decode reads an interaction. It fails on what is not JSON; missing parts are empty.
func decode(body []byte) (interaction, error) {
	var in interaction
	s := scanner{b: body}
	err := s.object(func(key []byte) error {
		switch string(key) {
		case "id":
			return s.str(&in.id)
		case "token":
			return s.str(&in.token)
		case "application_id":
			return s.str(&in.appID)
		case "type":
			return s.number(&in.kind)
		case "guild_id":
			return s.str(&in.guild)
		case "channel_id":
			return s.str(&in.channel)
		case "locale":
			return s.str(&in.locale)
		case "guild_locale":
			return s.str(&in.guildLocale)
		case "authorizing_integration_owners":
			return in.readOwners(&s)
		case "channel":
			return in.readChannel(&s)
		case "user":
			return in.user.read(&s)
		case "member":
			return in.readMember(&s)
		case "message":
			return s.object(func(key []byte) error {
				if string(key) == "id" {
					return s.str(&in.message)
				}
				return s.skip(0)
			})
		case "data":
			return in.readData(&s)
		}
		return s.skip(0)
	})
	if err == nil {
		err = s.end()
	}
	return in, err
}

func (in *interaction) readChannel(s *scanner) error {
	kind := 0
	err := s.object(func(key []byte) error {
		if string(key) == "type" {
			return s.number(&kind)
		}
		return s.skip(0)
	})
	in.thread = kind >= 10 && kind <= 12 // announcement, public and private threads
	return err
}

// readOwners takes who installed the bot: the server, under its kind of installation, a person, or
// both.
func (in *interaction) readOwners(s *scanner) error {
	server, person := false, false
	err := s.object(func(key []byte) error {
		server, person = server || string(key) == "0", person || string(key) == "1"
		return s.skip(0)
	})
	if !in.owners {
		in.owners, in.visiting = true, person && !server
	}
	return err
}

func (p *person) read(s *scanner) error {
	var name, global string
	err := s.object(func(key []byte) error {
		switch string(key) {
		case "id":
			return s.str(&p.id)
		case "username":
			return s.str(&name)
		case "global_name":
			return s.str(&global)
		}
		return s.skip(0)
	})
	if p.name = global; p.name == "" {
		p.name = name
	}
	return err
}

func (in *interaction) readMember(s *scanner) error {
	return s.object(func(key []byte) error {
		switch string(key) {
		case "user":
			return in.member.read(s)
		case "nick":
			return s.str(&in.member.nick)
		case "permissions":
			return s.str(&in.permissions)
		case "roles":
			if in.roles != nil {
				return s.skip(0)
			}
			return s.array(func() error {
				var r string
				if err := s.str(&r); err != nil {
					return err
				}
				in.roles = append(in.roles, r)
				return nil
			})
		}
		return s.skip(0)
	})
}

func (in *interaction) readData(s *scanner) error {
	return s.object(func(key []byte) error {
		switch string(key) {
		case "name":
			return s.str(&in.command)
		case "custom_id":
			return s.str(&in.customID)
		case "options":
			return in.readOptions(s, 0)
		case "values":
			return s.array(func() error {
				var v string
				if err := s.str(&v); err != nil {
					return err
				}
				in.values = append(in.values, v)
				return nil
			})
		case "components":
			return in.readInputs(s, 0)
		case "resolved":
			return in.readResolved(s)
		}
		return s.skip(0)
	})
}

// readResolved takes the names of the persons and roles that were chosen, and the files that were
// given.
func (in *interaction) readResolved(s *scanner) error {
	return s.object(func(key []byte) error {
		if string(key) == "attachments" {
			return in.readAttachments(s)
		}
		if k := string(key); k != "users" && k != "roles" {
			return s.skip(0)
		}
		return s.object(func(id []byte) error {
			who, name := person{}, string(id)
			err := s.object(func(key []byte) error {
				switch string(key) {
				case "name", "username":
					return s.str(&who.name)
				case "global_name":
					return s.text(&who.nick)
				}
				return s.skip(0)
			})
			if in.resolved == nil {
				in.resolved = map[string]string{}
			}
			if in.resolved[name] = who.name; who.nick != "" && who.nick != "null" {
				in.resolved[name] = who.nick
			}
			return err
		})
	})
}

// readOptions takes arguments, and goes down into a sub-command.
func (in *interaction) readOptions(s *scanner, depth int) error {
	return s.array(func() error {
		var name, value string
		kind, focused, nested := 0, "", scanner{}
		err := s.object(func(key []byte) error {
			switch string(key) {
			case "name":
				return s.str(&name)
			case "type":
				return s.number(&kind)
			case "value":
				return s.text(&value)
			case "focused":
				return s.text(&focused)
			case "options":
				s.space()
				start := s.i
				if err := s.skip(depth); err != nil {
					return err
				}
				nested = scanner{b: s.b[start:s.i]}
				return nil
			}
			return s.skip(depth)
		})
		if err != nil {
			return err
		}
		if (kind == optionSub || kind == optionGroup) && depth < 2 {
			in.sub = name
			if nested.b != nil {
				return in.readOptions(&nested, depth+1)
			}
			return nil
		}
		if focused == "true" {
			in.focused, in.typed = name, value
		}
		if kind == optionFile {
			in.given = append(in.given, given{name, value})
			return nil
		}
		if kind == optionPerson || kind == optionRole {
			in.named = append(in.named, len(in.args))
		}
		in.args = append(in.args, chat.Arg{Name: name, Value: value})
		return nil
	})
}

// readInputs takes the fields of a form, which lie in rows or labels.
func (in *interaction) readInputs(s *scanner, depth int) error {
	if depth > 3 {
		return s.skip(0)
	}
	return s.array(func() error {
		var f input
		err := s.object(func(key []byte) error {
			switch string(key) {
			case "components":
				return in.readInputs(s, depth+1)
			case "component": // in a label, whose own type counts for nothing
				f = input{}
				return s.object(func(key []byte) error { return f.read(s, key) })
			}
			return f.read(s, key)
		})
		switch {
		case f.id == "":
		case f.kind == componentFile:
			for _, id := range f.values {
				in.given = append(in.given, given{f.id, id})
			}
		default:
			in.fields = append(in.fields, chat.Arg{Name: f.id, Value: f.value})
		}
		return err
	})
}

// input is a field of a form as it was sent in.
type input struct {
	id, value string
	kind      int
	values    []string
}

func (f *input) read(s *scanner, key []byte) error {
	switch string(key) {
	case "custom_id":
		return s.str(&f.id)
	case "type":
		return s.number(&f.kind)
	case "value":
		return s.text(&f.value)
	case "values":
		return s.array(func() error {
			var v string
			err := s.str(&v)
			f.values = append(f.values, v)
			return err
		})
	}
	return s.skip(0)
}

// manageGuild and administrator are the permission bits that let somebody set the bot up
// before any staff is named (Permissions).
const (
	administrator = 1 << 3
	manageGuild   = 1 << 5
)

func (in *interaction) from() chat.Person {
	p := chat.Person{Platform: Platform, Tenant: in.guild, ID: in.user.id, Name: in.user.name, Locale: in.locale}
	if p.Locale == "" {
		p.Locale = in.guildLocale
	}
	if in.member.id != "" {
		p.ID, p.Name, p.Roles = in.member.id, in.member.name, in.roles
		if in.member.nick != "" {
			p.Name = in.member.nick
		}
		bits, err := strconv.ParseUint(in.permissions, 10, 64)
		// Who manages a server that never took the bot in manages no class there.
		p.Admin = err == nil && in.guild != "" && !in.visiting && bits&(administrator|manageGuild) != 0
	}
	return p
}

func (in *interaction) at() chat.Place {
	return chat.Place{Platform: Platform, Tenant: in.guild, Channel: in.channel}
}

func (in *interaction) invocation(now time.Time, fetch fetcher) chat.Invocation {
	for _, i := range in.named {
		id := in.args[i].Value
		in.args[i].Value = id + "|" + in.resolved[id]
	}
	in.named = nil
	return chat.Invocation{ID: in.id, Command: in.command, Sub: in.sub, Args: in.args, Files: in.uploads(fetch), From: in.from(), At: in.at(), Received: now}
}

func (in *interaction) press(now time.Time) (chat.Press, bool) {
	token, ok := Presses(in.customID, in.values)
	return chat.Press{ID: in.id, Token: token, From: in.from(), At: in.at(), On: chat.Ref{Place: in.at(), Message: in.message}, Received: now, Clicked: in.made()}, ok
}

func (in *interaction) submission(now time.Time, fetch fetcher) chat.Submission {
	return chat.Submission{ID: in.id, Token: chat.Token(in.customID), Fields: in.fields, Files: in.uploads(fetch), From: in.from(), At: in.at(), Received: now, Clicked: in.made()}
}

// epoch is when Discord's ids begin to count, in Unix milliseconds (docs, reference/snowflakes).
const epoch = 1_420_070_400_000

// made is when Discord made the event, which its id tells to the millisecond.
func (in *interaction) made() time.Time {
	id, err := strconv.ParseUint(in.id, 10, 63)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(int64(id>>22) + epoch)
}
