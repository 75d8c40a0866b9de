package slack

import (
	"context"
	"net/url"
	"sync"
	"time"

	"lectern/internal/chat"
)

// Slack tells nothing of a person's language with a command or press; users.info does, which
// the scope users:read allows. No answer waits for it: until it is known, and where it cannot
// be asked, the person is spoken to in the class's language.

const (
	// maxLocales bounds the persons remembered; what is beyond is asked again.
	maxLocales = 5000
	// localeFor is how long a locale is believed: people change it now and then.
	localeFor = 24 * time.Hour
	// localeRetry is how long is waited after a question that had no answer.
	localeRetry = time.Hour
	// localeWait is how long one question may take.
	localeWait = 5 * time.Second
	// localesAtOnce is how many questions are out at a time: a class that comes in at once
	// must not use up what Slack allows (some 100 a minute, Tier 4).
	localesAtOnce = 4
)

// account is a person in a workspace.
type account struct{ team, user string }

type knownLocale struct {
	locale string
	until  time.Time
	asking bool
}

// locales remembers in which language persons use Slack.
type locales struct {
	mu    sync.Mutex
	known map[account]knownLocale
	slots chan struct{}
}

func newLocales() *locales {
	return &locales{known: make(map[account]knownLocale), slots: make(chan struct{}, localesAtOnce)}
}

// speaks gives what is known of a person's language, and asks Slack when that is nothing.
func (a *Adapter) speaks(p chat.Person) chat.Person {
	who := account{p.Tenant, p.ID}
	now := time.Now()
	l := a.locales
	l.mu.Lock()
	k, ok := l.known[who]
	ask := !ok || !k.asking && now.After(k.until)
	if ask {
		select {
		case l.slots <- struct{}{}:
			l.makeRoom(now)
			l.known[who] = knownLocale{locale: k.locale, asking: true}
		default:
			ask = false // too many at the moment: with their next command
		}
	}
	l.mu.Unlock()
	if ask {
		a.running.begin()
		go a.askLocale(who)
	}
	p.Locale = k.locale
	return p
}

// makeRoom forgets who is over time, and everybody when that is not enough.
func (l *locales) makeRoom(now time.Time) {
	if len(l.known) < maxLocales {
		return
	}
	for who, k := range l.known {
		if !k.asking && now.After(k.until) {
			delete(l.known, who)
		}
	}
	if len(l.known) >= maxLocales {
		clear(l.known)
	}
}

func (a *Adapter) askLocale(who account) {
	defer a.running.end()
	defer func() { <-a.locales.slots }()
	ctx, cancel := context.WithTimeout(context.Background(), localeWait)
	defer cancel()
	var answer struct {
		User struct {
			Locale string `json:"locale"`
		} `json:"user"`
	}
	k := knownLocale{until: time.Now().Add(localeFor)}
	err := a.web.read(ctx, who.team, "users.info", url.Values{"user": {who.user}, "include_locale": {"true"}}, &answer)
	if k.locale = answer.User.Locale; err != nil {
		a.log.Debug("a person's language is not known", "error", err)
		k.until = time.Now().Add(localeRetry)
	}
	a.locales.mu.Lock()
	defer a.locales.mu.Unlock()
	if err != nil {
		k.locale = a.locales.known[who].locale
	}
	a.locales.known[who] = k
}
