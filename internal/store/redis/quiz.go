package redis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"lectern/internal/chat"
	"lectern/internal/fault"
	"lectern/internal/quiz"
)

func missing(id quiz.PromptID) error {
	return fault.New(fault.Missing, "There is no prompt {{.Prompt}}.", "").With("Prompt", id)
}

// millis keeps the zero time as 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// promptData is a prompt without its state, as it is kept. Field order is fixed, so that the
// same prompt always gives the same bytes.
type promptData struct {
	ID       quiz.PromptID `json:"id"`
	Class    quiz.ClassID  `json:"class"`
	Kind     quiz.Kind     `json:"kind"`
	Question string        `json:"question"`
	Pinned   []byte        `json:"pinned"`
	Opens    int64         `json:"opens"`
	Closes   int64         `json:"closes"`
	Changes  int           `json:"changes"`
	Boards   []quiz.Board  `json:"boards"`
}

func (d promptData) prompt(state string) quiz.Prompt {
	return quiz.Prompt{
		ID: d.ID, Class: d.Class, Kind: d.Kind, Question: d.Question, Pinned: d.Pinned, Opens: moment(d.Opens), Closes: moment(d.Closes),
		Changes: d.Changes, Boards: d.Boards, State: quiz.State(state),
	}
}

// OpenPrompt implements quiz.Store.
func (s *Store) OpenPrompt(ctx context.Context, p quiz.Prompt) error {
	data, err := json.Marshal(promptData{
		ID: p.ID, Class: p.Class, Kind: p.Kind, Question: p.Question, Pinned: p.Pinned,
		Opens: millis(p.Opens), Closes: millis(p.Closes), Changes: p.Changes, Boards: p.Boards,
	})
	if err != nil {
		return fmt.Errorf("encode prompt %s: %w", p.ID, err)
	}
	k := keysOf(p.Class)
	var kept int64
	if p.Kind == quiz.Practice {
		kept = quiz.PracticeKept.Milliseconds()
	}
	r, err := s.write(ctx, p.Class, s.scripts.open, []string{k.prompt(p.ID), k.open(), k.prompts()}, data, millis(p.Closes), p.Changes, millis(p.Opens), string(p.ID), kept, len(p.Boards))
	if err != nil {
		return err
	}
	if r[0] == "conflict" {
		return fault.New(fault.Conflict, "Another prompt has the id {{.Prompt}}.", "").With("Prompt", p.ID)
	}
	return nil
}

// Placed implements quiz.Store.
func (s *Store) Placed(ctx context.Context, class quiz.ClassID, id quiz.PromptID, at chat.Ref) error {
	ref, err := encodeRef(at)
	if err != nil {
		return fmt.Errorf("encode a place: %w", err)
	}
	k := keysOf(class)
	return found(id)(s.write(ctx, class, s.scripts.placed, []string{k.prompt(id), k.placed(id)}, ref))
}

// ClosePrompt implements quiz.Store.
func (s *Store) ClosePrompt(ctx context.Context, class quiz.ClassID, id quiz.PromptID) error {
	k := keysOf(class)
	return found(id)(s.write(ctx, class, s.scripts.closing, []string{k.prompt(id), k.open()}, string(id)))
}

// found turns the outcome missing into an error.
func found(id quiz.PromptID) func([]any, error) error {
	return func(r []any, err error) error {
		if err == nil && r[0] == "missing" {
			return missing(id)
		}
		return err
	}
}

// Prompt implements quiz.Store.
func (s *Store) Prompt(ctx context.Context, class quiz.ClassID, id quiz.PromptID) (quiz.Prompt, []chat.Ref, error) {
	k := keysOf(class)
	var data *redis.SliceCmd
	var placed *redis.StringSliceCmd
	if err := s.read(ctx, class, func(p redis.Pipeliner) {
		data = p.HMGet(ctx, k.prompt(id), "data", "state")
		placed = p.ZRange(ctx, k.placed(id), 0, -1)
	}); err != nil {
		return quiz.Prompt{}, nil, err
	}
	p, ok, err := decodePrompt(data.Val())
	if err != nil {
		return p, nil, err
	}
	if !ok {
		return p, nil, missing(id)
	}
	var refs []chat.Ref
	for _, v := range placed.Val() {
		r, err := decodeRef(v)
		if err != nil {
			return p, nil, fmt.Errorf("decode a place of prompt %s: %w", id, err)
		}
		refs = append(refs, r)
	}
	return p, refs, nil
}

