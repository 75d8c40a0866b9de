package redis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"lectern/internal/fault"
)

// saved is a key in a backup: a line of JSON.
type saved struct {
	Key    string             `json:"key"`
	TTL    int64              `json:"ttl,omitempty"` // milliseconds it had left; 0: it stays
	Text   string             `json:"text,omitempty"`
	Hash   map[string]string  `json:"hash,omitempty"`
	Scores map[string]float64 `json:"scores,omitempty"`
	Set    []string           `json:"set,omitempty"`
}

// dumpTries is how often a class is read again that gains keys while it is read.
const dumpTries = 10

// Dump writes everything as lines of JSON while the store is in use. All keys of a class are
// read in one step, so its boards agree with its answers.
func (s *Store) Dump(ctx context.Context, w io.Writer) error {
	groups, err := s.groups(ctx)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, group := range slices.Sorted(maps.Keys(groups)) {
		list, err := s.readGroup(ctx, group, groups[group])
		if err != nil {
			return err
		}
		for _, k := range list {
			if err := enc.Encode(k); err != nil {
				return fmt.Errorf("write a key: %w", err)
			}
		}
	}
	return nil
}

// groups lists the keys of each class under its hash tag; those of no class stand alone.
func (s *Store) groups(ctx context.Context) (map[string][]string, error) {
	names, err := s.all(ctx, prefix+"*")
	if err != nil {
		return nil, err
	}
	groups := make(map[string][]string)
	for _, name := range names {
		if group, _, ok := strings.Cut(name, "}:"); ok {
			groups[group+"}:"] = append(groups[group+"}:"], name)
		} else if name != checked {
			groups[name] = append(groups[name], name)
		}
	}
	return groups, nil
}

// all lists the keys that fit a pattern, on every node.
func (s *Store) all(ctx context.Context, pattern string) ([]string, error) {
	var mu sync.Mutex
	seen := make(map[string]bool)
	scan := func(ctx context.Context, node *redis.Client) error {
		it := node.Scan(ctx, 0, pattern, 1000).Iterator()
		for it.Next(ctx) {
			mu.Lock()
			seen[it.Val()] = true
			mu.Unlock()
		}
		return it.Err()
	}
	var err error
	switch c := s.client.(type) {
	case *redis.ClusterClient:
		err = c.ForEachMaster(ctx, scan)
	case *redis.Client:
		err = scan(ctx, c)
	default:
		return nil, fmt.Errorf("list the keys: unknown client %T", c)
	}
	if err != nil {
		return nil, s.fail(err)
	}
	return slices.Sorted(maps.Keys(seen)), nil
}

// readGroup reads keys in one step, and again while there are more of them afterwards.
func (s *Store) readGroup(ctx context.Context, group string, names []string) ([]saved, error) {
	for range dumpTries {
		list, err := s.readTogether(ctx, names)
		if err != nil || !strings.HasSuffix(group, "}:") {
			return list, err
		}
		now, err := s.all(ctx, group+"*")
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(now, func(name string) bool { return !slices.Contains(names, name) }) {
			return list, nil
		}
		names = now
	}
	return nil, fault.New(fault.Busy, "The store changes too quickly for a copy at the moment.", "Try again in a minute.")
}

func (s *Store) readTogether(ctx context.Context, names []string) ([]saved, error) {
	kinds := make([]*redis.StatusCmd, len(names))
	if _, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, name := range names {
			kinds[i] = p.Type(ctx, name)
		}
		return nil
	}); err != nil {
		return nil, s.fail(err)
	}
	list := make([]saved, len(names))
	read := make([]func() error, len(names))
	_, err := s.client.TxPipelined(ctx, func(p redis.Pipeliner) error {
		for i, name := range names {
			list[i].Key = name
			read[i] = list[i].read(ctx, p, kinds[i].Val())
		}
		return nil
	})
	if err != nil && !errors.Is(err, redis.Nil) { // a key that expired in between
		return nil, s.fail(err)
	}
	for i := range read {
		if err := read[i](); err != nil && !errors.Is(err, redis.Nil) {
			return nil, s.fail(err)
		}
	}
	return slices.DeleteFunc(list, func(k saved) bool { return k.Text == "" && k.Hash == nil && k.Scores == nil && k.Set == nil }), nil
}

