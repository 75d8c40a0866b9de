package redis_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"lectern/internal/store/redis"
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
		want := []string{reply, "end"}
		if got, err := redis.Fields(resp(want...)); err != nil || !slices.Equal(got, want) {
			t.Fatalf("%q, %v, want %q", got, err, want)
		}
		list, err := redis.Fields(reply)
		if len(list) > len(reply) {
			t.Fatalf("%d fields out of %d bytes", len(list), len(reply))
		}
		if err == nil && !strings.HasPrefix(reply, resp(list...)) {
			// Lengths may be written with zeros or a sign before them; what was read is the same.
			if again, err := redis.Fields(resp(list...)); err != nil || !slices.Equal(again, list) {
				t.Fatalf("%q was read as %q and then as %q, %v", reply, list, again, err)
			}
		}
	})
}
