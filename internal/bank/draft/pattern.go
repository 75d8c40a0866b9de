package draft

import (
	"regexp"
	"sync"
)

// pattern is a regular expression that is compiled when it is first needed: together they take
// some 20 ms and 5 MB, which only a program that drafts shall pay.
func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}
