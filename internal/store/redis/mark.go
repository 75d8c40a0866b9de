package redis

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"lectern/internal/quiz"
	"lectern/internal/store"
)

// Whether a Redis was wiped is told by marks (F8). The store has one, a random word that is set
// when it is first opened, and every class that was ever written to repeats it in the hash of its
// resets, on the class's own node. Each script that writes compares the mark of its class first,
// each read brings it along, so that neither costs a round trip more. Where a mark is missing
// that was there, the whole store counts as lost, for everybody and over restarts, until a backup
// is restored or the loss accepted. A store in which no mark ever was is new, or of an earlier
// version, and gets one.
//
// The hash of the store holds: @ → its mark; class:ID → a class that has the mark; lost → when
// the loss was noticed (ms); was → the mark it had; told → when staff were told (ms), or until
// when somebody has claimed to; from:MARK → a loss of a store with that mark was accepted;
// restored → when a backup was put in its place.

// KEYS the store's hash. ARGV a new mark. Answers the hash.
const beginScript = `
if redis.call('HEXISTS', KEYS[1], 'lost') == 0 then redis.call('HSETNX', KEYS[1], '@', ARGV[1]) end
return redis.call('HGETALL', KEYS[1])`

// KEYS the store's hash. ARGV the mark it had, now, a class whose mark is gone (empty: none).
// Answers here, moved (another mark that it may rightly have) or lost, and the hash.
const noticeScript = `
local s = redis.call('HMGET', KEYS[1], '@', 'lost')
if s[2] then return {'lost', redis.call('HGETALL', KEYS[1])} end
if s[1] and s[1] ~= ARGV[1] then
  if redis.call('HEXISTS', KEYS[1], 'from:' .. ARGV[1]) == 1 or redis.call('HEXISTS', KEYS[1], 'restored') == 1 then
    return {'moved', redis.call('HGETALL', KEYS[1])}
  end
elseif s[1] and (ARGV[3] == '' or redis.call('HEXISTS', KEYS[1], 'class:' .. ARGV[3]) == 0) then
  return {'here', redis.call('HGETALL', KEYS[1])}
end
redis.call('HSET', KEYS[1], 'lost', ARGV[2], 'was', ARGV[1])
redis.call('HDEL', KEYS[1], '@')
return {'lost', redis.call('HGETALL', KEYS[1])}`

// KEYS resets of a class. ARGV the mark. Whatever mark it has is of a store that was lost.
const markScript = `
redis.call('HSET', KEYS[1], '@', ARGV[1])
return {'marked'}`

// KEYS the store's hash. ARGV the mark, a class, 1 when the class has been marked. Answers lost,
// new (not known to be marked) or known.
const registerScript = `
if redis.call('HGET', KEYS[1], '@') ~= ARGV[1] then return {'lost'} end
if ARGV[3] == '1' then redis.call('HSET', KEYS[1], 'class:' .. ARGV[2], 1) end
if redis.call('HEXISTS', KEYS[1], 'class:' .. ARGV[2]) == 0 then return {'new'} end
return {'known'}`

// KEYS the store's hash. ARGV now, until when the claim lasts (0: it has been told).
const tellScript = `
local told = redis.call('HGET', KEYS[1], 'told')
if redis.call('HEXISTS', KEYS[1], 'lost') == 0 or told == 'done' then return {'no'} end
if ARGV[2] == '0' then
  redis.call('HSET', KEYS[1], 'told', 'done')
  return {'no'}
end
if told and tonumber(told) > tonumber(ARGV[1]) then return {'no'} end
redis.call('HSET', KEYS[1], 'told', ARGV[2])
return {'yes'}`

// KEYS the store's hash. ARGV a new mark, now.
const acceptScript = `
local was = redis.call('HMGET', KEYS[1], 'lost', 'was')
if not was[1] then return {'no'} end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], '@', ARGV[1], 'from:' .. was[2], ARGV[2])
return {'accepted'}`

// marks is what this process knows of the marks.
type marks struct {
	mark  atomic.Pointer[string]
	known sync.Map // class → the mark it is known to have
	lost  atomic.Pointer[store.Loss]
}

