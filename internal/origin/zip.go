package origin

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"lectern/internal/fault"
)

// Limits of an archive beside those of what is in it.
const (
	maxArchive = 64 << 20 // bytes of the zip itself
	// maxEntries bounds the lines of the archive's list before it is read, folders and files of
	// archives within it included.
	maxEntries = 4 * maxFiles
	// maxRatio is how many times larger than packed a file may be, beyond the first
	// freeRatio bytes. Text packs to a fourth, runs of blanks to a fiftieth; what zip's method
	// can do at best, and only bombs do, is 1,032.
	maxRatio  = 100
	freeRatio = 1 << 20 // bytes
)

// Zip is a course in a zip file on this machine.
type Zip struct{ Path string }

// gone is the version of a file that is not there.
const gone = "gone"

// Fetch reads the archive when it differs from the version had; no files and no error mean that
// it is the same.
func (z Zip) Fetch(ctx context.Context, have string) (files fs.FS, version string, err error) {
	f, err := os.Open(z.Path)
	if err != nil {
		if have == gone {
			return nil, have, nil
		}
		return nil, gone, fault.Wrap(err, fault.Missing, "The course {{.File}} cannot be opened.", "Check the path in LECTERN_CONTENT or --content, and that the file may be read.").With("File", z.Path)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, "", fmt.Errorf("look at the course archive: %w", err)
	}
	version = fmt.Sprintf("%d bytes, %d", info.Size(), info.ModTime().UnixNano())
	if version == have {
		return nil, version, nil
	}
	if !info.Mode().IsRegular() {
		return nil, version, fault.New(fault.Invalid, "{{.File}} is called like a zip but is no file.", "Name a zip, or rename the folder.").With("File", z.Path)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxArchive+1))
	switch {
	case err != nil:
		return nil, version, fmt.Errorf("read the course archive: %w", err)
	case len(data) > maxArchive:
		return nil, version, fault.New(fault.Invalid, "The zip {{.File}} is larger than 64 MiB.", "Leave out what does not belong to the course, and make its pictures smaller.").With("File", z.Path)
	}
	b := newBuilder(info.ModTime())
	if err := b.unzip(ctx, data); err != nil {
		return nil, version, err
	}
	return b.tree.enter(), version, nil
}

// unzip adds everything that is in an archive, or says why it will not.
func (b *builder) unzip(ctx context.Context, data []byte) error {
	if bytes.Count(data, []byte("PK\x01\x02")) > maxEntries {
		return fault.New(fault.Invalid, "The zip lists far more files than a course has, so it was not read.", "Leave out what does not belong to the course, such as node_modules or the built site.")
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // insecure paths get a sentence below
		return fault.Wrap(err, fault.Invalid, "The course is no zip that can be read: it is damaged or still being written.", "Pack it again, and put it in place by renaming it, so that it is never half there.")
	}
	for _, f := range r.File {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("unpack the course: %w", err)
		}
		if err := b.unpack(f); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) unpack(f *zip.File) error {
	// Some packers of Windows write backslashes.
	name := strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "./")
	mode := f.Mode()
	if mode.IsDir() || strings.HasSuffix(name, "/") {
		name = strings.TrimRight(name, "/")
		mode = fs.ModeDir
	}
	if mode.IsDir() && name == "" && !strings.HasPrefix(f.Name, "/") { // the folder itself: "./"
		return nil
	}
	refuse := func(sentence, remedy string) error {
		return fault.New(fault.Invalid, sentence, remedy).With("File", show(f.Name))
	}
	switch {
	case !safe(name):
		return refuse("The zip holds a file that would be unpacked outside its folder, {{.File}}, so it was not read.", "Pack the folder again with its files only; if the zip is not yours, do not use it.")
	case strings.Count(name, "/") >= maxDepth:
		return refuse("The zip nests folders more than 32 deep at {{.File}}, so it was not read.", "Move the file up.")
	case mode&fs.ModeSymlink != 0:
		return refuse("The zip holds a symbolic link, {{.File}}, so it was not read.", "Pack the file the link leads to in its place (zip does so unless told otherwise).")
	case mode.IsDir() || passedOver(name):
		return nil
	case !mode.IsRegular():
		return refuse("The zip holds something that is neither file nor folder, {{.File}}, so it was not read.", "Pack files and folders only.")
	case f.Flags&1 != 0:
		return refuse("The file {{.File}} in the zip is encrypted, so the course was not read.", "Pack it without a password.")
	}
	size := int64(min(f.UncompressedSize64, maxTotal+1))
	if err := b.fits(name, size); err != nil {
		return err
	}
	data, err := b.inflate(name, f)
	if err != nil {
		return err
	}
	return b.add(name, data)
}

// inflate reads a file without believing what the archive says about its size.
func (b *builder) inflate(name string, f *zip.File) ([]byte, error) {
	packed := int64(min(f.CompressedSize64, maxArchive))
	dense := max(freeRatio, maxRatio*packed)
	broken := func(err error) error {
		return fault.Wrap(err, fault.Invalid, "The file {{.File}} in the zip cannot be unpacked.", "Pack the course again, with the usual method (deflate).").With("File", show(f.Name))
	}
	r, err := f.Open()
	if err != nil {
		return nil, broken(err)
	}
	defer func() { _ = r.Close() }()
	var out bytes.Buffer
	_, err = io.Copy(&out, io.LimitReader(r, min(b.room(), dense)+1))
	switch n := int64(out.Len()); {
	case n > dense:
		return nil, fault.New(fault.Invalid, "The file {{.File}} in the zip grows more than a hundredfold when unpacked, as zip bombs do, so the course was not read.", "Leave it out; if the zip is not yours, do not use it.").With("File", show(f.Name))
	case n > b.room():
		return nil, b.fits(name, n)
	case err != nil:
		return nil, broken(err)
	}
	return out.Bytes(), nil
}

// safe tells whether a name stays inside the folder it is unpacked to, on any system.
func safe(name string) bool {
	drive := len(name) > 1 && name[1] == ':'
	return fs.ValidPath(name) && name != "." && !drive && !strings.Contains(name, "\x00")
}
