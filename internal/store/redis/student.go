package redis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"lectern/internal/fault"
	"lectern/internal/quiz"
)

// Students implements quiz.Store, by a walk over the keys.
func (s *Store) Students(ctx context.Context, class quiz.ClassID) ([]quiz.StudentID, error) {
	k := keysOf(class)
	var named *redis.StringSliceCmd
	if err := s.read(ctx, class, func(p redis.Pipeliner) { named = p.HKeys(ctx, k.profiles()) }); err != nil {
		return nil, err
	}
	found, err := s.matching(ctx, class, k.student("*"))
	if err != nil {
		return nil, err
	}
	list := make([]quiz.StudentID, 0, len(found))
	for _, key := range found {
		list = append(list, quiz.StudentID(strings.TrimPrefix(key, k.student(""))))
	}
	for _, id := range named.Val() {
		list = append(list, quiz.StudentID(id))
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

// MoveStudent implements quiz.Store: the answers one by one, each with its points in one step that
// does nothing when it has been done, then the student's places on the boards.
func (s *Store) MoveStudent(ctx context.Context, class quiz.ClassID, from, to quiz.StudentID) error {
	if from == to {
		return nil
	}
	k := keysOf(class)
	var prompts *redis.StringSliceCmd
	if err := s.read(ctx, class, func(p redis.Pipeliner) { prompts = p.ZRange(ctx, k.student(from), 0, -1) }); err != nil {
		return err
	}
	for _, id := range prompts.Val() {
		if err := s.moveAnswer(ctx, k, quiz.PromptID(id), class, from, to); err != nil {
			return fmt.Errorf("move an answer: %w", err)
		}
	}
	boards, err := s.matching(ctx, class, k.board("*"))
	if err != nil {
		return err
	}
	for _, b := range boards {
		if _, err := s.write(ctx, class, s.scripts.dropScore, []string{b}, string(from)); err != nil {
			return fmt.Errorf("take a student from a board: %w", err)
		}
	}
	_, err = s.write(ctx, class, s.scripts.moveProfile, []string{k.profiles()}, string(from), string(to))
	return err
}

func (s *Store) moveAnswer(ctx context.Context, k keys, id quiz.PromptID, class quiz.ClassID, from, to quiz.StudentID) error {
	p, _, err := s.Prompt(ctx, class, id)
	if err != nil && !fault.Is(err, fault.Missing) { // practice is forgotten, its answers are not
		return err
	}
	var moved answerData
	value, err := s.client.HGet(ctx, k.answers(id), string(from)).Result()
	switch {
	case errors.Is(err, redis.Nil): // moved already, but for the list of the student's prompts
	case err != nil:
		return s.fail(err)
	default:
		if err := json.Unmarshal([]byte(value), &moved); err != nil {
			return fmt.Errorf("decode an answer to %s: %w", id, err)
		}
	}
	ks := []string{k.answers(id), k.student(from), k.student(to), k.resets()}
	args := []any{string(id), string(from), string(to)}
	ks, args = withBoards(k, ks, args, slices.Concat(p.Boards, moved.Boards))
	_, err = s.guarded(ctx, class, func(era string) ([]any, error) {
		return s.run(ctx, s.scripts.move, ks, append(args, era)...)
	})
	return err
}

// matching lists the keys of a class that fit a pattern. In a cluster they are all on the node
// that holds the class.
func (s *Store) matching(ctx context.Context, class quiz.ClassID, pattern string) ([]string, error) {
	var node redis.Cmdable = s.client
	if c, ok := s.client.(*redis.ClusterClient); ok {
		master, err := c.MasterForKey(ctx, keysOf(class).prompts())
		if err != nil {
			return nil, s.fail(err)
		}
		node = master
	}
	seen := make(map[string]bool)
	var list []string
	it := node.Scan(ctx, 0, pattern, 1000).Iterator()
	for it.Next(ctx) {
		if key := it.Val(); !seen[key] {
			seen[key] = true
			list = append(list, key)
		}
	}
	if err := it.Err(); err != nil {
		return nil, s.fail(err)
	}
	return list, nil
}
