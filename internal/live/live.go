package live

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"time"

	"lectern/internal/bank"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/ledger"
	"lectern/internal/quiz"
	"lectern/internal/standings"
)

// State is a round with what its message shows.
type State struct {
	Class  class.Class
	Round  quiz.Round
	Asked  *quiz.Asked // the present question; nil in the lobby
	Tally  quiz.Tally  // of the present question
	Before quiz.Tally  // of the vote before the discussion
	Board  standings.Page
	Names  map[quiz.StudentID]class.Profile // of those on the board who chose one
}

// Views shows rounds. The View of a round that is not over holds a control of its own, so that
// its message can be found again; no part of it tells the right answer before it is revealed.
type Views interface {
	Round(s State) chat.View
}

// Options are what New needs.
type Options struct {
	Classes func() []class.Class
	Bank    func() *bank.Bank
	Quiz    *quiz.Service
	Store   interface {
		quiz.Store
		quiz.RoundStore
		standings.Store
		Profiles(ctx context.Context, class quiz.ClassID, students []quiz.StudentID) (map[quiz.StudentID]class.Profile, error)
	}
	Poster   *ledger.Poster
	Adapters ledger.Adapters
	Views    Views
	Secret   []byte
	Log      *slog.Logger
}

// Service leads rounds. Make one with New; it is safe for concurrent use.
type Service struct {
	Options

	mu    sync.Mutex
	known map[quiz.RoundID]*known
}

// known is what this replica remembers of a round, only to spare requests.
type known struct {
	round quiz.Round
	read  time.Time
	shown string // what the message shows, in short
}

const (
	// pace is how often a round's message is edited at most. Discord allows five edits in
	// five seconds per channel, Slack about one a second.
	pace = 2 * time.Second
	// sweep is how often the rounds of all classes are looked after.
	sweep = 10 * time.Second
	// idle is how long staff may be silent before a round ends by itself.
	idle = 30 * time.Minute
	// fresh is how long a round in memory is believed when an answer comes in.
	fresh = pace
	// podium is how many rows of the board a round shows.
	podium = 5
)

// New makes a Service.
func New(o Options) *Service {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{Options: o, known: map[quiz.RoundID]*known{}}
}

// Wish is what a round shall be like.
type Wish struct {
	Place      chat.Place
	Questions  []string // ids in the bank
	Seconds    int
	Speed      bool
	Peer       bool
	Confidence bool
	Key        string // the platform's id of the event that asked for it
}

// Begin opens the lobby of a round. The same Key gives the same round.
func (s *Service) Begin(ctx context.Context, c class.Class, w Wish, now time.Time) (quiz.Round, error) {
	if len(w.Questions) == 0 {
		return quiz.Round{}, fault.New(fault.Missing, "There is no approved question to ask here.", "Choose another chapter, or add questions to the bank.")
	}
	now = now.UTC().Truncate(time.Millisecond)
	r := quiz.Round{
		ID: quiz.RoundID("l" + class.Digest(9, "round", string(c.ID), w.Key)), Class: c.ID, Phase: quiz.Lobby, Questions: w.Questions, At: -1,
		Peer: w.Peer, Confidence: w.Confidence, Seconds: w.Seconds, Speed: w.Speed && w.Seconds > 0, Began: now, Touched: now,
		On: chat.Ref{Place: w.Place},
	}
	switch err := s.Store.SaveRound(ctx, r); {
	case fault.Is(err, fault.Conflict):
		return s.Store.Round(ctx, c.ID, r.ID)
	case err != nil:
		return quiz.Round{}, fmt.Errorf("begin a round: %w", err)
	}
	r.Revision = 1
	return s.follow(ctx, c, r)
}

// Lead takes a step with a round; see Took for whether it was taken when there is an error.
func (s *Service) Lead(ctx context.Context, c class.Class, id quiz.RoundID, step Step, now time.Time) (quiz.Round, error) {
	r, err := s.Store.Round(ctx, c.ID, id)
	if err != nil {
		return r, err
	}
	if err := s.settle(ctx, r); err != nil {
		return r, err
	}
	if r, err = s.current(r, step); err != nil {
		return r, err
	}
	next, err := Take(r, step, now)
	if err != nil {
		return r, err
	}
	if next.Phase == quiz.Over {
		return s.end(ctx, c, r, now)
	}
	if err := s.Store.SaveRound(ctx, next); err != nil {
		return r, err
	}
	next.Revision++
	return s.follow(ctx, c, next)
}

