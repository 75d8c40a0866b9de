package redis

// AnswerScript is the script behind Answer, for the benchmark that holds our client against
// Redis's own.
func (s *Store) AnswerScript() (sha, source string) { return s.scripts.answer.Hash(), answerScript }

// Waiting is how many answers wait for a write.
func (s *Store) Waiting() int { return len(s.batch.calls) }

// Mark is the mark that every script compares.
func (s *Store) Mark() string { return *s.marks.mark.Load() }
