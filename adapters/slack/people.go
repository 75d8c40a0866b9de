package slack

import (
	"context"
	"net/url"
	"slices"
	"sync"
	"time"

	"lectern/internal/chat"
	"lectern/internal/fault"
)

// Slack tells with a command or press who acts, but neither in which language they use it, nor
// whether they own the workspace, nor in which user groups they are. users.info and
// usergroups.list do. What only reads never waits for that; what may change something waits a
// moment, and a right that is not confirmed in time is not there.

const (
	// maxPeople bounds the persons remembered; what is beyond is asked again.
	maxPeople = 5000
	// knownFor is how long is believed what gives nobody a right, such as a language.
	knownFor = 24 * time.Hour
	// rightsFor is how long somebody is believed to own the workspace or to be in a group.
	rightsFor = 5 * time.Minute
	// staffFor is the same for commands of staff: who was just made an owner is one at once.
	staffFor = 30 * time.Second
	// askAgain is how long is waited after a question that had no answer.
	askAgain = 10 * time.Minute
	// personWait is how long an answer waits to know who acts. A form has to be open three
	// seconds after the press, so little can be spent here.
	personWait = time.Second
	// askTime is how long one question may take.
	askTime = 5 * time.Second
	// askedAtOnce is how many questions are out at a time: a class that comes in at once must
	// not use up what Slack allows (some 100 a minute, Tier 4).
	askedAtOnce = 8
)

// need says what for somebody is looked up.
type need int

const (
	toRead  need = iota // nothing waits
	toPress             // a button or a form may be for staff alone
	toLead              // a command for staff
)

// account is a person in a workspace.
type account struct{ team, user string }

// known is what Slack told of a person.
type known struct {
	locale string
	admin  bool     // owns or administers the workspace
	groups []string // ids of user groups
	told   time.Time
	tried  time.Time     // when it was last asked without an answer
	asking chan struct{} // closed once the answer is there; nil when nobody asks
}

// privileged tells whether what is known may give somebody a right.
func (k *known) privileged() bool { return k.admin || len(k.groups) > 0 }

// stale tells whether it has to be asked before it is good for something.
func (k *known) stale(n need, now time.Time) bool {
	age := now.Sub(k.told)
	switch {
	case n == toLead:
		return age > staffFor
	case n == toPress && k.privileged():
		return age > rightsFor
	}
	return age > knownFor
}

// people remembers persons and user groups.
type people struct {
	mu    sync.Mutex
	known map[account]*known
	slots chan struct{}

	groupsMu sync.Mutex // held while Slack is asked: one question answers for all
	groups   map[string]membership
}

// membership is who is in which user groups of a workspace.
type membership struct {
	of   map[string][]string // group ids by user
	told time.Time
}

func newPeople() *people {
	return &people{known: make(map[account]*known), slots: make(chan struct{}, askedAtOnce), groups: make(map[string]membership)}
}

// describe adds to a person what Slack does not tell with the event.
func (a *Adapter) describe(ctx context.Context, p chat.Person, n need) chat.Person {
	who := account{p.Tenant, p.ID}
	k, answer := a.people.look(who, n, func(k *known) { a.ask(who, k, n) }) //nolint:contextcheck // the answer is for the next event too
	if answer != nil && n != toRead {
		t := time.NewTimer(personWait)
		defer t.Stop()
		select {
		case <-answer:
		case <-t.C:
		case <-ctx.Done():
		}
		k, _ = a.people.look(who, n, nil)
	}
	p.Locale = k.locale
	if n == toRead || !k.stale(n, time.Now()) {
		p.Admin, p.Roles = k.admin, slices.Clone(k.groups)
	}
	return p
}

// look gives what is known and, when that is not good enough, has ask begin and gives what is
// closed once there is more. A nil ask only looks.
func (l *people) look(who account, n need, ask func(*known)) (k known, answer <-chan struct{}) {
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	there := l.known[who]
	if there == nil {
		there = &known{}
	}
	switch {
	case ask == nil || !there.stale(n, now):
		return *there, nil
	case there.asking != nil:
		return *there, there.asking
	case n != toLead && now.Sub(there.tried) < askAgain:
		return *there, nil
	}
	if n != toLead {
		select {
		case l.slots <- struct{}{}:
		default:
			return *there, nil // too many at the moment: with their next event
		}
	}
	l.makeRoom(now)
	there.asking = make(chan struct{})
	l.known[who] = there
	ask(there)
	return *there, there.asking
}

