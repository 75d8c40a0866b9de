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

// Picks implements quiz.Store.
func (s *Store) Picks(ctx context.Context, class quiz.ClassID, ids []quiz.PromptID, each func(quiz.PromptID, []quiz.Pick) error) error {
	k := keysOf(class)
	ids = slices.Clone(ids)
	slices.Sort(ids)
	var list []quiz.Pick
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
			list = list[:0]
			for student, value := range cmds[i].Val() {
				p, err := decodePick(id, quiz.StudentID(student), value)
				if err != nil {
					return err
				}
				list = append(list, p)
			}
			if len(list) == 0 {
				continue
			}
			slices.SortFunc(list, func(a, b quiz.Pick) int { return strings.Compare(string(a.Student), string(b.Student)) })
			if err := each(id, list); err != nil {
				return err
			}
		}
	}
	return nil
}

// decodePick reads two fields of an answer. Inside a string of JSON a quotation mark has a
// backslash before it, so that a name with its marks is the field's own; a value that holds a
// backslash is read by the book.
func decodePick(id quiz.PromptID, student quiz.StudentID, value string) (quiz.Pick, error) {
	pick, plain := textOf(value, `"pick":"`)
	sure, plainSure := textOf(value, `"confidence":"`)
	if !plain || !plainSure {
		a, err := decodeAnswer(id, student, value)
		return quiz.Pick{Student: student, Pick: a.Pick, Confidence: a.Confidence}, err
	}
	return quiz.Pick{Student: student, Pick: pick, Confidence: quiz.Confidence(sure)}, nil
}

// textOf gives the text after a name, empty when the name is not there; not plain when it holds
// a backslash or has no end.
func textOf(value, name string) (text string, plain bool) {
	_, rest, ok := strings.Cut(value, name)
	if !ok {
		return "", true
	}
	text, _, ok = strings.Cut(rest, `"`)
	return text, ok && !strings.Contains(text, `\`)
}

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