// decodePrompt reads the fields data and state; ok is false when there are none.
func decodePrompt(fields []any) (p quiz.Prompt, ok bool, err error) {
	data, ok := fields[0].(string)
	if !ok {
		return p, false, nil
	}
	state, _ := fields[1].(string)
	var d promptData
	if err := json.Unmarshal([]byte(data), &d); err != nil {
		return p, false, fmt.Errorf("decode a prompt: %w", err)
	}
	return d.prompt(state), true, nil
}

// OpenPrompts implements quiz.Store.
func (s *Store) OpenPrompts(ctx context.Context, class quiz.ClassID) ([]quiz.Prompt, error) {
	k := keysOf(class)
	var ids *redis.StringSliceCmd
	if err := s.read(ctx, class, func(p redis.Pipeliner) { ids = p.ZRange(ctx, k.open(), 0, -1) }); err != nil {
		return nil, err
	}
	list, err := s.promptsNamed(ctx, k, ids.Val())
	if err != nil {
		return nil, err
	}
	// Some may have been closed since the list was read.
	return slices.DeleteFunc(list, func(p quiz.Prompt) bool { return p.State != quiz.Open }), nil
}

// Prompts implements quiz.Store.
func (s *Store) Prompts(ctx context.Context, class quiz.ClassID, limit int) ([]quiz.Prompt, error) {
	if limit <= 0 {
		return nil, nil
	}
	k := keysOf(class)
	var ids *redis.StringSliceCmd
	if err := s.read(ctx, class, func(p redis.Pipeliner) { ids = p.ZRevRange(ctx, k.prompts(), 0, int64(limit)-1) }); err != nil {
		return nil, err
	}
	return s.promptsNamed(ctx, k, ids.Val())
}

func (s *Store) promptsNamed(ctx context.Context, k keys, ids []string) ([]quiz.Prompt, error) {
	cmds := make([]*redis.SliceCmd, len(ids))
	if _, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, id := range ids {
			cmds[i] = p.HMGet(ctx, k.prompt(quiz.PromptID(id)), "data", "state")
		}
		return nil
	}); err != nil {
		return nil, s.fail(err)
	}
	var list []quiz.Prompt
	for _, c := range cmds {
		p, ok, err := decodePrompt(c.Val())
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, p)
		}
	}
	return list, nil
}

// answerData is an answer as it is kept: the value of the student's field.
type answerData struct {
	Question   string          `json:"question"`
	Pick       string          `json:"pick"`
	Right      bool            `json:"right"`
	Points     int             `json:"points"`
	Confidence quiz.Confidence `json:"confidence,omitempty"`
	At         int64           `json:"at"`
	From       chat.Platform   `json:"from"`
	Event      string          `json:"event"`
	Revision   int             `json:"revision"`
	Earlier    []string        `json:"earlier,omitempty"` // events of the picks before
	Epoch      int             `json:"epoch,omitempty"`   // of the class when it was kept; set by the script
	Boards     []quiz.Board    `json:"boards,omitempty"`  // those it counts on beside the prompt's; set by the script
}

func decodeAnswer(prompt quiz.PromptID, student quiz.StudentID, value string) (quiz.Answer, error) {
	var d answerData
	if err := json.Unmarshal([]byte(value), &d); err != nil {
		return quiz.Answer{}, fmt.Errorf("decode an answer to %s: %w", prompt, err)
	}
	return quiz.Answer{
		Prompt: prompt, Question: d.Question, Student: student, Pick: d.Pick, Right: d.Right, Points: d.Points, Confidence: d.Confidence,
		At: moment(d.At), From: d.From, Key: d.Event, Revision: d.Revision,
	}, nil
}