// makeRoom forgets who is over time, and everybody when that is not enough.
func (l *people) makeRoom(now time.Time) {
	if len(l.known) < maxPeople {
		return
	}
	for who, k := range l.known {
		if k.asking == nil && k.stale(toRead, now) {
			delete(l.known, who)
		}
	}
	if len(l.known) >= maxPeople {
		clear(l.known)
	}
}

// ask begins a question in the background, because the next event has use for the answer too.
func (a *Adapter) ask(who account, k *known, n need) {
	a.work(func() {
		if n != toLead {
			defer func() { <-a.people.slots }()
		}
		ctx, cancel := context.WithTimeout(context.Background(), askTime)
		defer cancel()
		u, err := a.web.userInfo(ctx, who)
		var groups []string
		if err == nil {
			groups = a.groupsOf(ctx, who, n)
		} else {
			a.log.Debug("a person is not known", "error", err)
		}
		a.people.mu.Lock()
		defer a.people.mu.Unlock()
		close(k.asking)
		if k.asking, k.tried = nil, time.Now(); err == nil {
			*k = known{locale: u.Locale, admin: u.owns(who.team), groups: groups, told: k.tried}
		}
	})
}

// userInfo is what users.info tells of a person.
type userInfo struct {
	Team       string `json:"team_id"`
	Locale     string `json:"locale"`
	Deleted    bool   `json:"deleted"`
	Stranger   bool   `json:"is_stranger"`
	Bot        bool   `json:"is_bot"`
	Admin      bool   `json:"is_admin"`
	Owner      bool   `json:"is_owner"`
	Primary    bool   `json:"is_primary_owner"`
	Enterprise struct {
		Teams []string `json:"teams"`
	} `json:"enterprise_user"`
}

// owns tells whether somebody owns or administers a workspace. A guest from another
// organisation, whom a shared channel lets in, may well do so at home: that counts nothing here.
func (u *userInfo) owns(team string) bool {
	here := u.Team == team || slices.Contains(u.Enterprise.Teams, team)
	return here && !u.Deleted && !u.Stranger && !u.Bot && (u.Admin || u.Owner || u.Primary)
}

func (w *web) userInfo(ctx context.Context, who account) (userInfo, error) {
	var answer struct {
		User userInfo `json:"user"`
	}
	err := w.read(ctx, who.team, "users.info", url.Values{"user": {who.user}, "include_locale": {"true"}}, &answer)
	return answer.User, err
}

// groupsOf lists the user groups somebody is in. Workspaces without a paid plan have none, and
// older installations not the scope usergroups:read: then nobody is in any.
func (a *Adapter) groupsOf(ctx context.Context, who account, n need) []string {
	l := a.people
	l.groupsMu.Lock()
	defer l.groupsMu.Unlock()
	m, now := l.groups[who.team], time.Now()
	age := rightsFor
	if n == toLead {
		age = staffFor
	}
	if m.of == nil || now.Sub(m.told) > age {
		of, err := a.web.groups(ctx, who.team)
		if err != nil {
			a.log.Debug("user groups are not known", "error", err)
		}
		m = membership{of: of, told: now}
		l.groups[who.team] = m
	}
	return m.of[who.user]
}

// groups asks who is in which user group.
func (w *web) groups(ctx context.Context, team string) (map[string][]string, error) {
	var answer struct {
		Groups []struct {
			ID    string   `json:"id"`
			Users []string `json:"users"`
		} `json:"usergroups"`
	}
	of := make(map[string][]string)
	if err := w.read(ctx, team, "usergroups.list", url.Values{"include_users": {"true"}}, &answer); err != nil {
		return of, err
	}
	for _, g := range answer.Groups {
		for _, user := range g.Users {
			of[user] = append(of[user], g.ID)
		}
	}
	return of, nil
}

// Know implements chat.Knower.
func (a *Adapter) Know(ctx context.Context, who chat.Person) (chat.Person, error) {
	u, err := a.web.userInfo(ctx, account{who.Tenant, who.ID})
	if err != nil {
		return who, err
	}
	if u.Deleted {
		return who, fault.New(fault.Missing, "This account was closed.", "")
	}
	of, err := a.web.groups(ctx, who.Tenant)
	if err != nil && !fault.Is(err, fault.Forbidden) { // without the scope nobody is in any
		return who, err
	}
	who.Admin, who.Roles = u.owns(who.Tenant), of[who.ID]
	return who, nil
}
