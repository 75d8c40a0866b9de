package draft

import (
	"strings"
)

// definition turns around what a sentence says of a term that it sets in bold: "**X** is …",
// "**X**, the … that …", "**X** means …; **Y** means …".
func (m *matter) definition(s sentence) []proposal {
	var out []proposal
	for _, b := range s.bold {
		for part := range strings.SplitSeq(strings.TrimSuffix(s.text, "."), "; ") {
			before, after, ok := strings.Cut(part, b)
			if !ok {
				continue
			}
			key, others := m.siblings(b)
			if key == "" {
				break
			}
			rule, body := said(before, after)
			if like := sortOf(key); like == plural || like == schools {
				body = isThe().ReplaceAllString(body, "are the ")
			}
			if body == "" {
				break
			}
			q := m.single(rule, s, "Which of these "+body+"?", key, others)
			out = append(out, q)
			break
		}
	}
	return out
}

var (
	nothing    = pattern(`^(?:The |the |An? |an? )?$`)
	boldVerb   = pattern(`^(?: \([^)]*\))?(?:, [^,]{3,60},)? ((?:` + reporting + `|` + being + `|rests on|takes|answers|brings|begins with|says|comes|looks|stud(?:y|ies)|uses|question) .+)$`)
	apposed    = pattern(`^, ((?:the|an?) [^,;]+?(?:, (?:which|that|who)[^,]+)?)$`)
	gerund     = pattern(`^(?:,|:) ((?:being|having|making|freeing|acting|using|\w+ing) [^,;]+(?:, [^;]+)?)$`)
	adverbial  = pattern(`^(?:In|At|On|For|By|With|From|Under|After|Before|Since|During) (?:the )?$`)
	isThe      = pattern(`^is the `)
	infinitive = pattern(`^: (to \w+ .+)$`)
)

// said gives what a sentence says of the term that stands between before and after, as a
// predicate.
func said(before, after string) (Rule, string) {
	after = trimTail(after)
	if nothing().MatchString(before) {
		if hit := boldVerb().FindStringSubmatch(after); hit != nil {
			if isBeing().MatchString(hit[1]) {
				return Definition, hit[1]
			}
			return Claim, hit[1]
		}
	}
	if adverbial().MatchString(before) {
		return "", "" // what follows the comma is the sentence's subject
	}
	if hit := apposed().FindStringSubmatch(after); hit != nil {
		return Definition, "is " + hit[1]
	}
	if hit := gerund().FindStringSubmatch(after); hit != nil {
		return Definition, "means " + hit[1]
	}
	if hit := infinitive().FindStringSubmatch(after); hit != nil {
		return Definition, "means " + hit[1]
	}
	return "", ""
}

// trimTail cuts what a colon adds to a statement that is long enough without it.
func trimTail(s string) string {
	head, _, ok := strings.Cut(s, ": ")
	if ok && len(strings.Fields(head)) >= 6 {
		return head
	}
	return s
}
