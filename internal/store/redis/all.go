package redis

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"lectern/internal/quiz"
)

// promptsAtOnce is how many prompts' answers are asked for in one round trip: with 500 students
// about 3 MB.
const promptsAtOnce = 32

// AnswersTo implements quiz.Store.
func (s *Store) AnswersTo(ctx context.Context, class quiz.ClassID, ids []quiz.PromptID, each func(quiz.Answer) error) error {
	k := keysOf(class)
	ids = slices.Clone(ids)
	slices.Sort(ids)
	for part := range slices.Chunk(slices.Compact(ids), promptsAtOnce) {
		cmds := make([]*redis.MapStringStringCmd, len(part))
		if err := s.read(ctx, class, func(p redis.Pipeliner) {
			for i, id := range part {
				cmds[i] = p.HGetAll(ctx, k.answers(id))
			}
		}); err != nil {
			return err
		}
		for i, id := range part {
			if err := inOrder(id, cmds[i].Val(), each); err != nil {
				return err
			}
		}
	}
	return nil
}

// inOrder gives the answers to a prompt by student.
func inOrder(id quiz.PromptID, all map[string]string, each func(quiz.Answer) error) error {
	students := make([]string, 0, len(all))
	for student := range all {
		students = append(students, student)
	}
	slices.SortFunc(students, strings.Compare)
	for _, student := range students {
		a, err := decodeAnswer(id, quiz.StudentID(student), all[student])
		if err != nil {
			return err
		}
		if err := each(a); err != nil {
			return err
		}
	}
	return nil
}

// LastAnswers implements quiz.Store.
func (s *Store) LastAnswers(ctx context.Context, class quiz.ClassID, students []quiz.StudentID) (map[quiz.StudentID]time.Time, error) {
	k := keysOf(class)
	cmds := make([]*redis.ZSliceCmd, len(students))
	if err := s.read(ctx, class, func(p redis.Pipeliner) {
		for i, st := range students {
			cmds[i] = p.ZRevRangeWithScores(ctx, k.student(st), 0, 0)
		}
	}); err != nil {
		return nil, err
	}
	out := make(map[quiz.StudentID]time.Time, len(students))
	for i, st := range students {
		if z := cmds[i].Val(); len(z) > 0 {
			out[st] = moment(int64(z[0].Score))
		}
	}
	return out, nil
}
