package chart

import (
	"container/list"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"sync"

	"lectern/internal/chat"
	"lectern/internal/say"
)

// Cache keeps pictures by what they show, so that a class that looks at one board has it drawn
// once. It is safe for concurrent use; a picture that is being drawn is waited for.
type Cache struct {
	most int

	mu    sync.Mutex
	known map[string]*list.Element
	order *list.List // of *drawing, the last used first
}

type drawing struct {
	key  string
	once sync.Once
	data []byte
	err  error
}

// NewCache makes a Cache of at most so many pictures. One takes 10 to 40 KB.
func NewCache(most int) *Cache {
	return &Cache{most: max(1, most), known: map[string]*list.Element{}, order: list.New()}
}

// PNG gives the picture of a chart. The bytes are shared: nobody may change them.
func (c *Cache) PNG(ch Chart) ([]byte, error) {
	d := c.drawing(ch.key())
	d.once.Do(func() { d.data, d.err = ch.PNG() })
	return d.data, d.err
}

// File gives a chart as a picture for a message, its words beside it.
func (c *Cache) File(name string, ch Chart, in *say.Speaker) (chat.File, error) {
	data, err := c.PNG(ch)
	if err != nil {
		return chat.File{}, err
	}
	return chat.File{Name: name, Type: "image/png", Data: data, Alt: ch.Alt(in)}, nil
}

func (c *Cache) drawing(key string) *drawing {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.known[key]; ok {
		c.order.MoveToFront(e)
		return e.Value.(*drawing)
	}
	d := &drawing{key: key}
	c.known[key] = c.order.PushFront(d)
	if c.order.Len() > c.most {
		last := c.order.Remove(c.order.Back()).(*drawing)
		delete(c.known, last.key)
	}
	return d
}

func (b Bars) key() string { return digest("bars", b.shown()) }

func (t Timeline) key() string { return digest("timeline", t.shown()) }

func digest(kind string, v any) string {
	data, err := json.Marshal(v)
	if err != nil { // a number that is none: it is not drawn either
		data = fmt.Append(nil, v)
	}
	sum := sha256.Sum256(append([]byte(kind), data...))
	return string(sum[:])
}
