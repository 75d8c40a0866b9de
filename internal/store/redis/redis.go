// Package redis keeps everything in Redis, for several replicas: a single server, Sentinel
// or Cluster.
//
// Every verb is one Lua script, so it happens as a whole or not at all, in one round trip;
// and every verb may be repeated, because the client repeats a command whose reply was lost.
// All keys of a class carry the same hash tag and therefore live on the same node. Scripts
// check first and write last: Redis does not undo the first half of a script that fails.
//
// What is promised of an answer that was told "recorded" is what the server promises. With
// appendfsync always, as the compose file has it, nothing is lost, also not in a power cut. With
// everysec a power cut may take the last two seconds (one between syncs, and one more for which
// Redis waits for a slow disk), and so may the end of the server where the disk is slow. Without an append-only file all since the last snapshot may be
// gone. A failover to a replica may lose what had not reached it. A server that was emptied
// meanwhile, by FLUSHALL, by eviction or by a start without its data, is noticed: see mark.go.
package redis

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"lectern/internal/fault"
	"lectern/internal/store"
)

var _ store.Store = (*Store)(nil)

// Store is a connection pool to Redis. It is safe for concurrent use.
type Store struct {
	client  redis.UniversalClient
	scripts scripts
	batch   *batch
	marks   marks
}

// The timeouts keep an answer within the three seconds a platform waits: one attempt and one
// repeat, each at most readTimeout, and the dialling before them.
const (
	dialTimeout = time.Second
	readTimeout = 500 * time.Millisecond
	poolTimeout = time.Second
	maxRetries  = 1
	dials       = 1 // in each attempt; the client's own default is five
)

// Open connects to the address (redis://, rediss://, redis+sentinel://, redis+cluster://) and
// refuses a server that would lose answers, one that evicts keys or a read-only replica, and one
// that has lost them.
func Open(ctx context.Context, address string) (*Store, error) {
	s, err := connect(ctx, address)
	if err != nil {
		return nil, err
	}
	if err := s.begin(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// New uses a client that was made elsewhere; Close closes it.
func New(ctx context.Context, client redis.UniversalClient) (*Store, error) {
	s, err := connectWith(ctx, client)
	if err != nil {
		return nil, err
	}
	if err := s.begin(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// connect is Open without a look at whether the store was wiped.
func connect(ctx context.Context, address string) (*Store, error) {
	o, err := parse(address)
	if err != nil {
		return nil, err
	}
	return connectWith(ctx, redis.NewUniversalClient(o))
}

func connectWith(ctx context.Context, client redis.UniversalClient) (*Store, error) {
	s := &Store{client: client, scripts: newScripts()}
	if err := s.inspect(ctx); err != nil {
		return nil, errors.Join(err, client.Close())
	}
	// A server that knows the script spares the first batch a second trip; one that will not be
	// told beforehand is told when it says so.
	_ = s.scripts.answer.Load(ctx, client).Err()
	s.batch = newBatch(client)
	return s, nil
}

// inspect refuses a server on which answers would not be safe. A server that hides its
// settings from us (by its access rules) is taken as it is.
func (s *Store) inspect(ctx context.Context) error {
	info, err := s.client.Info(ctx).Result()
	if err != nil {
		return fault.Wrap(clean(err), fault.Busy, "Redis cannot be reached.", "Check that it runs and that LECTERN_STORE names it.")
	}
	fields := infoFields(info)
	if p := fields["maxmemory_policy"]; strings.HasPrefix(p, "allkeys-") {
		return fault.New(fault.Invalid, "Redis may throw away scores when its memory is full (maxmemory-policy is "+p+").",
			"Set maxmemory-policy to noeviction, or give Lectern a Redis of its own.")
	}
	if fields["role"] == "slave" && fields["slave_read_only"] == "1" {
		return fault.New(fault.Invalid, "This Redis is a read-only replica, so nothing can be recorded on it.",
			"Name its master in LECTERN_STORE, or use redis+sentinel:// to be led to it.")
	}
	return nil
}

func infoFields(info string) map[string]string {
	fields := make(map[string]string)
	for line := range strings.Lines(info) {
		if k, v, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			fields[k] = v
		}
	}
	return fields
}

// Check writes a key that says when, and lets it expire.
func (s *Store) Check(ctx context.Context) error {
	return s.fail(s.client.Set(ctx, checked, time.Now().UnixMilli(), time.Minute).Err())
}

// Close closes the connections.
func (s *Store) Close() error {
	s.batch.stop()
	if err := s.client.Close(); err != nil && !errors.Is(err, redis.ErrClosed) {
		return fmt.Errorf("close Redis: %w", err)
	}
	return nil
}

// run calls a script. Arguments are passed as they are; keys all belong to one class.
func (s *Store) run(ctx context.Context, sc *redis.Script, keys []string, args ...any) ([]any, error) {
	v, err := sc.Run(ctx, s.client, keys, args...).Slice()
	if err != nil {
		return nil, s.fail(err)
	}
	return v, nil
}

// runBatched is run for a verb that a whole class does at once. A script that the server does
// not know yet is sent by itself, with its text.
func (s *Store) runBatched(ctx context.Context, sc *redis.Script, keys []string, args ...any) ([]any, error) {
	cmd, err := s.batch.do(ctx, sc.Hash(), keys, args...)
	if err != nil {
		return nil, err
	}
	if redis.HasErrorPrefix(cmd.Err(), "NOSCRIPT") {
		return s.run(ctx, sc, keys, args...)
	}
	v, err := cmd.Slice()
	if err != nil {
		return nil, s.fail(err)
	}
	return v, nil
}

// fail turns what Redis or the network said into what the caller may act on: an ended
// context stays itself, everything else means that nothing can be promised now.
func (s *Store) fail(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fault.Wrap(clean(err), fault.Busy, "The store is away, so nothing was recorded.", "Try again in a moment.")
}

// clean keeps addresses and credentials out of errors that end up in logs.
func clean(err error) error {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return fmt.Errorf("%s: %w", op.Op, op.Err)
	}
	return err
}