// begin reads the store's mark, or sets it where there never was one.
func (s *Store) begin(ctx context.Context) error {
	r, err := s.run(ctx, s.scripts.begin, []string{marked}, rand.Text())
	if err != nil {
		return err
	}
	s.adopt(fieldMap(r))
	if l := s.marks.lost.Load(); l != nil {
		return l.Refusal()
	}
	return nil
}

// adopt takes over what the hash of the store says.
func (s *Store) adopt(fields map[string]string) {
	if at, lost := fields["lost"]; lost {
		ms, _ := strconv.ParseInt(at, 10, 64) // written by the script
		s.marks.lost.Store(&store.Loss{Noticed: moment(ms)})
		return
	}
	mark := fields["@"]
	s.marks.known.Clear()
	for f := range fields {
		if id, ok := strings.CutPrefix(f, "class:"); ok {
			s.marks.known.Store(quiz.ClassID(id), mark)
		}
	}
	s.marks.mark.Store(&mark)
	s.marks.lost.Store(nil)
}

// notice looks at the store's mark; class is one whose mark is gone, or empty.
func (s *Store) notice(ctx context.Context, class quiz.ClassID) error {
	r, err := s.run(ctx, s.scripts.notice, []string{marked}, *s.marks.mark.Load(), millis(time.Now()), string(class))
	if err != nil {
		return err
	}
	if r[0] != "here" || class != "" || s.marks.lost.Load() != nil {
		s.adopt(fieldMap(r[1]))
	}
	return nil
}

// enter gives the mark that a class must have, and sets it where the class is new.
func (s *Store) enter(ctx context.Context, class quiz.ClassID) (mark string, err error) {
	if l := s.marks.lost.Load(); l != nil {
		return "", l.Fault()
	}
	mark = *s.marks.mark.Load()
	if m, ok := s.marks.known.Load(class); ok && m == mark {
		return mark, nil
	}
	r, err := s.run(ctx, s.scripts.register, []string{marked}, mark, string(class), 0)
	if err == nil && r[0] == "new" {
		if _, err = s.run(ctx, s.scripts.mark, []string{keysOf(class).resets()}, mark); err == nil {
			r, err = s.run(ctx, s.scripts.register, []string{marked}, mark, string(class), 1)
		}
	}
	if err != nil {
		return "", err
	}
	if r[0] == "known" {
		s.marks.known.Store(class, mark)
	}
	return mark, nil // where the store is lost, the script finds it out
}

// guarded runs what compares the mark of a class. After a loss that was accepted, or a backup
// that was restored, the mark is another, and it is tried with that.
func (s *Store) guarded(ctx context.Context, class quiz.ClassID, do func(mark string) ([]any, error)) ([]any, error) {
	for range 2 {
		mark, err := s.enter(ctx, class)
		if err != nil {
			return nil, err
		}
		r, err := do(mark)
		if err != nil || len(r) == 0 || r[0] != "lost" {
			return r, err
		}
		if err := s.notice(ctx, class); err != nil {
			return nil, err
		}
	}
	return nil, s.lostNow()
}

// guardedAll is guarded for the list of the classes, which the store's own mark guards.
func (s *Store) guardedAll(ctx context.Context, do func(mark string) ([]any, error)) ([]any, error) {
	for range 2 {
		if l := s.marks.lost.Load(); l != nil {
			return nil, l.Fault()
		}
		r, err := do(*s.marks.mark.Load())
		if err != nil || r[0] != "lost" {
			return r, err
		}
		if err := s.notice(ctx, ""); err != nil {
			return nil, err
		}
	}
	return nil, s.lostNow()
}

// seen is guarded for what only reads: a class that was never written to has no mark, and gets
// none by being looked at.
func (s *Store) seen(ctx context.Context, class quiz.ClassID, do func(mark string) ([]any, error)) ([]any, error) {
	if _, ok := s.marks.known.Load(class); ok {
		return s.guarded(ctx, class, do)
	}
	if l := s.marks.lost.Load(); l != nil {
		return nil, l.Fault()
	}
	return do("")
}

// lostNow is what is said where a mark is gone and it could not be settled why.
func (s *Store) lostNow() error {
	if l := s.marks.lost.Load(); l != nil {
		return l.Fault()
	}
	return s.fail(errors.New("the mark of the store changes too quickly"))
}

