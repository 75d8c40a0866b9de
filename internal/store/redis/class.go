package redis

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/quiz"
)

// SaveClass implements class.Store.
func (s *Store) SaveClass(ctx context.Context, c class.Class) error {
	data, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("encode class %s: %w", c.ID, err)
	}
	r, err := s.guardedAll(ctx, func(era string) ([]any, error) {
		return s.run(ctx, s.scripts.saveClass, []string{classes, marked}, string(c.ID), c.Revision, data, era)
	})
	if err == nil && r[0] == "conflict" {
		return fault.New(fault.Conflict, "Somebody else has changed this class since.", "Look at it again.")
	}
	return err
}

// Classes implements class.Store.
func (s *Store) Classes(ctx context.Context) ([]class.Class, error) {
	all, err := s.readAll(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]class.Class, 0, len(all))
	for id, value := range all {
		var c class.Class
		if c.Revision, err = revised(value, &c); err != nil {
			return nil, fmt.Errorf("decode class %s: %w", id, err)
		}
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b class.Class) int { return cmp.Compare(a.ID, b.ID) })
	return list, nil
}

// revised reads "revision|JSON".
func revised(value string, into any) (revision int, err error) {
	number, data, ok := strings.Cut(value, "|")
	if !ok {
		return 0, errors.New("no revision before the data")
	}
	if revision, err = strconv.Atoi(number); err != nil {
		return 0, err
	}
	return revision, json.Unmarshal([]byte(data), into)
}

// SaveProfile implements class.Store.
func (s *Store) SaveProfile(ctx context.Context, id quiz.ClassID, p class.Profile) error {
	var data []byte
	if !p.Empty() {
		var err error
		if data, err = json.Marshal(p); err != nil {
			return fmt.Errorf("encode a profile: %w", err)
		}
	}
	_, err := s.write(ctx, id, s.scripts.saveProfile, []string{keysOf(id).profiles()}, string(p.Student), data)
	return err
}

// Profiles implements class.Store.
func (s *Store) Profiles(ctx context.Context, id quiz.ClassID, students []quiz.StudentID) (map[quiz.StudentID]class.Profile, error) {
	out := make(map[quiz.StudentID]class.Profile)
	if len(students) == 0 {
		return out, nil
	}
	fields := make([]string, len(students))
	for i, st := range students {
		fields[i] = string(st)
	}
	var values *redis.SliceCmd
	if err := s.read(ctx, id, func(p redis.Pipeliner) { values = p.HMGet(ctx, keysOf(id).profiles(), fields...) }); err != nil {
		return nil, err
	}
	for i, v := range values.Val() {
		text, ok := v.(string)
		if !ok {
			continue
		}
		p := class.Profile{Student: students[i]}
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			return nil, fmt.Errorf("decode a profile: %w", err)
		}
		out[p.Student] = p
	}
	return out, nil
}

// SaveRound implements quiz.RoundStore.
func (s *Store) SaveRound(ctx context.Context, r quiz.Round) error {
	data, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("encode round %s: %w", r.ID, err)
	}
	var kept int64
	if r.Phase == quiz.Over {
		kept = quiz.RoundKept.Milliseconds()
	}
	k := keysOf(r.Class)
	answer, err := s.write(ctx, r.Class, s.scripts.saveRound, []string{k.round(r.ID), k.rounds()}, string(r.ID), r.Revision, data, kept)
	if err == nil && answer[0] == "conflict" {
		return fault.New(fault.Conflict, "Somebody else has led this round on since.", "Look at it again.")
	}
	return err
}

// Round implements quiz.RoundStore.
func (s *Store) Round(ctx context.Context, id quiz.ClassID, round quiz.RoundID) (quiz.Round, error) {
	var value *redis.StringCmd
	if err := s.read(ctx, id, func(p redis.Pipeliner) { value = p.Get(ctx, keysOf(id).round(round)) }); err != nil {
		return quiz.Round{}, err
	}
	if value.Err() != nil {
		return quiz.Round{}, fault.New(fault.Missing, "There is no round {{.Round}}.", "").With("Round", round)
	}
	return decodeRound(value.Val())
}

func decodeRound(value string) (r quiz.Round, err error) {
	if r.Revision, err = revised(value, &r); err != nil {
		return r, fmt.Errorf("decode a round: %w", err)
	}
	return r, nil
}

// OpenRounds implements quiz.RoundStore.
func (s *Store) OpenRounds(ctx context.Context, id quiz.ClassID) ([]quiz.Round, error) {
	k := keysOf(id)
	var listed *redis.StringSliceCmd
	if err := s.read(ctx, id, func(p redis.Pipeliner) { listed = p.SMembers(ctx, k.rounds()) }); err != nil {
		return nil, err
	}
	ids := listed.Val()
	slices.Sort(ids)
	cmds := make([]*redis.StringCmd, len(ids))
	if _, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, round := range ids {
			cmds[i] = p.Get(ctx, k.round(quiz.RoundID(round)))
		}
		return nil
	}); err != nil && !errors.Is(err, redis.Nil) {
		return nil, s.fail(err)
	}
	var list []quiz.Round
	for _, c := range cmds {
		if c.Err() != nil { // forgotten since the list was read
			continue
		}
		r, err := decodeRound(c.Val())
		if err != nil {
			return nil, err
		}
		if r.Phase != quiz.Over {
			list = append(list, r)
		}
	}
	return list, nil
}
