package commands

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/say"
)

// Discord does not say with a direct message on which servers somebody is. Whoever belongs to
// several classes chooses one, which is remembered until they choose another or leave it.

// actDesk chooses the class that direct messages are about: its id, or "-" to see the choice.
const actDesk = "dc"

// memberFor is how long somebody is believed to be on a server: what staff may do is asked at
// every act, and what students may do is to read and to answer for themselves.
const memberFor = 10 * time.Minute

// seatPatience is how long whether somebody still is on a server may take: what they asked needs its
// time too, and they are not kept from it because the platform is slow.
const seatPatience = 800 * time.Millisecond

// maxMembers bounds the memberships remembered; beyond it everything begins anew.
const maxMembers = 10_000

// seats remembers for a while who is on which server.
type seats struct {
	mu   sync.Mutex
	seen map[class.Account]time.Time
}

func (s *seats) fresh(a class.Account, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return now.Sub(s.seen[a]) < memberFor
}

func (s *seats) saw(a class.Account, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen == nil || len(s.seen) >= maxMembers {
		s.seen = map[class.Account]time.Time{}
	}
	s.seen[a] = now
}

// unseated tells whether an event came from a direct message of which it is not known to which
// class it belongs.
func (r *Classroom) unseated(who chat.Person, at chat.Place) (chat.Knower, bool) {
	if at.Tenant != "" || who.Tenant != "" || len(r.Directory.List()) < 2 {
		return nil, false
	}
	if _, err := r.Directory.Of(at); err == nil { // a platform without servers
		return nil, false
	}
	k, ok := r.Adapters(who.Platform).(chat.Knower)
	return k, ok
}

// member finds the server or workspace of a class on which somebody is. An error says that it
// is not known at the moment.
func (r *Classroom) member(ctx context.Context, k chat.Knower, who chat.Person, c class.Class, now time.Time) (chat.Place, bool, error) {
	var unknown error
	for _, t := range c.Tenants {
		if t.Platform != who.Platform {
			continue
		}
		there := who
		there.Tenant = t.ID
		at := chat.Place{Platform: t.Platform, Tenant: t.ID}
		if r.seats.fresh(class.AccountOf(there), now) {
			return at, true, nil
		}
		_, err := k.Know(ctx, there)
		switch {
		case err == nil:
			r.seats.saw(class.AccountOf(there), now)
			return at, true, nil
		case !fault.Is(err, fault.Missing):
			unknown = errors.Join(unknown, err)
		}
	}
	return chat.Place{}, false, unknown
}

// Sit implements bot.Desk.
func (s *Set) Sit(ctx context.Context, r bot.Request) (chat.Place, bool) {
	who, at := r.From, r.At
	k, ok := s.room.unseated(who, at)
	if !ok {
		return at, false
	}
	chosen, ok, err := class.Desks{Store: s.room.Store}.Of(ctx, who)
	if err != nil || !ok {
		return at, false // the command says what is wrong, or asks
	}
	c, there := s.room.Directory.ByID(chosen.Class)
	if there {
		asking, done := context.WithTimeout(ctx, seatPatience)
		seat, member, unknown := s.room.member(asking, k, who, c, r.Received)
		done()
		if member {
			return seat, true
		}
		if unknown != nil { // who left can do no harm by reading once more: nobody is staff by this
			i := slices.IndexFunc(c.Tenants, func(t class.Tenant) bool { return t.Platform == who.Platform })
			return chat.Place{Platform: who.Platform, Tenant: c.Tenants[i].ID}, true
		}
	}
	if err := (class.Desks{Store: s.room.Store}).Forget(ctx, who); err != nil && s.room.Log != nil {
		s.room.Log.Warn("a class that somebody has left is not forgotten yet", "error", err)
	}
	return at, false
}

// seat is a class somebody belongs to, and where.
type seat struct {
	class class.Class
	at    chat.Place
}

// belongs lists the classes that somebody is in, as their servers say. It asks of at most
// maxVouched servers, all at a time.
func (r *Classroom) belongs(ctx context.Context, k chat.Knower, who chat.Person, now time.Time) []seat {
	var list []class.Class
	asked := 0
	for _, c := range r.Directory.List() {
		n := 0
		for _, t := range c.Tenants {
			if t.Platform == who.Platform {
				n++
			}
		}
		if n > 0 && asked+n <= maxVouched {
			list, asked = append(list, c), asked+n
		}
	}
	found := make([]*seat, len(list))
	var all sync.WaitGroup
	for i, c := range list {
		all.Go(func() {
			if at, ok, _ := r.member(ctx, k, who, c, now); ok {
				found[i] = &seat{c, at}
			}
		})
	}
	all.Wait()
	var out []seat
	for _, one := range found {
		if one != nil {
			out = append(out, *one)
		}
	}
	return out
}

