// Package bot is the only chat.Handler: it finds the command an event is for, checks on every
// action whether the person may do it, gives it a deadline, catches its panics, turns its
// errors into sentences and writes one log line. What a command does is the command's affair.
package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"lectern/internal/chat"
	"lectern/internal/fault"
	"lectern/internal/say"
)

// Deadline is how long an answer may take unless Options say otherwise. Adapters tell the
// platform to wait after chat.Patience; an answer from memory that needs longer is lost.
const Deadline = 2500 * time.Millisecond

// FileDeadline is how long an answer may take to a request with a file, which has to be fetched
// from the platform first. It is shorter than what a stopping program waits for answers.
const FileDeadline = 7 * time.Second

// Options are what New needs.
type Options struct {
	Commands []Command
	Tokens   *Tokens
	Access   Access        // AdminsAreStaff when nil
	Vouch    Vouch         // may be nil
	Desk     Desk          // may be nil
	Deadline time.Duration // Deadline when zero
	Log      *slog.Logger  // nothing is logged when nil
	Observe  func(Outcome) // called after every request, for metrics; may be nil

	Languages *say.Languages             // those the bot speaks; English alone when nil
	Language  func(at chat.Place) string // a place's own language, for who has none; may be nil
	// Welcome is what is said to whoever added the bot, nil when it was said before; may be nil.
	Welcome func(ctx context.Context, to *say.Speaker, a chat.Arrival) (chat.View, error)
	// Welcomed notes that it was said; there is one when there is Welcome.
	Welcomed func(ctx context.Context, a chat.Arrival) error
}

// Outcome is what is counted of a request.
type Outcome struct {
	Platform chat.Platform
	Command  string // or "action " and its name
	Result   string // "answered", a fault's kind, "timeout" or "panic"
	Took     time.Duration
}

// Bot answers events. Make one with New; it is safe for concurrent use.
type Bot struct {
	specs    []chat.Spec
	commands map[string]Command
	actions  map[string]Action
	tokens   *Tokens
	access   Access
	vouch    Vouch
	desk     Desk
	deadline time.Duration
	log      *slog.Logger
	observe  func(Outcome)

	languages *say.Languages
	language  func(chat.Place) string
	welcome   func(context.Context, *say.Speaker, chat.Arrival) (chat.View, error)
	welcomed  func(context.Context, chat.Arrival) error
}

// New makes a Bot. It fails when two commands or two actions have the same name.
func New(o Options) (*Bot, error) {
	b := &Bot{
		commands: make(map[string]Command, len(o.Commands)), actions: make(map[string]Action),
		tokens: o.Tokens, access: o.Access, vouch: o.Vouch, desk: o.Desk, deadline: o.Deadline, log: o.Log, observe: o.Observe,
		languages: o.Languages, language: o.Language, welcome: o.Welcome, welcomed: o.Welcomed,
	}
	if b.tokens == nil {
		return nil, errors.New("make bot: no tokens were given")
	}
	if b.access == nil {
		b.access = AdminsAreStaff
	}
	if b.deadline <= 0 {
		b.deadline = Deadline
	}
	if b.log == nil {
		b.log = slog.New(slog.DiscardHandler)
	}
	for _, c := range o.Commands {
		if _, taken := b.commands[c.Spec.Name]; taken || c.Run == nil {
			return nil, fmt.Errorf("make bot: command %q is there twice or does nothing", c.Spec.Name)
		}
		b.commands[c.Spec.Name] = c
		b.specs = append(b.specs, localized(c.Spec, "/", o.Languages))
		for _, a := range c.Actions {
			if _, taken := b.actions[a.Name]; taken {
				return nil, fmt.Errorf("make bot: action %q is there twice", a.Name)
			}
			a.Role, a.label = max(a.Role, c.role()), "press "+a.Name
			b.actions[a.Name] = a
		}
	}
	return b, nil
}

// Specs lists the commands in the order they were given.
func (b *Bot) Specs() []chat.Spec { return b.specs }

// Invoke answers a slash command.
func (b *Bot) Invoke(ctx context.Context, in chat.Invocation) chat.Reply {
	r := Request{Sub: in.Sub, Files: in.Files, From: in.From, At: in.At, Event: in.ID, Received: in.Received}
	return b.serve(ctx, r, b.commandLabel(in.Command), in.Received, func(ctx context.Context, r *Request) (chat.Reply, error) {
		c, ok := b.commands[in.Command]
		if !ok {
			return chat.Reply{}, b.unknownCommand(in.Command, r.Role)
		}
		if err := b.admit(ctx, r, c.role()); err != nil {
			return chat.Reply{}, err
		}
		if r.Sub == "" && len(in.Args) == 0 {
			r.Sub = usual(c.Spec)
		}
		if err := checkSub(c.Spec, r.Sub); err != nil {
			return chat.Reply{}, err
		}
		r.Args, r.Cut = cleanArgs(in.Args)
		r.Args = english(c.Spec, r.Sub, r.Args, r.Say)
		return c.Run(ctx, *r)
	})
}

