package sqlite

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"lectern/internal/chat"
	"lectern/internal/quiz"
)

// packedAnswer puts an answer into one text: how many bytes each of its texts has, then its
// numbers, each with a blank behind it, and then the texts as they are. Nothing has to be taken
// out of them, whatever a student typed.
const packedAnswer = `concat(octet_length(question), ' ', octet_length(student), ' ', octet_length(pick), ' ', octet_length(confidence), ' ',
	octet_length(platform), ' ', octet_length(event), ' ', correct, ' ', points, ' ', at, ' ', revision, ' ',
	question, student, pick, confidence, platform, event)`

// AnswersTo implements quiz.Store. SQLite puts the answers to a prompt into one text: an export
// of a hundred and eighty thousand rows of eleven columns takes twice the processor time to read.
func (s *Store) AnswersTo(ctx context.Context, class quiz.ClassID, ids []quiz.PromptID, each func(quiz.Answer) error) error {
	names, err := json.Marshal(ids)
	if err != nil {
		return fmt.Errorf("encode prompts: %w", err)
	}
	rows, err := s.read.QueryContext(ctx, `SELECT prompt, group_concat(`+packedAnswer+`, '') FROM answers
		WHERE class = ? AND prompt IN (SELECT value FROM json_each(?)) GROUP BY prompt ORDER BY prompt`, class, string(names))
	if err != nil {
		return fmt.Errorf("read answers: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []quiz.Answer
	for rows.Next() {
		var id quiz.PromptID
		var text string
		if err := rows.Scan(&id, &text); err != nil {
			return fmt.Errorf("read answers: %w", err)
		}
		if list, err = unpackAnswers(list[:0], id, text); err != nil {
			return fmt.Errorf("read the answers to %s: %w", id, err)
		}
		for i := range list {
			if err := each(list[i]); err != nil {
				return err
			}
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read answers: %w", err)
	}
	return nil
}

// The places of a packed answer's numbers.
const (
	packedTexts   = 6 // question, student, pick, confidence, platform, event
	packedNumbers = 4 // correct, points, at, revision
)

// unpackAnswers takes a text of packed answers apart, in the order of students, which is the
// primary key's but which SQLite does not promise.
func unpackAnswers(list []quiz.Answer, id quiz.PromptID, text string) ([]quiz.Answer, error) {
	for text != "" {
		var n [packedTexts + packedNumbers]int64
		for i := range n {
			at := 0
			for at < len(text) && text[at] != ' ' {
				at++
			}
			v, err := strconv.ParseInt(text[:at], 10, 64)
			if err != nil || at == len(text) {
				return nil, errors.New("an answer without all its fields")
			}
			n[i], text = v, text[at+1:]
		}
		var texts [packedTexts]string
		for i := range texts {
			if n[i] < 0 || n[i] > int64(len(text)) {
				return nil, errors.New("an answer that ends too early")
			}
			texts[i], text = text[:n[i]], text[n[i]:]
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
