package chat

import "sync"

// Fixed is a Card that many people are shown word for word, such as what is said to everybody
// who chose one option of the question of the day. An adapter keeps what it makes of it. Use it
// by its pointer; it is safe for concurrent use and must not be changed.
type Fixed struct {
	card Card
	made sync.Map // by the adapter
}

// NewFixed makes a Fixed of a Card, which must not be changed afterwards.
func NewFixed(c Card) *Fixed { return &Fixed{card: c} }

// Card implements View.
func (f *Fixed) Card() Card { return f.card }

// Made gives what an adapter makes of a Fixed; made is called when nothing is kept yet, and
// perhaps once more when two ask at the same time. What it gives must not be changed.
func Made[M any](f *Fixed, adapter any, made func(Card) M) M {
	if m, ok := f.made.Load(adapter); ok {
		return m.(M) //nolint:forcetypeassert // an adapter makes one type
	}
	m := made(f.card)
	f.made.Store(adapter, m)
	return m
}
