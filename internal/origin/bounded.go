package origin

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/go-git/go-git/v5/plumbing/format/packfile"
	"github.com/go-git/go-git/v5/storage/memory"

	"lectern/internal/fault"
)

// Limits of what a repository sends. It packs each file, each folder and the commit.
const (
	maxPack    = 64 << 20              // bytes as sent
	maxObjects = maxFiles + maxFolders // of the newest commit alone; few servers send more
	// maxUnpacked bounds all objects together; folders come on top of the files.
	maxUnpacked = maxTotal + 16<<20 // bytes
)

// bounded is a store in memory that takes nothing over before it has seen how large it will be.
type bounded struct{ *memory.Storage }

// PackfileWriter receives what the repository sends; Close takes it over.
func (b *bounded) PackfileWriter() (io.WriteCloser, error) {
	return &receiving{store: b.Storage}, nil
}

type receiving struct {
	store *memory.Storage
	pack  bytes.Buffer
	over  bool
}

func huge() error {
	return fault.New(fault.Invalid, "The repository is larger than a course may be (5,000 files, 64 MiB in all, 16 MiB a file), so it was not read.", "Keep the course in a repository of its own, without videos, data sets and the built site.")
}

func (r *receiving) Write(p []byte) (int, error) {
	if r.pack.Len()+len(p) > maxPack {
		r.over = true
		return 0, huge()
	}
	return r.pack.Write(p)
}

func (r *receiving) Close() error {
	if r.over || r.pack.Len() == 0 {
		return nil // told by Write, or by whoever sent nothing
	}
	if err := measure(r.pack.Bytes()); err != nil {
		return err
	}
	p, err := packfile.NewParserWithStorage(packfile.NewScanner(struct{ io.Reader }{&r.pack}), r.store)
	if err == nil {
		_, err = p.Parse()
	}
	if err != nil {
		return fmt.Errorf("unpack the repository: %w", err)
	}
	return nil
}

// measure goes through a pack without keeping anything and refuses one that would become too
// large. A difference to another object begins with the sizes of both, by which the parser
// holds it to its word.
func measure(pack []byte) error {
	s := packfile.NewScanner(bytes.NewReader(pack))
	_, count, err := s.Header()
	if err != nil {
		return fmt.Errorf("look through what the repository sent: %w", err)
	}
	if count > maxObjects {
		return huge()
	}
	var total int64
	for range count {
		h, err := s.NextObjectHeader()
		if err != nil {
			return fmt.Errorf("look through what the repository sent: %w", err)
		}
		if h.Length < 0 || h.Length > maxFile {
			return huge()
		}
		var head prefix
		if _, _, err := s.NextObject(&head); err != nil {
			return fmt.Errorf("look through what the repository sent: %w", err)
		}
		size := h.Length
		if h.Type.IsDelta() {
			size += head.target()
		}
		if total += size; size > maxFile || total > maxUnpacked {
			return huge()
		}
	}
	return nil
}

// prefix keeps the first bytes written to it: room for two sizes.
type prefix struct {
	bytes [2 * binary.MaxVarintLen64]byte
	n     int
}

func (p *prefix) Write(b []byte) (int, error) {
	p.n += copy(p.bytes[p.n:], b)
	return len(b), nil
}

// target is the size of what a difference makes; more than any limit when it cannot be told.
func (p *prefix) target() int64 {
	_, n := binary.Uvarint(p.bytes[:p.n])
	if n <= 0 {
		return maxUnpacked
	}
	size, m := binary.Uvarint(p.bytes[n:p.n])
	if m <= 0 || size > maxUnpacked {
		return maxUnpacked
	}
	return int64(size)
}