// Press answers a button or menu entry.
func (b *Bot) Press(ctx context.Context, p chat.Press) chat.Reply {
	r := Request{From: p.From, At: p.At, On: p.On, Event: p.ID, Received: p.Received, Clicked: p.Clicked}
	action, args, bad := b.tokens.Open(p.Token)
	return b.serve(ctx, r, b.actionLabel(action), p.Received, func(ctx context.Context, r *Request) (chat.Reply, error) {
		a, err := b.action(ctx, action, bad, r)
		if err != nil {
			return chat.Reply{}, err
		}
		if a.Press == nil {
			return chat.Reply{}, staleControl()
		}
		return a.Press(ctx, *r, args)
	})
}

// Submit answers a form.
func (b *Bot) Submit(ctx context.Context, s chat.Submission) chat.Reply {
	r := Request{Files: s.Files, From: s.From, At: s.At, Event: s.ID, Received: s.Received, Clicked: s.Clicked}
	action, args, bad := b.tokens.Open(s.Token)
	return b.serve(ctx, r, b.actionLabel(action), s.Received, func(ctx context.Context, r *Request) (chat.Reply, error) {
		a, err := b.action(ctx, action, bad, r)
		if err != nil {
			return chat.Reply{}, err
		}
		if a.Submit == nil {
			return chat.Reply{}, staleControl()
		}
		var fields chat.Args
		fields, r.Cut = cleanArgs(s.Fields)
		return a.Submit(ctx, *r, args, fields)
	})
}

// Suggest completes an argument. A failure offers nothing: there is no place for a sentence.
func (b *Bot) Suggest(ctx context.Context, in chat.Invocation, arg, typed string) (choices []chat.Choice) {
	c, ok := b.commands[in.Command]
	if !ok || c.Suggest == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, b.deadline)
	defer cancel()
	r := Request{ID: newID(), Sub: in.Sub, Args: in.Args, From: in.From, At: in.At, Received: in.Received, Say: b.speaker(in.From, in.At)}
	if r.Received.IsZero() {
		r.Received = time.Now()
	}
	defer func() {
		if p := recover(); p != nil {
			b.logPanic(ctx, r, p)
			choices = nil
		}
	}()
	b.sit(ctx, &r)
	role, err := b.access(ctx, r.From, r.At)
	if err != nil || c.role() > role {
		return nil
	}
	r.Role = role
	typed, _ = Clean(typed)
	choices, err = c.Suggest(ctx, r, arg, typed)
	if err != nil {
		b.log.LogAttrs(ctx, slog.LevelWarn, "completion failed", slog.String("request", r.ID), slog.String("command", in.Command), slog.Any("error", err))
		return nil
	}
	return choices[:min(len(choices), chat.MaxChoices)]
}

func (b *Bot) action(ctx context.Context, name string, bad error, r *Request) (Action, error) {
	if bad != nil {
		return Action{}, bad
	}
	a, ok := b.actions[name]
	if !ok {
		return Action{}, staleControl()
	}
	return a, b.admit(ctx, r, a.Role)
}

// admit refuses who may not do what needs a role. Where the event itself shows none, the
// platform is asked.
func (b *Bot) admit(ctx context.Context, r *Request, needed Role) error {
	if needed <= r.Role {
		return nil
	}
	if b.vouch != nil {
		who, at, role, err := b.vouch(ctx, r.From, r.At)
		if err != nil {
			return err
		}
		if role >= needed {
			r.From, r.At, r.Role = who, at, role
			return nil
		}
	}
	return refuse(needed)
}

