package live_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lectern/internal/bank"
	"lectern/internal/chat"
	"lectern/internal/chattest"
	"lectern/internal/class"
	"lectern/internal/ledger"
	"lectern/internal/live"
	"lectern/internal/quiz"
	"lectern/internal/store"
)

// fatedStore is a store that a mortal process uses. Reading changes nothing, so dying there is
// dying before what comes next.
type fatedStore struct {
	store.Store

	m *chattest.Mortal
}

func (f fatedStore) OpenPrompt(ctx context.Context, p quiz.Prompt) error {
	return f.m.Call("OpenPrompt", func() error { return f.Store.OpenPrompt(ctx, p) })
}

func (f fatedStore) ClosePrompt(ctx context.Context, c quiz.ClassID, id quiz.PromptID) error {
	return f.m.Call("ClosePrompt", func() error { return f.Store.ClosePrompt(ctx, c, id) })
}

func (f fatedStore) Answer(ctx context.Context, p quiz.Prompt, a quiz.Answer) (r quiz.Receipt, err error) {
	err = f.m.Call("Answer", func() (err error) { r, err = f.Store.Answer(ctx, p, a); return err })
	return r, err
}

func (f fatedStore) SaveRound(ctx context.Context, r quiz.Round) error {
	return f.m.Call("SaveRound", func() error { return f.Store.SaveRound(ctx, r) })
}

func (f fatedStore) Round(ctx context.Context, c quiz.ClassID, id quiz.RoundID) (r quiz.Round, err error) {
	if f.m.Dead() {
		return r, chattest.ErrKilled
	}
	return f.Store.Round(ctx, c, id)
}

func (f fatedStore) Claim(ctx context.Context, c quiz.ClassID, key ledger.Key, owner string, now time.Time, lease time.Duration) (cl ledger.Claim, err error) {
	err = f.m.Call("Claim", func() (err error) { cl, err = f.Store.Claim(ctx, c, key, owner, now, lease); return err })
	return cl, err
}

func (f fatedStore) Post(ctx context.Context, c quiz.ClassID, key ledger.Key, owner string, ref chat.Ref) (e ledger.Entry, err error) {
	err = f.m.Call("note the post", func() (err error) { e, err = f.Store.Post(ctx, c, key, owner, ref); return err })
	return e, err
}

func (f fatedStore) Confirm(ctx context.Context, c quiz.ClassID, key ledger.Key) error {
	return f.m.Call("Confirm", func() error { return f.Store.Confirm(ctx, c, key) })
}

// side is a process that serves the class.
type side struct {
	live *live.Service
	quiz *quiz.Service
}

func (h *hall) side(name string, s store.Store, a chat.Adapter) side {
	adapters := func(chat.Platform) chat.Adapter { return a }
	q := quiz.NewService(s)
	return side{live.New(live.Options{
		Classes: func() []class.Class { return []class.Class{h.class} }, Bank: func() *bank.Bank { return h.bank }, Quiz: q, Store: s,
		Poster: ledger.NewPoster(s, adapters, name), Adapters: adapters, Views: plainViews{}, Secret: []byte("secret"),
	}), q}
}

// party is a round with people who press again when nothing comes back.
type party struct {
	*hall

	mortal        *chattest.Mortal
	first, second side
}

// serving is the process that people reach: the other one once the first is gone, which may
// not have looked after any round yet.
func (p *party) serving() side {
	if !p.mortal.Dead() {
		return p.first
	}
	time.Sleep(2 * ledger.Lease) // a claim runs out meanwhile
	return p.second
}

// insist does something until it is answered.
func (p *party) insist(what string, do func(side) error) {
	p.t.Helper()
	var err error
	for range 3 {
		if err = do(p.serving()); err == nil {
			return
		}
	}
	p.t.Errorf("%s: %v", what, err)
}

// lead presses a step until the round is where the step leads.
func (p *party) lead(id quiz.RoundID, step live.Step, phase quiz.Phase, at int) {
	p.t.Helper()
	p.insist(string(step), func(s side) error {
		r, err := s.live.Store.Round(p.t.Context(), p.class.ID, id)
		if err != nil {
			return err
		}
		if r.Phase == phase && r.At == at { // it was saved, and only the answer was lost
			return nil
		}
		_, err = s.live.Lead(p.t.Context(), p.class, id, step, time.Now())
		return err
	})
}

