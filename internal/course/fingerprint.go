package course

import (
	"encoding/binary"
	"hash/fnv"
	"io/fs"
)

// fingerprint tells two states of a folder apart by the names, sizes and times of its files.
type fingerprint uint64

// maxFingerprinted bounds the files looked at; a course has hundreds.
const maxFingerprinted = 50_000

func takeFingerprint(fsys fs.FS) fingerprint {
	h := fnv.New64a()
	n := 0
	_ = fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			_, _ = h.Write([]byte(path + "!"))
			return nil //nolint:nilerr // what cannot be read counts by its name alone
		}
		if d.IsDir() {
			if skipFolder(path) {
				return fs.SkipDir
			}
			return nil
		}
		if n++; n > maxFingerprinted {
			return fs.SkipAll
		}
		_, _ = h.Write([]byte(path))
		if info, err := d.Info(); err == nil {
			var b [16]byte
			binary.LittleEndian.PutUint64(b[:8], uint64(info.Size()))
			binary.LittleEndian.PutUint64(b[8:], uint64(info.ModTime().UnixNano()))
			_, _ = h.Write(b[:])
		}
		return nil
	})
	return fingerprint(h.Sum64())
}