// follow does what follows from a saved round: prompts opened and closed, the message shown.
// Doing it again changes nothing.
func (s *Service) follow(ctx context.Context, c class.Class, r quiz.Round) (quiz.Round, error) {
	st, err := s.prompts(ctx, c, r)
	if err != nil {
		return r, err
	}
	if r.On.Message == "" {
		if r, err = s.announce(ctx, st); err != nil {
			return r, err
		}
		st.Round = r
		s.remember(r)
		s.showed(st)
	}
	if r.Phase == quiz.Voted && r.Thread == (chat.Place{}) {
		r = s.thread(ctx, st)
		st.Round = r
	}
	s.remember(r)
	return r, s.show(ctx, st)
}

// prompts opens and closes what the round says, and counts.
func (s *Service) prompts(ctx context.Context, c class.Class, r quiz.Round) (State, error) {
	st := State{Class: c, Round: r}
	var err error
	if r.At >= 0 {
		if st.Asked, err = s.asked(ctx, c, r); err != nil {
			return st, err
		}
		if !opened(r) {
			if err := s.Store.ClosePrompt(ctx, r.Class, r.Prompt); err != nil {
				return st, err
			}
		}
		if r.First != "" && r.First != r.Prompt {
			before, err := s.Quiz.Asked(ctx, r.Class, r.First)
			if err != nil {
				return st, err
			}
			if st.Before, err = s.Quiz.Tally(ctx, before); err != nil {
				return st, err
			}
		}
	}
	return st, s.count(ctx, &st)
}

// count reads the figures that the message shows.
func (s *Service) count(ctx context.Context, st *State) error {
	r := st.Round
	var err error
	if st.Asked != nil {
		if st.Tally, err = s.Quiz.Tally(ctx, st.Asked); err != nil {
			return err
		}
	}
	if r.Phase == quiz.Revealed || r.Phase == quiz.Over {
		if st.Board, err = s.Store.Standings(ctx, r.Class, quiz.RoundBoard(r.ID), podium+10, ""); err != nil {
			return fmt.Errorf("read the standings of a round: %w", err)
		}
		ids := make([]quiz.StudentID, len(st.Board.Top))
		for i, row := range st.Board.Top {
			ids[i] = row.Student
		}
		if st.Names, err = s.Store.Profiles(ctx, r.Class, ids); err != nil {
			return fmt.Errorf("read the names on a round's board: %w", err)
		}
	}
	return nil
}

// asked opens the present prompt of a round, or finds it.
func (s *Service) asked(ctx context.Context, c class.Class, r quiz.Round) (*quiz.Asked, error) {
	a, err := s.Quiz.Asked(ctx, r.Class, r.Prompt)
	if !fault.Is(err, fault.Missing) {
		return a, err
	}
	b := s.Bank()
	it := b.ByID(r.Questions[r.At])
	if it == nil {
		return nil, fault.New(fault.Missing, "The question {{.Number}} of the round was taken out of the bank.", "Go on to the next one.").With("Number", r.At+1)
	}
	// The order of options is the same in both votes, so that the class talks about the same
	// letters.
	seed := quiz.Seed(s.Secret, r.Class, PromptID(r.ID, r.At, 1))
	boards := []quiz.Board{"vote:" + quiz.Board(r.ID)}
	if Counts(r) {
		boards = append(quiz.BoardsOf(it, c.Date(r.Touched)), quiz.RoundBoard(r.ID), quiz.PlaceBoard(r.On.Place))
	}
	return s.Quiz.Open(ctx, quiz.Prompt{ID: r.Prompt, Class: r.Class, Kind: quiz.Live, Opens: r.Touched, Changes: 1, Boards: boards}, b.Pin(it, seed))
}

// announce posts the round's message, once.
func (s *Service) announce(ctx context.Context, st State) (quiz.Round, error) {
	r := st.Round
	key := ledger.Key("round/" + string(r.ID))
	ref, err := s.Poster.Post(ctx, r.Class, key, r.On.Place, s.Views.Round(st))
	if err != nil {
		return r, err
	}
	r.On = ref
	if err := s.Store.SaveRound(ctx, r); err != nil {
		return r, err
	}
	r.Revision++
	return r, s.Poster.Confirm(ctx, r.Class, key)
}

// thread opens the place for a discussion where the platform has threads; without one the
// class talks where it is.
func (s *Service) thread(ctx context.Context, st State) quiz.Round {
	r := st.Round
	t, ok := s.Adapters(r.On.Place.Platform).(chat.Threader)
	if !ok || r.On.Place.Thread != "" {
		return r
	}
	place, err := t.Thread(ctx, r.On, "Discuss: "+st.Asked.Q.StemText())
	if err != nil {
		s.Log.Warn("no thread could be opened for a discussion; the class talks in the channel", "round", string(r.ID), "error", err)
		return r
	}
	r.Thread = place
	if err := s.Store.SaveRound(ctx, r); err != nil {
		return st.Round // somebody else led on; the thread is there all the same
	}
	r.Revision++
	return r
}

