package app

import (
	"context"
	"errors"
	"os"
	"sync/atomic"
	"time"

	"lectern/internal/config"
	"lectern/internal/fault"
	"lectern/internal/schedule"
	"lectern/internal/store"
	"lectern/internal/store/redis"
	"lectern/internal/store/sqlite"
)

// The pace at which the program looks whether its store was wiped, and for how long one replica
// may be busy telling the staff. Every verb of the store notices too; this is for the hours in
// which nobody uses one, and for what follows.
const (
	lookEvery   = 2 * time.Second
	tellingTime = time.Minute
)

// alarm knows whether the store was wiped.
type alarm struct{ lost atomic.Pointer[store.Loss] }

// watch raises the alarm, has the staff told once, and says when it is over. Staff are told when
// a loss still stands at the second look: while a backup is being restored there is none.
func (c *Classroom) watch(ctx context.Context) error {
	schedule.Every(ctx, lookEvery, func(ctx context.Context, now time.Time) {
		was := c.alarm.lost.Load()
		l, err := c.Store.Lost(ctx)
		if err != nil && l == nil {
			return // the store is away, which everybody hears who uses it
		}
		c.alarm.lost.Store(l)
		switch {
		case l != nil && was == nil:
			sentence, remedy := english(l.Refusal())
			c.log.Error("the store was wiped: nothing is recorded and nothing counts", "noticed", l.Noticed, "what", sentence, "remedy", remedy)
		case l != nil:
			c.tell(ctx, now, *l)
		case was != nil:
			c.log.Info("the store is in order again: answers are recorded")
		}
	})
	return nil
}

// tell has the staff told, unless another replica does or did.
func (c *Classroom) tell(ctx context.Context, now time.Time, l store.Loss) {
	mine, err := c.Store.ClaimTelling(ctx, now, tellingTime)
	if err == nil && mine {
		c.commands.Lost(ctx, l.Noticed, l.Rescued != "")
		err = c.Store.Told(ctx)
	}
	if err != nil && ctx.Err() == nil {
		c.log.Warn("it could not be noted who tells the staff that the store was wiped; it is tried again", "error", err)
	}
}

func english(err error) (sentence, remedy string) {
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		return f.English()
	}
	return err.Error(), ""
}

// AcceptLoss has the store that the settings name begin anew after it was wiped. restart says
// that a program which runs on it has to be started anew, and kept where what stood in its place
// was put, if anything did.
func AcceptLoss(ctx context.Context, cfg *config.Config) (restart bool, kept string, err error) {
	if path := cfg.StorePath(); path != "" {
		kept, err = sqlite.Accept(ctx, path)
		return true, kept, err
	}
	return false, "", redis.Accept(ctx, cfg.Getenv(config.Store))
}

// StoreInOrder tells whether the store that the settings name can be opened and holds what it
// held. It makes none where none is.
func StoreInOrder(ctx context.Context, cfg *config.Config) error {
	if path := cfg.StorePath(); path != "" {
		if err := sqlite.Noted(path); err != nil {
			return err
		}
		if _, err := os.Stat(path); err != nil {
			return fault.Wrap(err, fault.Missing, "There is no store "+path+" yet.", "It is made at the first start. Check LECTERN_STORE, or run the command in the folder where Lectern runs.")
		}
	}
	s, err := OpenStore(ctx, cfg)
	if err != nil {
		return err
	}
	return errors.Join(s.Check(ctx), s.Close())
}
