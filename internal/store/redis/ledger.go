package redis

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"lectern/internal/chat"
	"lectern/internal/fault"
	"lectern/internal/ledger"
	"lectern/internal/quiz"
)

func unknownJob(key ledger.Key) error {
	return fault.New(fault.Missing, "There is no job {{.Job}} in the ledger.", "").With("Job", key)
}

// entry decodes the fields of a job, as a flat list of names and values.
func entry(key ledger.Key, fields map[string]string) (ledger.Entry, error) {
	e := ledger.Entry{Key: key, Stage: ledger.Stage(fields["stage"]), Owner: fields["owner"]}
	until, err1 := strconv.ParseInt(fields["until"], 10, 64)
	first, err2 := strconv.ParseInt(fields["first"], 10, 64)
	attempts, err3 := strconv.Atoi(fields["attempts"])
	for _, err := range []error{err1, err2, err3} {
		if err != nil {
			return e, fmt.Errorf("decode job %s: %w", key, err)
		}
	}
	e.Until, e.First, e.Attempts = moment(until), moment(first), attempts
	if ref := fields["ref"]; ref != "" {
		var err error
		if e.Ref, err = decodeRef(ref); err != nil {
			return e, fmt.Errorf("decode the place of job %s: %w", key, err)
		}
	}
	return e, nil
}

// fieldMap turns the flat list a script returns into a map.
func fieldMap(v any) map[string]string {
	list, _ := v.([]any)
	m := make(map[string]string, len(list)/2)
	for i := 0; i+1 < len(list); i += 2 {
		k, _ := list[i].(string)
		m[k], _ = list[i+1].(string)
	}
	return m
}

// Claim implements ledger.Store.
func (s *Store) Claim(ctx context.Context, class quiz.ClassID, key ledger.Key, owner string, now time.Time, lease time.Duration) (ledger.Claim, error) {
	k := keysOf(class)
	r, err := s.write(ctx, class, s.scripts.claim, []string{k.job(key), k.jobs()}, string(key), owner, millis(now), millis(now.Add(lease)))
	if err != nil {
		return ledger.Claim{}, err
	}
	e, err := entry(key, fieldMap(r[1]))
	if err != nil {
		return ledger.Claim{}, err
	}
	return ledger.Claim{Mine: r[0] == "mine", Entry: e}, nil
}

// Post implements ledger.Store.
func (s *Store) Post(ctx context.Context, class quiz.ClassID, key ledger.Key, _ string, ref chat.Ref) (ledger.Entry, error) {
	data, err := encodeRef(ref)
	if err != nil {
		return ledger.Entry{}, fmt.Errorf("encode a place: %w", err)
	}
	r, err := s.write(ctx, class, s.scripts.post, []string{keysOf(class).job(key)}, data)
	if err != nil {
		return ledger.Entry{}, err
	}
	if r[0] == "missing" {
		return ledger.Entry{}, unknownJob(key)
	}
	return entry(key, fieldMap(r[1]))
}

// Confirm implements ledger.Store.
func (s *Store) Confirm(ctx context.Context, class quiz.ClassID, key ledger.Key) error {
	k := keysOf(class)
	r, err := s.write(ctx, class, s.scripts.confirm, []string{k.job(key), k.jobs()}, string(key))
	if err == nil && r[0] == "missing" {
		return unknownJob(key)
	}
	return err
}

// Release implements ledger.Store.
func (s *Store) Release(ctx context.Context, class quiz.ClassID, key ledger.Key, owner string) error {
	_, err := s.write(ctx, class, s.scripts.release, []string{keysOf(class).job(key)}, owner)
	return err
}

// Unfinished implements ledger.Store.
func (s *Store) Unfinished(ctx context.Context, class quiz.ClassID) ([]ledger.Entry, error) {
	k := keysOf(class)
	var listed *redis.StringSliceCmd
	if err := s.read(ctx, class, func(p redis.Pipeliner) { listed = p.ZRange(ctx, k.jobs(), 0, -1) }); err != nil {
		return nil, err
	}
	names := listed.Val()
	cmds := make([]*redis.MapStringStringCmd, len(names))
	if _, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, n := range names {
			cmds[i] = p.HGetAll(ctx, k.job(ledger.Key(n)))
		}
		return nil
	}); err != nil {
		return nil, s.fail(err)
	}
	var list []ledger.Entry
	for i, c := range cmds {
		e, err := entry(ledger.Key(names[i]), c.Val())
		if err != nil {
			return nil, err
		}
		if e.Stage != ledger.Confirmed {
			list = append(list, e)
		}
	}
	return list, nil
}