// Offer implements bot.Desk.
func (s *Set) Offer(ctx context.Context, r bot.Request, err error) (chat.Place, chat.View, bool) {
	k, ok := s.room.unseated(r.From, r.At)
	if !ok || !class.IsUnclear(err) {
		return chat.Place{}, nil, false
	}
	switch list := s.room.belongs(ctx, k, r.From, r.Received); len(list) {
	case 0:
		return chat.Place{}, nil, false
	case 1: // remembered too, so that nobody has to be asked the next time
		if err := (class.Desks{Store: s.room.Store}).Choose(ctx, r.From, list[0].class.ID); err != nil {
			return chat.Place{}, nil, false
		}
		return list[0].at, nil, true
	default:
		return chat.Place{}, s.deskCard(ctx, r, list), true
	}
}

// Mark implements bot.Desk.
func (s *Set) Mark(r bot.Request, v chat.View) chat.View {
	c, err := s.room.Directory.Of(r.At)
	if err != nil {
		return v
	}
	about := r.Say.T("This is about {{.Class}}.", say.Args{"Class": s.className(c, r)})
	with := func(text string) string {
		if text == "" {
			return about
		}
		return text + " " + about
	}
	switch v := v.(type) {
	case chat.Card:
		v.Footer = with(v.Footer)
		v.Controls = append(slices.Clip(v.Controls), chat.Button{Label: r.Say.T("Another class"), Hint: r.Say.T("Choose which class your direct messages are about"), Token: s.tokens.Seal(actDesk, "-")})
		return v
	case chat.Outline:
		v.Footer = with(v.Footer)
		return v
	case chat.Matches:
		v.Tips = with(v.Tips)
		return v
	case chat.Excerpt:
		v.Note = with(v.Note)
		return v
	}
	return v
}

// className is what a class is called; by its server where it has no name.
func (s *Set) className(c class.Class, r bot.Request) string {
	if c.Name != "" {
		return short(c.Name, maxName)
	}
	for _, t := range c.Tenants {
		if t.Platform == r.From.Platform {
			return short(orElse(s.room.Names.Of(chat.Place{Platform: t.Platform, Tenant: t.ID}).Tenant, r.Say.T("the class of server {{.Server}}", say.Args{"Server": t.ID})), maxName)
		}
	}
	return string(c.ID)
}

// deskCard offers the choice.
func (s *Set) deskCard(ctx context.Context, r bot.Request, list []seat) chat.View {
	to := r.Say
	for _, one := range list {
		s.room.Names.Learn(ctx, one.at)
	}
	card := chat.Card{Title: to.T("Which class do you mean?"), Footer: to.T("Only you see this."), Body: []doc.Block{
		doc.Para(to.T("You are in several classes, and a direct message does not tell which one it is about. Choose one: it is remembered, and every answer says which class it is about.")),
	}}
	menu := chat.Menu{Label: to.T("Choose a class")}
	for _, one := range list {
		menu.Options = append(menu.Options, chat.Option{Label: s.className(one.class, r), Description: s.room.Names.Of(one.at).Tenant, Token: s.tokens.Seal(actDesk, string(one.class.ID))})
	}
	card.Controls = []chat.Control{menu}
	return card
}

// pressDesk chooses a class, or shows the choice again. Who is not in a class cannot choose it,
// wherever the button was copied from.
func (s *Set) pressDesk(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	if len(args) != 1 {
		return chat.Reply{}, damaged()
	}
	direct := r.At
	if r.Seated {
		direct = chat.Place{Platform: r.From.Platform}
	}
	k, ok := s.room.unseated(r.From, direct)
	if !ok {
		return chat.Reply{}, fault.New(fault.Invalid, "Here it is clear which class is meant.", "Only a direct message can be about one of several classes.")
	}
	if args[0] == "-" {
		return chat.Reply{View: s.deskCard(ctx, r, s.room.belongs(ctx, k, r.From, r.Received))}, nil
	}
	c, ok := s.room.Directory.ByID(quiz.ClassID(args[0]))
	if !ok {
		return chat.Reply{}, notInClass()
	}
	at, ok, err := s.room.member(ctx, k, r.From, c, r.Received)
	if err != nil && !ok {
		return chat.Reply{}, fault.Wrap(err, fault.Busy, "Whether you are in this class could not be asked just now.", "Try again in a minute.")
	}
	if !ok {
		return chat.Reply{}, notInClass()
	}
	if err := (class.Desks{Store: s.room.Store}).Choose(ctx, r.From, c.ID); err != nil {
		return chat.Reply{}, err
	}
	r.At = at
	card := chat.Notice(chat.Good, r.Say.T("Your direct messages are about {{.Class}} now", say.Args{"Class": s.className(c, r)}),
		r.Say.T("Give your command again, or press your button again."), r.Say.T("To change it, press “Another class” beneath an answer, or use /settings here."))
	card.Controls = []chat.Control{chat.Button{Label: r.Say.T("Another class"), Token: s.tokens.Seal(actDesk, "-")}}
	return chat.Reply{View: card, Replace: true}, nil
}

func notInClass() error {
	return fault.New(fault.Forbidden, "You are not in this class, or not any more.", "Choose another one.")
}

var _ bot.Desk = (*Set)(nil)
