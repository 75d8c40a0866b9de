package sqlite_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// disk stands between SQLite and the files of one store, as a layer (a "VFS") of SQLite's own: it
// knows what was written and what of it was synced, so that it can tell what a disk may hold
// after the power was cut, and it can fail on demand. Everything else is the system's.
type disk struct {
	path string // of the database; its log has "-wal" after it

	mu    sync.Mutex
	files map[string]*platter
	names map[uintptr]string // open files
	syncs int

	failSync  int32 // what a sync answers when it is not SQLITE_OK: what was written since is then lost
	failWrite int32 // the same of a write, which then does nothing

	system  *sqlite3.Tsqlite3_vfs
	own     uintptr
	methods map[uintptr]uintptr // the system's table of methods → ours

	// The functions SQLite calls; the fields keep them alive.
	open     func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32
	write    func(*libc.TLS, uintptr, uintptr, int32, int64) int32
	truncate func(*libc.TLS, uintptr, int64) int32
	sync     func(*libc.TLS, uintptr, int32) int32
}

// platter is a file as it surely is on the disk, and what may be there of it besides.
type platter struct {
	synced  []byte
	pending []op
}

// op is a write, or a truncation when data is nil.
type op struct {
	at   int64
	data []byte
}

func (o op) on(file []byte) []byte {
	if o.data == nil {
		return file[:min(int64(len(file)), o.at)]
	}
	if need := int(o.at) + len(o.data); need > len(file) {
		file = append(file, make([]byte, need-len(file))...)
	}
	copy(file[o.at:], o.data)
	return file
}

// newDisk has every store that is opened from now on, until the test ends, use the layer; it
// acts for the one at path alone.
func newDisk(t *testing.T, path string) *disk {
	t.Helper()
	tls := libc.NewTLS()
	found := sqlite3.Xsqlite3_vfs_find(tls, 0)
	d := &disk{
		path: path, files: map[string]*platter{}, names: map[uintptr]string{}, methods: map[uintptr]uintptr{},
		system: (*sqlite3.Tsqlite3_vfs)(ptr(found)),
	}
	d.open, d.write, d.truncate, d.sync = d.onOpen(found), d.onWrite, d.onTruncate, d.onSync
	d.own = libc.Xcalloc(tls, 1, libc.Tsize_t(unsafe.Sizeof(sqlite3.Tsqlite3_vfs{})))
	name, err := libc.CString("lectern-disk")
	if err != nil {
		t.Fatal(err)
	}
	v := (*sqlite3.Tsqlite3_vfs)(ptr(d.own))
	*v = *d.system
	v.FpNext, v.FzName, v.FxOpen = 0, name, funcPtr(&d.open)
	if rc := sqlite3.Xsqlite3_vfs_register(tls, d.own, 1); rc != sqlite3.SQLITE_OK {
		t.Fatalf("register the layer: %d", rc)
	}
	t.Cleanup(func() {
		sqlite3.Xsqlite3_vfs_unregister(tls, d.own)
		sqlite3.Xsqlite3_vfs_register(tls, found, 1)
		tls.Close()
		runtime.KeepAlive(d)
	})
	return d
}

// ptr makes a pointer of an address in SQLite's own memory, which Go's collector does not move.
func ptr(address uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&address)) }

// funcPtr is a Go function as SQLite's tables hold it.
func funcPtr[F any](f *F) uintptr { return *(*uintptr)(unsafe.Pointer(f)) }

// call gives the function that a table holds.
func call[F any](in uintptr) F { return *(*F)(unsafe.Pointer(&in)) }

type fileMethods struct{ table uintptr } // the first field of every open file