// serve does what every event needs around its answer.
func (b *Bot) serve(ctx context.Context, r Request, what string, received time.Time, run func(context.Context, *Request) (chat.Reply, error)) (reply chat.Reply) {
	began := time.Now()
	if received.IsZero() {
		received = began
	}
	r.ID, r.Received = newID(), received
	r.Clicked = chat.Clicked(r.Clicked, received)
	limited := withDeadline(ctx, began.Add(b.allowed(r)))
	defer limited.end()
	r.Say = b.speaker(r.From, r.At) // what goes wrong while the class is looked for is told too
	outcome := answered
	var err error
	defer func() {
		if p := recover(); p != nil {
			b.logPanic(ctx, r, p)
			reply, outcome = apology(r.ID, r.Say), panicked
			reply.View = chat.In(WordsOf(r.Say), reply.View)
		}
		b.logRequest(ctx, r, what, outcome, time.Since(received), err)
	}()
	b.sit(limited, &r) //nolint:contextcheck // limited is made of ctx
	r.Say = b.speaker(r.From, r.At)
	reply, err = b.answer(limited, &r, run) //nolint:contextcheck // see above
	if err == nil && reply.View == nil {
		err = errors.New("the command gave no view")
	}
	if err != nil {
		reply, outcome = explain(err, r.ID, r.Say)
	}
	if r.Seated {
		reply.View = b.desk.Mark(r, reply.View)
	}
	reply.View = chat.In(WordsOf(r.Say), reply.View)
	return reply
}

// allowed is how long a request may take.
func (b *Bot) allowed(r Request) time.Duration {
	if len(r.Files) > 0 {
		return max(b.deadline, FileDeadline)
	}
	return b.deadline
}

// speaker speaks the person's language, else that of the place.
func (b *Bot) speaker(who chat.Person, at chat.Place) *say.Speaker {
	if b.language == nil {
		return b.languages.In(who.Locale)
	}
	return b.languages.In(who.Locale, b.language(at))
}

func (b *Bot) logRequest(ctx context.Context, r Request, what, outcome string, took time.Duration, err error) {
	if b.observe != nil {
		b.observe(Outcome{Platform: r.From.Platform, Command: what, Result: outcome, Took: took})
	}
	level := slog.LevelInfo
	attrs := [...]slog.Attr{
		slog.String("request", r.ID), slog.String("platform", string(r.From.Platform)), slog.String("command", what),
		slog.String("outcome", outcome), slog.Duration("took", took),
		{},
	}
	n := len(attrs) - 1
	if err != nil && (outcome == fault.Internal.String() || errors.Unwrap(err) != nil) {
		level = slog.LevelError
		attrs[n] = slog.Any("error", err)
		n++
	}
	b.log.LogAttrs(ctx, level, "request", attrs[:n]...)
}

func (b *Bot) logPanic(ctx context.Context, r Request, p any) {
	b.log.LogAttrs(ctx, slog.LevelError, "panic while answering", slog.String("request", r.ID),
		slog.String("panic", panicText(p)), slog.String("stack", string(debug.Stack())))
}

// panicText tells what the run time found; any other value may hold somebody's words, so that
// only its type is told.
func panicText(p any) string {
	if e, ok := p.(runtime.Error); ok {
		return e.Error()
	}
	return fmt.Sprintf("%T", p)
}

// commandLabel names a command in the log. What people type instead of one is text, which
// the log never holds.
func (b *Bot) commandLabel(name string) string {
	if _, ok := b.commands[name]; ok {
		return name
	}
	return "unknown"
}

// actionLabel names an action in the log.
func (b *Bot) actionLabel(name string) string {
	if a, ok := b.actions[name]; ok {
		return a.label
	}
	return "press"
}

// usual is the sub-command that is meant when none is named: the first, where it needs nothing.
func usual(s chat.Spec) string {
	if len(s.Subs) == 0 {
		return ""
	}
	for _, p := range s.Subs[0].Args {
		if p.Required {
			return ""
		}
	}
	return s.Subs[0].Name
}

// checkSub refuses a sub-command that the Spec does not list.
func checkSub(s chat.Spec, sub string) error {
	if len(s.Subs) == 0 {
		return nil
	}
	names := make([]string, len(s.Subs))
	for i, known := range s.Subs {
		if known.Name == sub {
			return nil
		}
		names[i] = known.Name
	}
	return fault.New(fault.Invalid, "/{{.Command}} needs to know which of its parts you mean.", "Use one of these after it: {{.Names}}.").
		With("Command", s.Name).With("Names", strings.Join(names, ", "))
}

// newID makes a short reference that can be read out: 40 random bits without easily confused
// letters. It names a request in the log and is no secret.
func newID() string {
	const letters = "abcdefghijkmnpqrstuvwxyz23456789"
	bits := rand.Uint64() //nolint:gosec // a reference, not a secret
	var id [8]byte
	for i := range id {
		id[i] = letters[bits&31]
		bits >>= 5
	}
	return string(id[:])
}
