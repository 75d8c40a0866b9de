package review

import (
	"slices"
	"strconv"
	"strings"

	"lectern/internal/bank"
)

// none deletes a field that may be empty.
const none = "-"

// edit goes through the fields of a draft, then saves it when it has no mistakes. At the end of
// input nothing is saved.
func (r *Review) edit(e *entry) error {
	q := e.now
	q.Options, q.Accept = slices.Clone(q.Options), slices.Clone(q.Accept)
	r.say("An empty line keeps a field as it is; - alone deletes a reason or an option.\n")
	if err := r.required("Question", &q.Stem); err != nil {
		return err
	}
	var err error
	switch q.Kind {
	case bank.Single, bank.Multi, bank.Match, bank.Order:
		err = r.editOptions(&q)
	case bank.Bool, bank.Short, bank.Numeric:
		err = r.editAccept(&q)
	}
	if err == nil {
		err = r.optional("Why, told to everybody who has answered", &q.Why)
	}
	if err != nil {
		return err
	}
	if problems := bank.Problems(q); len(problems) > 0 {
		r.say("Not saved, because it would have mistakes:\n")
		for _, p := range problems {
			r.say("  %s\n", p)
		}
		return nil
	}
	if same(q, e.now) {
		r.say("Nothing was changed.\n")
		return nil
	}
	r.keep(e, q, "Saved. Here it is again.")
	return nil
}

func same(a, b bank.Question) bool {
	return a.Stem == b.Stem && a.Why == b.Why && a.Tolerance == b.Tolerance && slices.Equal(a.Options, b.Options) && slices.Equal(a.Accept, b.Accept)
}

// required asks for a field that cannot be empty.
func (r *Review) required(name string, value *string) error {
	answer, err := r.ask("%s: %s\nNew: ", name, clean(*value))
	if answer != "" {
		*value = answer
	}
	return err
}

// optional asks for a field that may be deleted.
func (r *Review) optional(name string, value *string) error {
	shown := clean(*value)
	if shown == "" {
		shown = "(none)"
	}
	answer, err := r.ask("%s: %s\nNew: ", name, shown)
	switch answer {
	case "":
	case none:
		*value = ""
	default:
		*value = answer
	}
	return err
}

func (r *Review) editOptions(q *bank.Question) error {
	var kept []bank.Option
	for i, o := range q.Options {
		if err := r.required("Option "+letter(i), &o.Text); err != nil {
			return err
		}
		if o.Text == none {
			r.say("Option %s is deleted.\n", letter(i))
			continue
		}
		if q.Kind == bank.Match {
			if err := r.required("What belongs to it", &o.Match); err != nil {
				return err
			}
		}
		if q.Kind == bank.Single || q.Kind == bank.Multi {
			if err := r.optional("Told to whoever chooses it", &o.Why); err != nil {
				return err
			}
		}
		kept = append(kept, o)
	}
	answer, err := r.ask("Another option (empty: none): ")
	if err != nil {
		return err
	}
	if answer != "" {
		kept = append(kept, bank.Option{Text: answer})
	}
	q.Options = kept
	if q.Kind == bank.Single || q.Kind == bank.Multi {
		return r.editKeys(q)
	}
	return nil
}

// editKeys asks which options are right, by their letters.
func (r *Review) editKeys(q *bank.Question) error {
	for i, o := range q.Options {
		r.say("  %s. %s\n", letter(i), clean(o.Text))
	}
	for {
		answer, err := r.ask("%s\nNew letter, or letters with blanks between them: ", clean(right(*q)))
		if err != nil || answer == "" {
			return err
		}
		right := make([]bool, len(q.Options))
		unknown := ""
		for _, w := range strings.FieldsFunc(strings.ToUpper(answer), func(c rune) bool { return c == ' ' || c == ',' }) {
			i := int(w[0]) - 'A'
			if len(w) != 1 || i < 0 || i >= len(right) {
				unknown = w
				continue
			}
			right[i] = true
		}
		if unknown != "" {
			r.say("There is no option %s.\n", unknown)
			continue
		}
		for i := range q.Options {
			q.Options[i].Correct = right[i]
		}
		return nil
	}
}

// editAccept asks for the right answers of a question that is answered in writing.
func (r *Review) editAccept(q *bank.Question) error {
	between := ""
	if q.Kind == bank.Short {
		between = " (several: with a semicolon between them)"
	}
	answer, err := r.ask("Right answer%s: %s\nNew: ", between, clean(strings.Join(q.Accept, "; ")))
	if err != nil {
		return err
	}
	if answer != "" {
		q.Accept = nil
		for a := range strings.SplitSeq(answer, ";") {
			if a = strings.TrimSpace(a); a != "" {
				q.Accept = append(q.Accept, a)
			}
		}
	}
	if q.Kind != bank.Numeric {
		return nil
	}
	for {
		answer, err = r.ask("How far off still counts: %s\nNew: ", strconv.FormatFloat(q.Tolerance, 'g', -1, 64))
		if err != nil || answer == "" {
			return err
		}
		if v, ok := bank.Number(answer); ok {
			q.Tolerance = v
			return nil
		}
		r.say("%q is not a number.\n", answer)
	}
}