func (d *disk) onOpen(system uintptr) func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32 {
	open := call[func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32](d.system.FxOpen)
	return func(tls *libc.TLS, _, name, file uintptr, flags int32, out uintptr) int32 {
		rc := open(tls, system, name, file, flags, out)
		if rc != sqlite3.SQLITE_OK || name == 0 {
			return rc
		}
		called := libc.GoString(name)
		if called != d.path && called != d.path+"-wal" {
			return rc
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		d.names[file] = called
		if d.files[called] == nil {
			now, _ := os.ReadFile(called)
			d.files[called] = &platter{synced: now}
		}
		f := (*fileMethods)(ptr(file))
		ours, ok := d.methods[f.table]
		if !ok {
			ours = libc.Xcalloc(tls, 1, libc.Tsize_t(unsafe.Sizeof(sqlite3.Tsqlite3_io_methods{})))
			m := (*sqlite3.Tsqlite3_io_methods)(ptr(ours))
			*m = *(*sqlite3.Tsqlite3_io_methods)(ptr(f.table))
			m.FxWrite, m.FxTruncate, m.FxSync = funcPtr(&d.write), funcPtr(&d.truncate), funcPtr(&d.sync)
			d.methods[f.table], d.methods[ours] = ours, f.table
		}
		f.table = ours
		return rc
	}
}

// beneath gives the system's methods of an open file.
func (d *disk) beneath(file uintptr) *sqlite3.Tsqlite3_io_methods {
	return (*sqlite3.Tsqlite3_io_methods)(ptr(d.methods[(*fileMethods)(ptr(file)).table]))
}

func (d *disk) onWrite(tls *libc.TLS, file, from uintptr, n int32, at int64) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.failWrite != sqlite3.SQLITE_OK {
		return d.failWrite
	}
	rc := call[func(*libc.TLS, uintptr, uintptr, int32, int64) int32](d.beneath(file).FxWrite)(tls, file, from, n, at)
	if rc == sqlite3.SQLITE_OK {
		p := d.files[d.names[file]]
		p.pending = append(p.pending, op{at, bytes.Clone(unsafe.Slice((*byte)(ptr(from)), n))})
	}
	return rc
}

func (d *disk) onTruncate(tls *libc.TLS, file uintptr, size int64) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	rc := call[func(*libc.TLS, uintptr, int64) int32](d.beneath(file).FxTruncate)(tls, file, size)
	if rc == sqlite3.SQLITE_OK {
		p := d.files[d.names[file]]
		p.pending = append(p.pending, op{at: size})
	}
	return rc
}

func (d *disk) onSync(tls *libc.TLS, file uintptr, flags int32) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	p := d.files[d.names[file]]
	if d.failSync != sqlite3.SQLITE_OK {
		p.pending = nil // Linux takes the pages for written and never tries again
		return d.failSync
	}
	rc := call[func(*libc.TLS, uintptr, int32) int32](d.beneath(file).FxSync)(tls, file, flags)
	if rc == sqlite3.SQLITE_OK {
		for _, o := range p.pending {
			p.synced = o.on(p.synced)
		}
		p.pending = nil
		d.syncs++
	}
	return rc
}

// synced is how often something was synced.
func (d *disk) synced() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.syncs
}

// fail has writes and syncs answer so from now on.
func (d *disk) fail(write, sync int32) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.failWrite, d.failSync = write, sync
}

// sector is what a disk writes as a whole, at best.
const sector = 512

// cut writes the files as they may be after the power was cut at this moment: all that was
// synced, and of the rest any part, in any order, torn at any place. known is called while
// nothing can be written or synced.
func (d *disk) cut(t *testing.T, r *rand.Rand, into string, known func()) (path string) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	known()
	for name, p := range d.files {
		file := bytes.Clone(p.synced)
		for _, o := range torn(r, p.pending) {
			file = o.on(file)
		}
		to := filepath.Join(into, filepath.Base(name))
		if err := os.WriteFile(to, file, 0o600); err != nil {
			t.Fatal(err)
		}
		if name == d.path {
			path = to
		}
	}
	return path
}

// torn gives what is left of the writes that were not synced.
func torn(r *rand.Rand, pending []op) (left []op) {
	switch r.IntN(4) {
	case 0: // nothing
		return nil
	case 1: // all that came first, and a piece of the next
		left = append(left, pending[:r.IntN(len(pending)+1)]...)
	case 2: // any of them
		for _, o := range pending {
			if r.IntN(2) == 0 {
				left = append(left, o)
			}
		}
	case 3: // any sectors of them
		for _, o := range pending {
			for at := 0; at < len(o.data); at += sector {
				if r.IntN(2) == 0 {
					left = append(left, op{o.at + int64(at), o.data[at:min(at+sector, len(o.data))]})
				}
			}
		}
		return left
	}
	if len(left) > 0 && r.IntN(2) == 0 { // the last is torn, and garbled where it is
		last := &left[len(left)-1]
		if n := len(last.data); n > 0 {
			whole := r.IntN(n)
			last.data = bytes.Clone(last.data[:min(n, whole+r.IntN(sector))])
			for i := whole; i < len(last.data); i++ {
				last.data[i] = byte(r.Uint32())
			}
		}
	}
	return left
}
