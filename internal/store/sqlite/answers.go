package sqlite

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lectern/internal/chat"
	"lectern/internal/quiz"
)

// What a whole class has answered is two hundred thousand rows, which take ten times as long to
// hand over one by one as the texts that SQLite makes of them: one for each prompt.

// packed puts columns of a row into one text: how many bytes each of the texts has, then the
// numbers, each with a blank behind it, and then the texts as they are. Nothing has to be taken
// out of them, whatever a student typed.
func packed(texts, numbers []string) string {
	var parts []string
	for _, t := range texts {
		parts = append(parts, "octet_length("+t+")", "' '")
	}
	for _, n := range numbers {
		parts = append(parts, n, "' '")
	}
	return "concat(" + strings.Join(append(parts, texts...), ", ") + ")"
}

// unpack takes the first row off what packed rows make together. numbers has room for the lengths
// of the texts and then the numbers.
func unpack(rows string, texts []string, numbers []int64) (rest string, err error) {
	for i := range numbers {
		at := strings.IndexByte(rows, ' ')
		if at < 0 {
			return "", errors.New("an answer without all its fields")
		}
		if numbers[i], err = strconv.ParseInt(rows[:at], 10, 64); err != nil {
			return "", fmt.Errorf("an answer without all its fields: %w", err)
		}
		rows = rows[at+1:]
	}
	for i := range texts {
		n := numbers[i]
		if n < 0 || n > int64(len(rows)) {
			return "", errors.New("an answer that ends too early")
		}
		texts[i], rows = rows[:n], rows[n:]
	}
	return rows, nil
}

// eachPacked gives the packed answers to prompts, in the order of the prompts' ids.
func (s *Store) eachPacked(ctx context.Context, class quiz.ClassID, ids []quiz.PromptID, row string, each func(quiz.PromptID, string) error) error {
	names, err := json.Marshal(ids)
	if err != nil {
		return fmt.Errorf("encode prompts: %w", err)
	}
	rows, err := s.read.QueryContext(ctx, `SELECT prompt, group_concat(`+row+`, '') FROM answers
		WHERE class = ? AND prompt IN (SELECT value FROM json_each(?)) GROUP BY prompt ORDER BY prompt`, class, string(names))
	if err != nil {
		return fmt.Errorf("read answers: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id quiz.PromptID
		var text string
		if err := rows.Scan(&id, &text); err != nil {
			return fmt.Errorf("read answers: %w", err)
		}
		if err := each(id, text); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read answers: %w", err)
	}
	return nil
}

// AnswersTo implements quiz.Store.
func (s *Store) AnswersTo(ctx context.Context, class quiz.ClassID, ids []quiz.PromptID, each func(quiz.Answer) error) error {
	row := packed([]string{"question", "student", "pick", "confidence", "platform", "event"}, []string{"correct", "points", "at", "revision"})
	var list []quiz.Answer
	return s.eachPacked(ctx, class, ids, row, func(id quiz.PromptID, text string) (err error) {
		if list, err = unpackAnswers(list[:0], id, text); err != nil {
			return fmt.Errorf("read the answers to %s: %w", id, err)
		}
		for i := range list {
			if err := each(list[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// unpackAnswers takes packed answers apart, in the order of students, which is the primary key's but
// which SQLite does not promise.
func unpackAnswers(list []quiz.Answer, id quiz.PromptID, rows string) ([]quiz.Answer, error) {
	var texts [6]string
	var n [len(texts) + 4]int64
	for rows != "" {
		var err error
		if rows, err = unpack(rows, texts[:], n[:]); err != nil {
			return nil, err
		}
		list = append(list, quiz.Answer{
			Prompt: id, Question: texts[0], Student: quiz.StudentID(texts[1]), Pick: texts[2], Confidence: quiz.Confidence(texts[3]), From: chat.Platform(texts[4]), Key: texts[5],
			Right: n[6] != 0, Points: int(n[7]), At: moment(n[8]), Revision: int(n[9]),
		})
	}
	byStudent := func(a, b quiz.Answer) int { return cmp.Compare(a.Student, b.Student) }
	if !slices.IsSortedFunc(list, byStudent) {
		slices.SortFunc(list, byStudent)
	}
	return list, nil
}

// Picks implements quiz.Store.
func (s *Store) Picks(ctx context.Context, class quiz.ClassID, ids []quiz.PromptID, each func(quiz.PromptID, []quiz.Pick) error) error {
	row := packed([]string{"student", "pick", "confidence"}, nil)
	var list []quiz.Pick
	return s.eachPacked(ctx, class, ids, row, func(id quiz.PromptID, rows string) (err error) {
		var texts [3]string
		var n [len(texts)]int64
		for list = list[:0]; rows != ""; {
			if rows, err = unpack(rows, texts[:], n[:]); err != nil {
				return fmt.Errorf("read the answers to %s: %w", id, err)
			}
			list = append(list, quiz.Pick{Student: quiz.StudentID(texts[0]), Pick: texts[1], Confidence: quiz.Confidence(texts[2])})
		}
		return each(id, list)
	})
}
