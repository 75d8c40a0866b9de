package redis

import (
	"fmt"
	"strings"
	"testing"
)

// resp writes a list of strings as RESP2 does.
func resp(list ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "*%d\r\n", len(list))
	for _, s := range list {
		fmt.Fprintf(&b, "$%d\r\n%s\r\n", len(s), s)
	}
	return b.String()
}

// FuzzFields reads any bytes as a reply without a crash, and what was written as it was.
func FuzzFields(f *testing.F) {
	for _, reply := range []string{resp(), resp("ann", "x"), resp("", "\r\n$1\r\na\r\n"), "*2\r\n$3\r\nann", "*-1\r\n", "*99999999999999999999\r\n", "$1\r\na\r\n", "*1\r\n$9\r\na\r\n", "*1\r\n$1\r\nab\r\n"} {
		f.Add(reply)
	}
	f.Fuzz(func(t *testing.T, reply string) {
		fs, err := newFields(resp(reply, "end"))
		if err != nil || fs.left != 2 {
			t.Fatalf("%d fields, %v", fs.left, err)
		}
		for _, want := range []string{reply, "end"} {
			if got, err := fs.next(); err != nil || got != want {
				t.Fatalf("%q, %v, want %q", got, err, want)
			}
		}
		if fs, err = newFields(reply); err != nil {
			return
		}
		for read := 0; fs.left > 0; read++ {
			if read > len(reply) {
				t.Fatal("more fields than bytes")
			}
			if _, err := fs.next(); err != nil {
				return
			}
		}
	})
}
