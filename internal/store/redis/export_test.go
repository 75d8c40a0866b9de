package redis

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