// show edits the round's message when it would show something else than before.
func (s *Service) show(ctx context.Context, st State) error {
	r := st.Round
	e, ok := s.Adapters(r.On.Place.Platform).(chat.Editor)
	if !ok || r.On.Message == "" {
		return nil
	}
	s.mu.Lock()
	k := s.known[r.ID]
	same := k != nil && k.shown == st.short()
	s.mu.Unlock()
	if same {
		return nil
	}
	if err := e.Edit(ctx, r.On, s.Views.Round(st)); err != nil {
		return fmt.Errorf("show round %s: %w", r.ID, err)
	}
	s.showed(st)
	return nil
}

// short tells in short what the message of a state shows.
func (st State) short() string {
	return strconv.Itoa(st.Round.At) + "/" + string(st.Round.Prompt) + "/" + string(st.Round.Phase) + "/" + strconv.Itoa(st.Tally.Answers) + "/" + st.Round.Ends.String()
}

func (s *Service) showed(st State) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k := s.known[st.Round.ID]; k != nil {
		k.shown = st.short()
	}
}

func (s *Service) remember(r quiz.Round) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.known[r.ID]
	if k == nil {
		k = &known{}
		s.known[r.ID] = k
	}
	k.round, k.read = r, time.Now()
}

// RoundOf finds the round that a prompt belongs to, as it was a moment ago.
func (s *Service) RoundOf(ctx context.Context, p quiz.Prompt) (quiz.Round, error) {
	id := roundID(p)
	s.mu.Lock()
	k := s.known[id]
	if k != nil && time.Since(k.read) < fresh {
		defer s.mu.Unlock()
		return k.round, nil
	}
	s.mu.Unlock()
	r, err := s.Store.Round(ctx, p.Class, id)
	if err != nil {
		return r, err
	}
	s.remember(r)
	return r, nil
}

// roundID reads a prompt's round from the boards it counts on.
func roundID(p quiz.Prompt) quiz.RoundID {
	for _, b := range p.Boards {
		for _, prefix := range []string{"round:", "vote:"} {
			if len(b) > len(prefix) && string(b[:len(prefix)]) == prefix {
				return quiz.RoundID(b[len(prefix):])
			}
		}
	}
	return ""
}

// Run keeps the messages of rounds true, closes questions whose time is up and ends rounds
// that nobody leads any more, until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	t := time.NewTicker(pace)
	defer t.Stop()
	var swept time.Time
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-t.C:
			all := now.Sub(swept) >= sweep
			if all {
				swept = now
			}
			s.Tick(ctx, now, all)
		}
	}
}

// Tick looks after the rounds this replica knows; with all, after those of every class.
func (s *Service) Tick(ctx context.Context, now time.Time, all bool) {
	var errs []error
	for _, c := range s.Classes() {
		if !all && !s.knows(c.ID) {
			continue
		}
		open, err := s.Store.OpenRounds(ctx, c.ID)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		s.forget(c.ID, open)
		for _, r := range open {
			errs = append(errs, s.tend(ctx, c, r, now))
		}
	}
	if err := errors.Join(errs...); err != nil && ctx.Err() == nil {
		s.Log.Warn("a live round could not be looked after; it is tried again", "error", err)
	}
}

// tend does what is due in one round.
func (s *Service) tend(ctx context.Context, c class.Class, r quiz.Round, now time.Time) error {
	if r.Ending {
		_, err := s.finish(ctx, c, r, now)
		return err
	}
	step := Step("")
	switch {
	case now.Sub(r.Touched) >= idle:
		step = Stop
	case r.Phase == quiz.Asking && !r.Ends.IsZero() && !now.Before(r.Ends):
		step = Reveal
		if r.Peer && r.First == "" {
			step = Discuss
		}
	}
	if step != "" {
		_, err := s.Lead(ctx, c, r.ID, step, now)
		if fault.Is(err, fault.Conflict) {
			return nil // another replica or staff was first
		}
		return err
	}
	_, err := s.follow(ctx, c, r)
	return err
}

func (s *Service) knows(id quiz.ClassID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range s.known {
		if k.round.Class == id && k.round.Phase != quiz.Over {
			return true
		}
	}
	return false
}

// forget drops the rounds of a class that are over.
func (s *Service) forget(id quiz.ClassID, open []quiz.Round) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for rid, k := range s.known {
		if k.round.Class == id && !slices.ContainsFunc(open, func(r quiz.Round) bool { return r.ID == rid }) {
			delete(s.known, rid)
		}
	}
}
