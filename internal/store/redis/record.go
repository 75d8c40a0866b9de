package redis

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/record"
)

// SaveRecord implements record.Store.
func (s *Store) SaveRecord(ctx context.Context, r record.Record) error {
	sc := s.scripts.saveClass
	args := []any{r.ID, r.Revision, r.Data}
	if r.Data == nil {
		sc, args = s.scripts.removeRecord, args[:2]
	}
	answer, err := s.write(ctx, r.Class, sc, []string{keysOf(r.Class).records(r.Kind)}, args...)
	if err == nil && answer[0] == "conflict" {
		return fault.New(fault.Conflict, "Somebody else has changed this since.", "Look at it again.")
	}
	return err
}

func readRecord(class quiz.ClassID, kind record.Kind, id, value string) (record.Record, error) {
	r := record.Record{Class: class, Kind: kind, ID: id}
	number, data, ok := strings.Cut(value, "|")
	var err error
	if r.Revision, err = strconv.Atoi(number); !ok || err != nil {
		return r, fmt.Errorf("decode %s %s: no revision before the data", kind, id)
	}
	r.Data = []byte(data)
	return r, nil
}

// Record implements record.Store.
func (s *Store) Record(ctx context.Context, class quiz.ClassID, kind record.Kind, id string) (record.Record, error) {
	var value *redis.StringCmd
	if err := s.read(ctx, class, func(p redis.Pipeliner) { value = p.HGet(ctx, keysOf(class).records(kind), id) }); err != nil {
		return record.Record{}, err
	}
	if value.Err() != nil {
		return record.Record{}, fault.New(fault.Missing, "This is not there any more.", "")
	}
	return readRecord(class, kind, id, value.Val())
}

// Records implements record.Store.
func (s *Store) Records(ctx context.Context, class quiz.ClassID, kind record.Kind) ([]record.Record, error) {
	var all *redis.MapStringStringCmd
	if err := s.read(ctx, class, func(p redis.Pipeliner) { all = p.HGetAll(ctx, keysOf(class).records(kind)) }); err != nil {
		return nil, err
	}
	list := make([]record.Record, 0, len(all.Val()))
	for id, value := range all.Val() {
		r, err := readRecord(class, kind, id, value)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b record.Record) int { return cmp.Compare(a.ID, b.ID) })
	return list, nil
}
