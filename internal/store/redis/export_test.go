package redis

import (
	"context"
	"log/slog"
)

// AnswerScript is the script behind Answer, for the benchmark that holds our client against
// Redis's own.
func (s *Store) AnswerScript() (sha, source string) { return s.scripts.answer.Hash(), answerScript }

// Waiting is how many answers wait for a write.
func (s *Store) Waiting() int { return len(s.batch.calls) }

// Fields takes a reply of the server apart; on an error it gives those before it.
func Fields(reply string) (list []string, err error) {
	f, err := newFields(reply)
	for err == nil && f.left > 0 {
		var text string
		if text, err = f.next(); err == nil {
			list = append(list, text)
		}
	}
	return list, err
}

// Mark is the mark that every script compares.
func (s *Store) Mark() string { return *s.marks.mark.Load() }

// Redacted is a line of the client as it is logged.
func Redacted(line string) string { return newClientLog(slog.New(slog.DiscardHandler)).redact(line) }

// ClientLog is how the client writes into a log.
func ClientLog(log *slog.Logger) func(ctx context.Context, format string, args ...any) {
	return newClientLog(log).Printf
}
