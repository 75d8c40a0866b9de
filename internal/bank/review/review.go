// Package review walks a teacher through the drafts of a bank, in plain lines of text: each
// draft is read, then accepted, edited, rejected with a reason or left for another day.
//
// It needs a keyboard and nothing else. No line is drawn over, nothing depends on colour, and
// letters stand before what they choose, so that a screen reader, a braille line and a pipe
// read it alike. Every decision is saved when it is made: whoever stops loses nothing.
package review

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"lectern/internal/bank"
	"lectern/internal/fault"
)

// Save keeps a decision: in a file of questions, was becomes q. Its error is shown and the
// draft stays as it was.
type Save func(file string, was, q bank.Question) error

// Summary counts what was decided, each draft once.
type Summary struct {
	Approved, Rejected int
	Left               int // still drafts
	Unnamed            int // drafts without an id of their own, which were not shown
}

// Review is one walk.
type Review struct {
	in      *bufio.Reader
	out     io.Writer
	files   fs.FS
	save    Save
	queue   []*entry
	unnamed int
}

// entry is a draft as it is now.
type entry struct {
	*bank.Item

	now    bank.Question
	broken string // why its file's mistakes keep it from being asked; empty when they do not
}

// New prepares a walk through the drafts of b, whose chapters are in files.
func New(b *bank.Bank, files fs.FS, in io.Reader, out io.Writer, save Save) *Review {
	r := &Review{in: bufio.NewReader(in), out: out, files: files, save: save}
	for _, it := range b.Items {
		switch {
		case it.State != bank.Draft || !strings.HasSuffix(it.File, bank.Suffix):
		case b.ByID(it.ID) != it: // none, or another question's: it could not be found again
			r.unnamed++
		default:
			e := &entry{Item: it, now: it.Question}
			if len(bank.Problems(it.Question)) == 0 {
				e.broken = it.Mistake()
			}
			r.queue = append(r.queue, e)
		}
	}
	return r
}

// Run goes through the drafts until the last one is passed or the input ends. It fails when
// the input cannot be read.
func (r *Review) Run() (Summary, error) {
	at, err := 0, error(nil)
	if len(r.queue) > 0 {
		r.say("%s to review. Each decision is saved at once. Type ? for help.\n", counted(len(r.queue), "draft"))
	}
	for at < len(r.queue) && err == nil {
		r.show(at)
		at, err = r.decide(at)
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	s := Summary{Unnamed: r.unnamed}
	for _, e := range r.queue {
		switch e.now.State {
		case bank.Approved:
			s.Approved++
		case bank.Rejected:
			s.Rejected++
		case bank.Draft, bank.Retired:
			s.Left++
		}
	}
	return s, err
}

// decide asks what shall become of a draft until something does, and gives the place of the
// next one. The error io.EOF ends the walk.
func (r *Review) decide(at int) (next int, err error) {
	e := r.queue[at]
	for {
		answer, err := r.ask("Accept, edit, reject, skip, back or quit? (a, e, r, s, b, q; ? for help) ")
		if err != nil {
			return at, err
		}
		switch strings.ToLower(answer) {
		case "a", "accept":
			if r.accept(e) {
				return at + 1, nil
			}
		case "e", "edit":
			if err := r.edit(e); err != nil {
				return at, err
			}
			return at, nil
		case "r", "reject":
			done, err := r.reject(e)
			if err != nil {
				return at, err
			}
			if done {
				return at + 1, nil
			}
		case "s", "skip":
			return at + 1, nil
		case "b", "back":
			if at > 0 {
				return at - 1, nil
			}
			r.say("This is the first one.\n")
		case "q", "quit":
			return at, io.EOF
		case "?", "h", "help":
			r.say("%s", help)
		default:
			r.say("There is no answer %q here. Type a, e, r, s, b, q or ?.\n", answer)
		}
	}
}

const help = `a  accept: the question may be asked from now on
e  edit: go through its fields; an empty line keeps a field as it is
r  reject: give a reason; the question is kept and never proposed again
s  skip: leave it a draft and go on
b  back: to the one before, also to decide again
q  quit; so does the end of input. What you decided is saved already.
`

func (r *Review) accept(e *entry) bool {
	problems := bank.Problems(e.now)
	if e.broken != "" {
		problems = append(problems, "In "+e.File+" "+e.broken+"; lectern check shows where.")
	}
	if len(problems) > 0 {
		r.say("It cannot be accepted as it is:\n")
		for _, p := range problems {
			r.say("  %s\n", p)
		}
		r.say("Edit it (e) or reject it (r).\n")
		return false
	}
	q := e.now
	q.State, q.Reason = bank.Approved, ""
	return r.keep(e, q, "Accepted.")
}

func (r *Review) reject(e *entry) (bool, error) {
	for {
		reason, err := r.ask("Why? (one line; a dot alone: do not reject) ")
		switch {
		case err != nil:
			return false, err
		case reason == ".":
			r.say("Not rejected.\n")
			return false, nil
		case reason == "":
			r.say("A reason helps whoever finds the question later; a word will do.\n")
			continue
		}
		q := e.now
		q.State, q.Reason = bank.Rejected, reason
		return r.keep(e, q, "Rejected."), nil
	}
}

// keep saves a question and says so; when that fails it says why, and the question stays.
func (r *Review) keep(e *entry, q bank.Question, done string) bool {
	if err := r.save(e.File, e.now, q); err != nil {
		r.say("Not saved: %s\n", explained(err))
		return false
	}
	e.now = q
	r.say("%s\n", done)
	return true
}

func explained(err error) string {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok {
		return err.Error()
	}
	sentence, remedy := f.English()
	return strings.TrimSpace(sentence + " " + remedy)
}

// ask reads one line. At the end of input it fails with io.EOF; a last line without an end
// still counts.
func (r *Review) ask(format string, args ...any) (string, error) {
	r.say(format, args...)
	line, err := r.in.ReadString('\n')
	if err != nil && (line == "" || !errors.Is(err, io.EOF)) {
		r.say("\n")
		if errors.Is(err, io.EOF) {
			return "", io.EOF
		}
		return "", fmt.Errorf("read the answer: %w", err)
	}
	return clean(strings.TrimSpace(line)), nil
}

// say writes for people. When nobody reads it any more, the next answer does not come either.
func (r *Review) say(format string, args ...any) { _, _ = fmt.Fprintf(r.out, format, args...) }

func counted(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