// write runs a script that changes a class, with the guard's key and argument.
func (s *Store) write(ctx context.Context, class quiz.ClassID, sc *redis.Script, ks []string, args ...any) ([]any, error) {
	ks = append(ks, keysOf(class).resets())
	return s.guarded(ctx, class, func(mark string) ([]any, error) {
		return s.run(ctx, sc, ks, append(args, mark)...)
	})
}

// read reads keys of a class in one step, and its mark with them. That a key is not there is no
// error of read's.
func (s *Store) read(ctx context.Context, class quiz.ClassID, fill func(redis.Pipeliner)) error {
	_, err := s.seen(ctx, class, func(mark string) ([]any, error) {
		var has *redis.StringCmd
		_, err := s.client.TxPipelined(ctx, func(p redis.Pipeliner) error {
			fill(p)
			has = p.HGet(ctx, keysOf(class).resets(), "@")
			return nil
		})
		if err != nil && !errors.Is(err, redis.Nil) {
			return nil, s.fail(err)
		}
		if mark != "" && has.Val() != mark {
			return []any{"lost"}, nil
		}
		return nil, nil
	})
	return err
}

// readAll reads all classes, and the mark of the store with them.
func (s *Store) readAll(ctx context.Context) (all map[string]string, err error) {
	_, err = s.guardedAll(ctx, func(mark string) ([]any, error) {
		var list *redis.MapStringStringCmd
		var has *redis.StringCmd
		_, err := s.client.TxPipelined(ctx, func(p redis.Pipeliner) error {
			list, has = p.HGetAll(ctx, classes), p.HGet(ctx, marked, "@")
			return nil
		})
		if err != nil && !errors.Is(err, redis.Nil) {
			return nil, s.fail(err)
		}
		if has.Val() != mark {
			return []any{"lost"}, nil
		}
		all = list.Val()
		return []any{"read"}, nil
	})
	return all, err
}

// Lost implements store.Store.
func (s *Store) Lost(ctx context.Context) (*store.Loss, error) {
	if err := s.notice(ctx, ""); err != nil {
		return s.marks.lost.Load(), err
	}
	return s.marks.lost.Load(), nil
}

// ClaimTelling implements store.Store.
func (s *Store) ClaimTelling(ctx context.Context, now time.Time, lease time.Duration) (bool, error) {
	r, err := s.run(ctx, s.scripts.tell, []string{marked}, millis(now), millis(now.Add(lease)))
	return err == nil && r[0] == "yes", err
}

// Told implements store.Store.
func (s *Store) Told(ctx context.Context) error {
	_, err := s.run(ctx, s.scripts.tell, []string{marked}, 0, 0)
	return err
}

// Accept has the store at an address begin anew after a loss. Programs that run on it go on
// within seconds, with what is left in it. A store that was not lost is fault.Missing.
func Accept(ctx context.Context, address string) error {
	s, err := connect(ctx, address)
	if err != nil {
		return err
	}
	r, err := s.run(ctx, s.scripts.accept, []string{marked}, rand.Text(), millis(time.Now()))
	if err == nil && r[0] == "no" {
		err = store.Unlost()
	}
	return errors.Join(err, s.Close())
}

// Restore fills the store at an address from what Dump wrote, as Undump does, also one that was
// lost.
func Restore(ctx context.Context, address string, r io.Reader, replace bool) error {
	s, err := connect(ctx, address)
	if err != nil {
		return err
	}
	return errors.Join(s.Undump(ctx, r, replace), s.Close())
}

// remark gives a restored store its mark: the one of the backup or, where that is of a version
// which had none, a new one. What the backup knew of a loss is over.
func (s *Store) remark(ctx context.Context, kept map[string]string) error {
	fields := map[string]any{"@": rand.Text(), "restored": millis(time.Now())}
	for f, v := range kept {
		if f == "@" || strings.HasPrefix(f, "class:") {
			fields[f] = v
		}
	}
	_, err := s.client.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.Del(ctx, marked)
		p.HSet(ctx, marked, fields)
		return nil
	})
	if err != nil {
		return fmt.Errorf("mark the restored store: %w", s.fail(err))
	}
	return nil
}
