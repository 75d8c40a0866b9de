package redis

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"lectern/internal/quiz"
)

// picksAtOnce is how many prompts' answers are asked for in one round trip: with 500 students
// about a megabyte, little enough that the next part is under way while one is read.
const picksAtOnce = 16

// Picks implements quiz.Store. A term is some 180,000 answers: they are taken out of the bytes
// as Redis sends them, since a map of strings for each prompt costs more than all the rest, and
// the next part is fetched while one is read.
func (s *Store) Picks(ctx context.Context, class quiz.ClassID, ids []quiz.PromptID, each func(quiz.PromptID, []quiz.Pick) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ids = slices.Clone(ids)
	slices.Sort(ids)
	parts, spare := make(chan part), make(chan []byte, 2)
	spare <- nil
	spare <- nil
	go s.fetchPicks(ctx, class, slices.Compact(ids), parts, spare)
	var list []quiz.Pick
	for p := range parts {
		rest := string(p.reply)
		spare <- p.reply
		for i, id := range p.ids {
			var err error
			size := min(p.size(i), len(rest))
			if list, err = s.picksIn(ctx, class, id, rest[:size], list[:0]); err != nil {
				return err
			}
			rest = rest[size:]
			if len(list) == 0 {
				continue
			}
			if err := each(id, list); err != nil {
				return err
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return s.fail(err)
	}
	return nil
}

// part is what came back for some prompts, one reply after another.
type part struct {
	ids   []quiz.PromptID
	cmds  []*redis.RawWriteToCmd
	reply replies
	err   error
}

// size is how many bytes of the replies are of a prompt: none when the reading failed, since a
// reply may be there in part.
func (p part) size(i int) int {
	if p.err != nil {
		return 0
	}
	return int(p.cmds[i].Val())
}

// replies gathers what Redis sends.
type replies []byte

// Write implements io.Writer.
func (r *replies) Write(b []byte) (int, error) {
	*r = append(*r, b...)
	return len(b), nil
}

// ReadFrom implements io.ReaderFrom, so that a string goes from the connection's buffer to its
// place in one step. The client library hands over a reader that says how much is to come.
func (r *replies) ReadFrom(from io.Reader) (int64, error) {
	limited, ok := from.(*io.LimitedReader)
	if !ok {
		return io.Copy(writerOnly{r}, from)
	}
	n := len(*r)
	*r = slices.Grow(*r, int(limited.N))[:n+int(limited.N)]
	read, err := io.ReadFull(limited.R, (*r)[n:])
	*r = (*r)[:n+read]
	limited.N -= int64(read)
	return int64(read), err
}

// writerOnly hides ReadFrom.
type writerOnly struct{ io.Writer }

// fetchPicks asks for part after part until it has them all or ctx ends.
func (s *Store) fetchPicks(ctx context.Context, class quiz.ClassID, ids []quiz.PromptID, parts chan<- part, spare <-chan []byte) {
	defer close(parts)
	k := keysOf(class)
	mark, known := s.marks.known.Load(class)
	for some := range slices.Chunk(ids, picksAtOnce) {
		p := part{ids: some, cmds: make([]*redis.RawWriteToCmd, len(some)), reply: (<-spare)[:0]}
		var has *redis.StringCmd
		_, p.err = s.client.Pipelined(ctx, func(pipe redis.Pipeliner) error {
			for i, id := range some {
				p.cmds[i] = redis.NewRawWriteToCmd(ctx, &p.reply, "hgetall", k.answers(id))
				_ = pipe.Process(ctx, p.cmds[i]) // it only queues
			}
			has = pipe.HGet(ctx, k.resets(), "@")
			return nil
		})
		if errors.Is(p.err, redis.Nil) {
			p.err = nil
		}
		if p.err == nil && known && has.Val() != mark {
			p.err = errors.New("the mark of the class is gone") // what asks again finds out why
		}
		select {
		case parts <- p:
		case <-ctx.Done():
			return
		}
	}
}

// picksIn appends the picks of a reply to a list. When there is no reply, or none that is a list
// of fields, the connection broke, or the answers have moved to another node: the client library
// sees to both only when it reads a reply itself, so they are asked for again in the common way.
func (s *Store) picksIn(ctx context.Context, class quiz.ClassID, id quiz.PromptID, reply string, list []quiz.Pick) ([]quiz.Pick, error) {
	if reply == "" || reply[0] != '*' {
		return s.picksOf(ctx, class, id, list)
	}
	f, err := newFields(reply)
	for err == nil && f.left > 1 {
		var student, value string
		if student, err = f.next(); err != nil {
			break
		}
		if value, err = f.next(); err != nil {
			break
		}
		var p quiz.Pick
		if p, err = decodePick(id, quiz.StudentID(student), value); err == nil {
			list = append(list, p)
		}
	}
	if err != nil {
		return list, fmt.Errorf("read the answers to %s: %w", id, err)
	}
	return list, nil
}

// picksOf appends the picks of one prompt to a list.
func (s *Store) picksOf(ctx context.Context, class quiz.ClassID, id quiz.PromptID, list []quiz.Pick) ([]quiz.Pick, error) {
	var all *redis.MapStringStringCmd
	if err := s.read(ctx, class, func(p redis.Pipeliner) { all = p.HGetAll(ctx, keysOf(class).answers(id)) }); err != nil {
		return list, err
	}
	for student, value := range all.Val() {
		p, err := decodePick(id, quiz.StudentID(student), value)
		if err != nil {
			return list, err
		}
		list = append(list, p)
	}
	return list, nil
}

// fields takes a reply apart that is a list of bulk strings, as RESP2 writes it: *2, $3, abc, $1,
// x, each line with a carriage return and a newline after it.
type fields struct {
	rest string
	left int
}

func newFields(reply string) (fields, error) {
	f := fields{rest: reply}
	n, err := f.number('*')
	f.left = n
	return f, err
}

// number reads a line that is a sign and a number.
func (f *fields) number(sign byte) (int, error) {
	line, rest, ok := strings.Cut(f.rest, "\r\n")
	if !ok || line == "" || line[0] != sign {
		return 0, fmt.Errorf("the reply has %.20q where %q and a number belong", line, sign)
	}
	n, err := strconv.Atoi(line[1:])
	if err != nil || n < 0 {
		return 0, fmt.Errorf("the reply has %.20q where a number belongs", line)
	}
	f.rest = rest
	return n, nil
}

// next gives the next string, a part of the reply.
func (f *fields) next() (string, error) {
	n, err := f.number('$')
	if err != nil {
		return "", err
	}
	if len(f.rest) < n+2 || f.rest[n:n+2] != "\r\n" {
		return "", fmt.Errorf("the reply ends within a string of %d bytes", n)
	}
	text := f.rest[:n]
	f.rest, f.left = f.rest[n+2:], f.left-1
	return text, nil
}

// decodePick reads two fields of an answer. Inside a string of JSON a quotation mark has a
// backslash before it, so that a name with its mark and colon is the field's own; a value that
// holds a backslash is read by the book. The names are looked for without their first mark: p
// and c are rare, and a mark is not.
func decodePick(id quiz.PromptID, student quiz.StudentID, value string) (quiz.Pick, error) {
	pick, plain := textOf(value, `pick":"`)
	sure, plainSure := textOf(value, `confidence":"`)
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
	return text, ok && strings.IndexByte(text, '\\') < 0
}