// read asks for a key's value and gives what takes it in once it is there.
func (k *saved) read(ctx context.Context, p redis.Pipeliner, kind string) func() error {
	ttl := p.PTTL(ctx, k.Key)
	left := func() {
		if d := ttl.Val(); d > 0 {
			k.TTL = d.Milliseconds()
		}
	}
	switch kind {
	case "hash":
		c := p.HGetAll(ctx, k.Key)
		return func() error {
			left()
			if v := c.Val(); len(v) > 0 {
				k.Hash = v
			}
			return c.Err()
		}
	case "zset":
		c := p.ZRangeWithScores(ctx, k.Key, 0, -1)
		return func() error {
			left()
			for _, z := range c.Val() {
				if k.Scores == nil {
					k.Scores = make(map[string]float64, len(c.Val()))
				}
				k.Scores[fmt.Sprint(z.Member)] = z.Score
			}
			return c.Err()
		}
	case "set":
		c := p.SMembers(ctx, k.Key)
		return func() error {
			left()
			if v := c.Val(); len(v) > 0 {
				k.Set = v
			}
			return c.Err()
		}
	case "string":
		c := p.Get(ctx, k.Key)
		return func() error {
			left()
			k.Text = c.Val()
			return c.Err()
		}
	}
	return func() error { return nil } // expired since it was listed
}

// Undump fills the store from what Dump wrote. A store that holds something already is a
// fault.Conflict, unless replace is set: then it is emptied first.
func (s *Store) Undump(ctx context.Context, r io.Reader, replace bool) error {
	names, err := s.all(ctx, prefix+"*")
	if err != nil {
		return err
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == checked || name == marked })
	if len(names) > 0 && !replace {
		return fault.New(fault.Conflict, "This Redis holds classes already, and they would be lost.",
			"Name an empty database in LECTERN_STORE, or give --replace to put the backup in their place.")
	}
	for _, name := range names {
		if err := s.client.Del(ctx, name).Err(); err != nil {
			return s.fail(err)
		}
	}
	var mark map[string]string // set last: until then the store is none that could be used
	for dec := json.NewDecoder(r); ; {
		var k saved
		if err := dec.Decode(&k); errors.Is(err, io.EOF) {
			return s.remark(ctx, mark)
		} else if err != nil {
			return fmt.Errorf("read a key: %w", err)
		}
		if !strings.HasPrefix(k.Key, prefix) {
			return fault.New(fault.Invalid, "The backup names a key that is not Lectern's.", "Use a file that lectern backup wrote.")
		}
		if k.Key == marked {
			mark = k.Hash
			continue
		}
		if err := s.put(ctx, k); err != nil {
			return err
		}
	}
}

// put sets a key as a whole; doing it twice changes nothing.
func (s *Store) put(ctx context.Context, k saved) error {
	_, err := s.client.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.Del(ctx, k.Key)
		switch {
		case k.Hash != nil:
			p.HSet(ctx, k.Key, k.Hash)
		case k.Scores != nil:
			for member, score := range k.Scores {
				p.ZAdd(ctx, k.Key, redis.Z{Member: member, Score: score})
			}
		case k.Set != nil:
			p.SAdd(ctx, k.Key, k.Set)
		default:
			p.Set(ctx, k.Key, k.Text, 0)
		}
		if k.TTL > 0 {
			p.PExpire(ctx, k.Key, time.Duration(k.TTL)*time.Millisecond)
		}
		return nil
	})
	return s.fail(err)
}
