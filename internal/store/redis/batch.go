package redis

import (
	"context"
	"sync"

	"github.com/redis/go-redis/v9"

	"lectern/internal/fault"
)

// When a class answers at once, what is waiting goes to Redis in one write and comes back in
// one read: a call of the system for each answer costs both sides more than the answer. The
// client library does the like (AutoPipeline), but declares it an experiment and does not heed
// the deadline of a call that has been queued.

const (
	// maxBatch is how many calls share a write: some hundred kilobytes.
	maxBatch = 256
	// batchers is how many writes are under way at once. With one, callers that were answered
	// together ask together again, so that batches are deep; the second goes on when one of them
	// waits for a node that is away.
	batchers = 2
	// batchTime bounds a write and its repeat, whatever its callers still have.
	batchTime = 2 * (dialTimeout + readTimeout)
)

// call is a script that somebody waits for.
type call struct {
	ctx  context.Context //nolint:containedctx // the caller's, so that a call nobody waits for is not sent
	cmd  *redis.Cmd
	done chan struct{}
}

// batch collects calls.
type batch struct {
	client redis.UniversalClient
	calls  chan *call
	closed chan struct{}
	close  sync.Once
	ended  sync.WaitGroup
}

func newBatch(client redis.UniversalClient) *batch {
	b := &batch{client: client, calls: make(chan *call, maxBatch), closed: make(chan struct{})}
	for range batchers {
		b.ended.Go(b.run)
	}
	return b
}

// do sends a script with others and waits for its answer, not longer than its context lasts:
// what was sent by then may still happen.
func (b *batch) do(ctx context.Context, sha string, keys []string, args ...any) (*redis.Cmd, error) {
	all := make([]any, 0, 3+len(keys)+len(args))
	all = append(all, "evalsha", sha, len(keys))
	for _, k := range keys {
		all = append(all, k)
	}
	all = append(all, args...)
	c := &call{ctx: ctx, cmd: redis.NewCmd(ctx, all...), done: make(chan struct{})}
	c.cmd.SetFirstKeyPos(3)
	select {
	case b.calls <- c:
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-b.closed:
		return nil, closing()
	}
	select {
	case <-c.done:
		return c.cmd, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-b.closed:
		return nil, closing()
	}
}

func closing() error {
	return fault.New(fault.Busy, "The store is closing.", "Try again in a moment.")
}

func (b *batch) run() {
	list := make([]*call, 0, maxBatch)
	for {
		select {
		case c := <-b.calls:
			list = b.gather(append(list[:0], c))
			b.send(list)
		case <-b.closed:
			return
		}
	}
}

// gather takes what is waiting, without waiting for more.
func (b *batch) gather(list []*call) []*call {
	for len(list) < maxBatch {
		select {
		case c := <-b.calls:
			list = append(list, c)
		default:
			return list
		}
	}
	return list
}

// send writes a list of calls and reads what each of them gave; an error of one is its own.
func (b *batch) send(list []*call) {
	ctx, cancel := context.WithTimeout(context.Background(), batchTime)
	defer cancel()
	pipe := b.client.Pipeline()
	for _, c := range list {
		if err := c.ctx.Err(); err != nil {
			c.cmd.SetErr(err)
			continue
		}
		_ = pipe.Process(ctx, c.cmd) // it only queues
	}
	_, _ = pipe.Exec(ctx) // each command holds its own error
	for _, c := range list {
		close(c.done)
	}
}

// stop ends the batchers. Whoever still waits is told that the store closes.
func (b *batch) stop() {
	b.close.Do(func() { close(b.closed) })
	b.ended.Wait()
}