// aRound plays a round of two questions and checks what came of it.
func aRound(t *testing.T, h *hall, m *chattest.Mortal) []string {
	p := &party{hall: h, mortal: m, first: h.side("first", fatedStore{h.store, m}, chattest.Fated{Rooms: h.channel, Process: m}), second: h.side("second", h.store, h.channel)}
	var id quiz.RoundID
	p.insist("begin", func(s side) error {
		r, err := s.live.Begin(t.Context(), h.class, live.Wish{Place: chat.Place{Platform: chattest.Platform, Tenant: "t1", Channel: "hall"}, Questions: []string{"q0", "q1"}, Key: "event-1"}, time.Now())
		id = r.ID
		return err
	})
	for at := range 2 {
		p.lead(id, live.Next, quiz.Asking, at)
		for _, who := range []string{"ann", "bob"} {
			p.insist("answer", func(s side) error {
				a, err := s.quiz.Asked(t.Context(), h.class.ID, live.PromptID(id, at, 1))
				if err != nil { // nobody sees the question before some replica has asked it
					p.second.live.Tick(t.Context(), time.Now(), true)
					return err
				}
				v, err := s.quiz.Answer(t.Context(), a, quiz.Given{Student: quiz.StudentID(who), Pick: a.Q.Key(), At: time.Now(), From: chattest.Platform, Key: fmt.Sprint(who, at)})
				if err == nil && v.Outcome != quiz.Recorded && v.Outcome != quiz.Repeated {
					err = errors.New(string(v.Outcome))
				}
				return err
			})
		}
		p.lead(id, live.Reveal, quiz.Revealed, at)
	}
	p.lead(id, live.Stop, quiz.Over, 1)
	p.second.live.Tick(t.Context(), time.Now(), true)
	p.judge(id)
	return m.Names()
}

// judge holds a round that is over against what happened: one message, each question asked,
// answered twice and closed, two points for each student.
func (p *party) judge(id quiz.RoundID) {
	p.t.Helper()
	if n := len(p.channel.Messages()); n != 1 {
		p.t.Errorf("%d messages: %v", n, p.channel.Titles())
	}
	r, err := p.store.Round(p.t.Context(), p.class.ID, id)
	if err != nil || r.Phase != quiz.Over || len(r.Asked) != 2 {
		p.t.Errorf("the round is %+v, %v", r, err)
	}
	for at := range 2 {
		prompt, _, err := p.store.Prompt(p.t.Context(), p.class.ID, live.PromptID(id, at, 1))
		list, err2 := p.store.Answers(p.t.Context(), p.class.ID, prompt.ID)
		if err != nil || err2 != nil || prompt.State != quiz.Closed || len(list) != 2 {
			p.t.Errorf("question %d is %s with %d answers: %v, %v", at, prompt.State, len(list), err, err2)
		}
	}
	page, err := p.store.Standings(p.t.Context(), p.class.ID, quiz.RoundBoard(id), 5, "")
	if err != nil || page.Total != 2 || page.Top[0].Points != 200 || page.Top[1].Points != 200 {
		p.t.Errorf("the podium: %+v, %v", page, err)
	}
	if got := p.shown(); !strings.HasPrefix(got, string(quiz.Over)) {
		p.t.Errorf("a round that is over shows %q", got)
	}
}

// TestARoundKilledAtAnyStepGoesOn (F9) kills the process that leads a round at each of its
// calls, before and after the call has its effect; another one takes over.
func TestARoundKilledAtAnyStepGoesOn(t *testing.T) {
	var names []string
	t.Run("not at all", func(t *testing.T) {
		story(t, 2, func(t *testing.T, h *hall) { names = aRound(t, h, &chattest.Mortal{At: -1}) })
	})
	if !slices.Contains(names, "edit") || !slices.Contains(names, "ClosePrompt") {
		t.Fatalf("a round calls %v", names)
	}
	for i, name := range names {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("call %d %s, after %v", i, name, after), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					h := newHall(t, 2)
					defer func() { _ = h.store.Close() }()
					aRound(t, h, &chattest.Mortal{At: i, After: after})
				})
			})
		}
	}
}
