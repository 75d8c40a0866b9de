package bank

import (
	"fmt"
	"strconv"
	"strings"

	"lectern/internal/course"
)

// WriteGIFT writes questions in GIFT. Findings tell which have no form there.
func WriteGIFT(questions []Question) ([]byte, []course.Finding) {
	var b strings.Builder
	var findings []course.Finding
	for _, q := range questions {
		body, ok := giftBody(q)
		if !ok {
			findings = append(findings, course.Finding{Severity: course.Warning, Code: "gift-no-form", Message: fmt.Sprintf("The question %s is of the kind %s, which GIFT cannot express.", q.ID, q.Kind), Remedy: "Export it as Moodle XML."})
			continue
		}
		b.WriteString("// [id:" + q.ID + "]")
		for _, t := range q.Tags {
			b.WriteString(" [tag:" + strings.ReplaceAll(t, "]", ")") + "]")
		}
		b.WriteString("\n::" + escapeGIFT(q.ID) + "::[markdown]" + escapeGIFT(q.Stem) + " {" + body)
		if q.Why != "" && q.Kind != Bool {
			b.WriteString("\n####" + escapeGIFT(q.Why))
		}
		b.WriteString("\n}\n\n")
	}
	return []byte(b.String()), findings
}

func giftBody(q Question) (string, bool) {
	var b strings.Builder
	option := func(mark string, o Option) {
		b.WriteString("\n" + mark + escapeGIFT(o.Text))
		if o.Why != "" {
			b.WriteString("#" + escapeGIFT(o.Why))
		}
	}
	switch q.Kind {
	case Single:
		for _, o := range q.Options {
			option(map[bool]string{true: "=", false: "~"}[o.Correct], o)
		}
	case Multi:
		share := 100 / float64(max(countRight(q.Options), 1))
		for _, o := range q.Options {
			w := -share
			if o.Correct {
				w = share
			}
			option("~%"+fractionOf(w)+"%", o)
		}
	case Bool:
		if len(q.Accept) != 1 {
			return "", false
		}
		b.WriteString(strings.ToUpper(q.Accept[0]))
		if q.Why != "" {
			b.WriteString("#" + escapeGIFT(q.Why) + "#" + escapeGIFT(q.Why))
		}
	case Short:
		for _, a := range q.Accept {
			option("=", Option{Text: a})
		}
	case Numeric:
		b.WriteByte('#')
		for _, a := range q.Accept {
			b.WriteString("\n=" + a)
			if q.Tolerance > 0 {
				b.WriteString(":" + strconv.FormatFloat(q.Tolerance, 'g', -1, 64))
			}
		}
	case Match:
		for _, o := range q.Options {
			b.WriteString("\n=" + escapeGIFT(o.Text) + " -> " + escapeGIFT(o.Match))
		}
	case Order:
		return "", false
	}
	return b.String(), true
}

func escapeGIFT(s string) string {
	s = strings.NewReplacer(`\`, `\\`, "~", `\~`, "=", `\=`, "#", `\#`, "{", `\{`, "}", `\}`, ":", `\:`, "\n", `\n`).Replace(strings.TrimSpace(s))
	return s
}
