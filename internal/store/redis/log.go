package redis

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// LogTo has the client library write into our log what it would write to the standard error,
// without addresses and credentials. The library has one logger for all clients of a process, so
// this is called once, where the program is put together.
func LogTo(log *slog.Logger) { redis.SetLogger(newClientLog(log)) }

// quietFor is how long the same line is not repeated: the pool says of every attempt that it
// failed, hundreds of times a minute while a server is away.
const quietFor = time.Minute

// maxLines bounds the lines that are remembered.
const maxLines = 200

// clientLog is the library's logger.
type clientLog struct {
	log *slog.Logger
	now func() time.Time

	mu   sync.Mutex
	said map[string]time.Time

	secrets *regexp.Regexp
	looked  *regexp.Regexp
}

// A client's lines name servers as host:port, [v6]:port, a URL, a bare address or, where no
// name server knows them, as "lookup NAME". What looks like one of these goes.
func newClientLog(log *slog.Logger) *clientLog {
	return &clientLog{
		log: log, now: time.Now, said: make(map[string]time.Time),
		secrets: regexp.MustCompile(`[a-z+]+://\S+` +
			`|\[[0-9A-Fa-f:.%a-z]*:[0-9A-Fa-f:.%a-z]*\](:\d+)?` +
			`|(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{1,4}` +
			`|\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?` +
			`|[\pL\pN_-][\pL\pN_.-]*:\d+`),
		looked: regexp.MustCompile(`lookup [^\s:]+( on \S+[^\s:])?`),
	}
}

// hidden stands where an address was.
const hidden = "(address)"

// Printf implements the library's interface.
func (c *clientLog) Printf(ctx context.Context, format string, args ...any) {
	line := strings.TrimSpace(c.redact(fmt.Sprintf(format, args...)))
	if c.again(line) {
		return
	}
	c.log.WarnContext(ctx, "the Redis client reports trouble", "what", line)
}

func (c *clientLog) redact(line string) string {
	line = c.looked.ReplaceAllString(line, "lookup "+hidden)
	return c.secrets.ReplaceAllString(line, hidden)
}

// again tells whether a line was said a moment ago.
func (c *clientLog) again(line string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if at, ok := c.said[line]; ok && now.Sub(at) < quietFor {
		return true
	}
	if len(c.said) >= maxLines {
		clear(c.said)
	}
	c.said[line] = now
	return false
}
