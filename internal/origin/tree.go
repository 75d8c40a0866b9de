package origin

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// Tree is a small file system in memory. Once made it never changes, so any number of readers
// may use it at once.
type Tree struct {
	modified time.Time         // of every file: when the whole was made
	files    map[string][]byte // by path
	folders  map[string][]string
}

func newTree(modified time.Time) *Tree {
	return &Tree{modified: modified, files: make(map[string][]byte), folders: map[string][]string{".": nil}}
}

// add puts a file into its folder, which is made with those above it; false when something else
// has its name or that of one of its folders.
func (t *Tree) add(name string, data []byte) bool {
	if _, is := t.folders[name]; is {
		return false
	}
	if _, is := t.files[name]; is {
		return false
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if _, is := t.files[dir]; is {
			return false
		}
	}
	t.files[name] = data
	for child := name; child != "."; child = path.Dir(child) {
		dir := path.Dir(child)
		siblings, known := t.folders[dir]
		t.folders[dir] = append(siblings, path.Base(child))
		if known {
			break
		}
	}
	return true
}

// enter gives the single folder at the top as the whole, when there is nothing beside it: what
// packing a folder makes. A folder of chapters alone is a part of a course, not its wrapping.
func (t *Tree) enter() *Tree {
	top := t.folders["."]
	if len(top) != 1 || top[0] == "chapters" {
		return t
	}
	if _, is := t.folders[top[0]]; !is {
		return t
	}
	in := newTree(t.modified)
	for name, data := range t.files {
		in.files[strings.TrimPrefix(name, top[0]+"/")] = data
	}
	for name, children := range t.folders {
		if inner, ok := strings.CutPrefix(name, top[0]+"/"); ok {
			in.folders[inner] = children
		}
	}
	in.folders["."] = t.folders[top[0]]
	return in
}

// Open opens a file or a folder.
func (t *Tree) Open(name string) (fs.File, error) {
	info, err := t.stat("open", name)
	if err != nil {
		return nil, err
	}
	if !info.dir {
		return &openFile{Reader: bytes.NewReader(t.files[name]), info: info}, nil
	}
	entries, err := t.ReadDir(name)
	return &openFolder{info: info, left: entries}, err
}

// ReadDir lists a folder, sorted by name.
func (t *Tree) ReadDir(name string) ([]fs.DirEntry, error) {
	children, ok := t.folders[name]
	if !ok {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	entries := make([]fs.DirEntry, 0, len(children))
	for _, c := range slices.Sorted(slices.Values(children)) {
		info, err := t.stat("readdir", path.Join(name, c))
		if err != nil {
			return nil, err
		}
		entries = append(entries, fs.FileInfoToDirEntry(info))
	}
	return entries, nil
}

// ReadFile gives a copy of a file's bytes.
func (t *Tree) ReadFile(name string) ([]byte, error) {
	data, ok := t.files[name]
	if !ok {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
	}
	return bytes.Clone(data), nil
}

// Stat describes a file or folder.
func (t *Tree) Stat(name string) (fs.FileInfo, error) { return t.stat("stat", name) }

func (t *Tree) stat(op, name string) (stat, error) {
	if !fs.ValidPath(name) {
		return stat{}, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	if data, ok := t.files[name]; ok {
		return stat{name: path.Base(name), size: int64(len(data)), modified: t.modified}, nil
	}
	if _, ok := t.folders[name]; ok {
		return stat{name: path.Base(name), modified: t.modified, dir: true}, nil
	}
	return stat{}, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
}

// stat is what is known of a file or folder.
type stat struct {
	name     string
	size     int64
	modified time.Time
	dir      bool
}

func (s stat) Name() string       { return s.name }
func (s stat) Size() int64        { return s.size }
func (s stat) ModTime() time.Time { return s.modified }
func (s stat) IsDir() bool        { return s.dir }
func (s stat) Sys() any           { return nil }
func (s stat) Mode() fs.FileMode {
	if s.dir {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

// openFile can seek, as serving pictures in parts needs.
type openFile struct {
	*bytes.Reader
	info stat
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *openFile) Close() error               { return nil }

type openFolder struct {
	info stat
	left []fs.DirEntry
}

func (f *openFolder) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *openFolder) Close() error               { return nil }

func (f *openFolder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: f.info.name, Err: fs.ErrInvalid}
}

func (f *openFolder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n > 0 && len(f.left) == 0 {
		return nil, io.EOF
	}
	if n <= 0 || n > len(f.left) {
		n = len(f.left)
	}
	out := f.left[:n]
	f.left = f.left[n:]
	return out, nil
}
