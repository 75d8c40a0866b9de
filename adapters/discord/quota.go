package discord

import (
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"time"

	"lectern/internal/fault"
)

// quota knows what the platform lets the bot send at the moment. The limits of a route are
// nowhere documented: they are learned from the headers of each answer (Rate Limits), and kept
// for as long as their window lasts.
type quota struct {
	mu      sync.Mutex
	hashes  map[string]string  // by route: the bucket that Discord says it belongs to
	buckets map[string]*bucket // by bucket and major id
	sweepAt int
	all     time.Time // everything but answers to interactions waits until then
	banned  time.Time // everything does: the network in front of Discord refuses this address
	invalid invalid
}

// bucket is what is left of one limit.
type bucket struct {
	limit, left int // 0 limit: not known yet
	running     int // requests on their way, which the last answer may not have counted
	reset       time.Time
	window      time.Duration
	until       time.Time // refused until then
}

// The sizes of quota.
const (
	sweepFirst = 512
	// banWait is how long to keep quiet when the network in front of Discord does not say.
	banWait   = 2 * time.Minute
	leastWait = 100 * time.Millisecond
)

func newQuota() *quota {
	return &quota{hashes: make(map[string]string), buckets: make(map[string]*bucket), sweepAt: sweepFirst, invalid: invalid{most: invalidMost}}
}

func (q *quota) key(rq request) string {
	name := rq.route
	if hash, ok := q.hashes[rq.route]; ok {
		name = hash
	}
	return name + "/" + rq.major
}

// take reserves one request in a bucket, or tells how long to wait before asking again.
func (q *quota) take(rq request, now time.Time) (key string, wait time.Duration, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	until := q.banned
	if !rq.free {
		if q.invalid.over(now) {
			return "", 0, fault.New(fault.Busy, "Discord has refused so many requests that the bot keeps quiet for some minutes.", "It is tried again later.")
		}
		until = latest(until, q.all)
	}
	key = q.key(rq)
	b := q.buckets[key]
	if b != nil {
		until = latest(until, b.until)
		if b.limit > 0 && !now.Before(b.reset) { // a new window, as far as one can know
			b.left, b.reset = b.limit-b.running, now.Add(b.window)
		}
		if b.limit > 0 && b.left <= 0 {
			until = latest(until, b.reset)
		}
	}
	if until.After(now) {
		return key, until.Sub(now), nil
	}
	if b == nil && !rq.free {
		b = q.bucket(key, now)
	}
	if b != nil {
		b.left--
		b.running++
	}
	return key, 0, nil
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// bucket makes one, and frees those whose window is over when there are many.
func (q *quota) bucket(key string, now time.Time) *bucket {
	if len(q.buckets) >= q.sweepAt {
		for k, b := range q.buckets {
			if b.running == 0 && !b.reset.After(now) && !b.until.After(now) {
				delete(q.buckets, k)
			}
		}
		q.sweepAt = max(sweepFirst, 2*len(q.buckets))
	}
	b := &bucket{}
	q.buckets[key] = b
	return b
}

// back gives a reserved request back that was not sent.
func (q *quota) back(key string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if b := q.buckets[key]; b != nil && b.running > 0 {
		b.running--
		b.left++
	}
}

// learn takes over what the headers of an answer say; key is the bucket the request was
// reserved in. An answer to an interaction has a bucket of its own that nobody asks for again,
// so nothing is kept of it.
func (q *quota) learn(rq request, key string, status int, h http.Header, now time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if status == http.StatusUnauthorized || status == http.StatusForbidden || status == http.StatusTooManyRequests && h.Get(headerScope) != "shared" {
		q.invalid.count(now)
	}
	if hash := h.Get("X-RateLimit-Bucket"); hash != "" && !rq.free {
		q.hashes[rq.route] = hash
	}
	b := q.settle(key, q.key(rq))
	if b == nil {
		return
	}
	b.running = max(b.running-1, 0)
	limit, errLimit := strconv.Atoi(h.Get("X-RateLimit-Limit"))
	left, errLeft := strconv.Atoi(h.Get("X-RateLimit-Remaining"))
	after, errAfter := strconv.ParseFloat(h.Get("X-RateLimit-Reset-After"), 64)
	if rq.free || errLimit != nil || errLeft != nil || errAfter != nil || limit < 1 || after < 0 {
		return
	}
	window := time.Duration(after * float64(time.Second))
	if b.limit == 0 { // those on their way may not be counted in it
		b.left = left - b.running
	}
	// Answers come out of order: what is left never grows before the window is over.
	b.limit, b.left = limit, min(b.left, left)
	b.reset, b.window = latest(b.reset, now.Add(window)), max(b.window, window)
}

// settle gives the bucket of a request, under the name that is known for it now: routes that
// turn out to share one are counted together from then on.
func (q *quota) settle(old, key string) *bucket {
	was, is := q.buckets[old], q.buckets[key]
	switch {
	case old == key || was == nil:
		return is
	case is == nil:
		q.buckets[key] = was
		is = was
	default:
		is.running += was.running
		is.left -= was.running
		is.until = latest(is.until, was.until)
	}
	delete(q.buckets, old)
	return is
}

const headerScope = "X-RateLimit-Scope"

// refuse remembers a 429: what it holds, and for how long. One that is not JSON comes from the
// network in front of Discord and holds for the address, whatever is asked for.
func (q *quota) refuse(rq request, h http.Header, body []byte, now time.Time) (wait time.Duration) {
	var said struct {
		RetryAfter float64 `json:"retry_after"`
		Global     bool    `json:"global"`
	}
	foreign := json.Unmarshal(body, &said) != nil
	seconds := said.RetryAfter
	if s, err := strconv.ParseFloat(h.Get("Retry-After"), 64); err == nil && s > seconds {
		seconds = s
	}
	wait = max(time.Duration(seconds*float64(time.Second)), leastWait)
	if foreign && seconds == 0 {
		wait = banWait
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	until := now.Add(wait)
	switch {
	case foreign:
		q.banned = latest(q.banned, until)
	case said.Global || h.Get("X-RateLimit-Global") != "" || h.Get(headerScope) == "global":
		q.all = latest(q.all, until)
	default:
		b := q.buckets[q.key(rq)]
		if b == nil {
			b = q.bucket(q.key(rq), now)
		}
		b.until = latest(b.until, until)
	}
	return wait
}

// invalidMost is half of the 10,000 refused requests in ten minutes after which the network in
// front of Discord bans an address (Rate Limits, Invalid Request Limit).
const invalidMost = 5000

// invalid counts refused requests over the last ten minutes, minute by minute.
type invalid struct {
	most   int
	counts [10]int
	minute int64 // of the latest count, since 1970
}

func (v *invalid) turn(now time.Time) {
	minute := now.Unix() / 60
	for ; v.minute < minute; v.minute++ {
		if minute-v.minute >= int64(len(v.counts)) {
			v.counts, v.minute = [10]int{}, minute
			break
		}
		v.counts[(v.minute+1)%int64(len(v.counts))] = 0
	}
}

func (v *invalid) count(now time.Time) {
	v.turn(now)
	v.counts[v.minute%int64(len(v.counts))]++
}

func (v *invalid) over(now time.Time) bool {
	v.turn(now)
	n := 0
	for _, c := range v.counts {
		n += c
	}
	return n >= v.most
}