// Answer implements quiz.Store.
func (s *Store) Answer(ctx context.Context, p quiz.Prompt, a quiz.Answer) (quiz.Receipt, error) {
	value, err := json.Marshal(answerData{
		Question: a.Question, Pick: a.Pick, Right: a.Right, Points: a.Points, Confidence: a.Confidence, At: millis(a.At), From: a.From, Event: a.Key,
	})
	if err != nil {
		return quiz.Receipt{}, fmt.Errorf("encode an answer: %w", err)
	}
	k := keysOf(p.Class)
	ks := []string{k.prompt(a.Prompt), k.answers(a.Prompt), k.student(a.Student), k.resets()}
	args := []any{string(a.Student), string(a.Prompt), millis(a.At), a.Key, a.Points, value}
	ks, args = withBoards(k, ks, args, p.Boards)
	r, err := s.guarded(ctx, p.Class, func(era string) ([]any, error) {
		return s.runBatched(ctx, s.scripts.answer, ks, append(args, era)...)
	})
	if err != nil {
		return quiz.Receipt{}, err
	}
	outcome, _ := r[0].(string)
	if outcome == "missing" {
		return quiz.Receipt{}, missing(a.Prompt)
	}
	receipt := quiz.Receipt{Outcome: quiz.Outcome(outcome)}
	if receipt.Outcome == quiz.Recorded {
		receipt.Stands, receipt.Stands.Revision, receipt.Stands.At = a, 0, moment(millis(a.At))
	}
	if len(r) > 1 {
		stands, _ := r[1].(string)
		if receipt.Stands, err = decodeAnswer(a.Prompt, a.Student, stands); err != nil {
			return quiz.Receipt{}, err
		}
	}
	return receipt, nil
}

// withBoards adds the keys of boards, and their names to the arguments.
func withBoards(k keys, ks []string, args []any, boards []quiz.Board) ([]string, []any) {
	for _, b := range boards {
		ks, args = append(ks, k.board(b)), append(args, string(b))
	}
	return ks, args
}

// Answers implements quiz.Store.
func (s *Store) Answers(ctx context.Context, class quiz.ClassID, id quiz.PromptID) ([]quiz.Answer, error) {
	k := keysOf(class)
	var known *redis.IntCmd
	var all *redis.MapStringStringCmd
	if err := s.read(ctx, class, func(p redis.Pipeliner) {
		known, all = p.Exists(ctx, k.prompt(id)), p.HGetAll(ctx, k.answers(id))
	}); err != nil {
		return nil, err
	}
	if known.Val() == 0 {
		return nil, missing(id)
	}
	list := make([]quiz.Answer, 0, len(all.Val()))
	for student, value := range all.Val() {
		a, err := decodeAnswer(id, quiz.StudentID(student), value)
		if err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b quiz.Answer) int { return strings.Compare(string(a.Student), string(b.Student)) })
	return list, nil
}

// AnswersOf implements quiz.Store.
func (s *Store) AnswersOf(ctx context.Context, class quiz.ClassID, student quiz.StudentID, limit int) ([]quiz.Answer, error) {
	if limit <= 0 {
		return nil, nil
	}
	k := keysOf(class)
	var named *redis.StringSliceCmd
	if err := s.read(ctx, class, func(p redis.Pipeliner) {
		named = p.ZRevRange(ctx, k.student(student), 0, int64(limit)-1)
	}); err != nil {
		return nil, err
	}
	ids := named.Val()
	cmds := make([]*redis.StringCmd, len(ids))
	if _, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, id := range ids {
			cmds[i] = p.HGet(ctx, k.answers(quiz.PromptID(id)), string(student))
		}
		return nil
	}); err != nil && !errors.Is(err, redis.Nil) {
		return nil, s.fail(err)
	}
	var list []quiz.Answer
	for i, c := range cmds {
		if c.Err() != nil { // erased since the list was read
			continue
		}
		a, err := decodeAnswer(quiz.PromptID(ids[i]), student, c.Val())
		if err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, nil
}
