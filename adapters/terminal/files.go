package terminal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"lectern/internal/chat"
)

// A terminal shows no picture, so a file is told of: a picture in words, anything else by name
// and size. It is written to the disk only when the person asks for it by its number, into the
// one folder named in Options, under a name of plain characters, and never over another file.

// files tells of what came with a message.
func (p painter) files(b *strings.Builder, files []chat.File) {
	for i, name := range chat.FileNames(files) {
		f := files[i]
		text := p.words.T("File: {{.File}}, {{.Size}}", chat.Arg{Name: "File", Value: name}, chat.Arg{Name: "Size", Value: f.Size()})
		if f.Picture() {
			text = p.words.T("Picture: {{.File}}, {{.Size}}", chat.Arg{Name: "File", Value: name}, chat.Arg{Name: "Size", Value: f.Size()})
		}
		if alt := oneLine(f.Alt); alt != "" {
			text += ". " + alt
		}
		b.WriteString(p.wrap([]piece{{text: "[" + text + "]", style: italic}}, "", " ") + "\n")
	}
	if len(files) > 0 {
		b.WriteString("\n")
	}
}

// saving offers each file as something to choose.
func (p painter) saving(b *strings.Builder, list []control, files []chat.File) []control {
	if !p.saves {
		return list
	}
	for i, name := range chat.FileNames(files) {
		list = append(list, control{label: name, file: &chat.File{Name: name, Data: files[i].Data}})
		b.WriteString(p.wrap([]piece{{text: fmt.Sprintf("[%d] ", len(list)), style: bold}, {text: p.words.T("Save {{.File}} ({{.Size}}) in this folder", chat.Arg{Name: "File", Value: name}, chat.Arg{Name: "Size", Value: files[i].Size()})}}, "", "    ") + "\n")
	}
	return list
}

// maxCopies is how many files of one name are kept beside each other.
const maxCopies = 100

// save writes a file and tells where it is.
func (a *Adapter) save(f *chat.File) string {
	name, err := write(a.options.Folder, f)
	if err != nil {
		return a.painter().paragraphText(a.painter().words.T("{{.File}} could not be saved: {{.Why}}.", chat.Arg{Name: "File", Value: f.Name}, chat.Arg{Name: "Why", Value: err.Error()})) + "\n"
	}
	return a.painter().words.T("Saved as {{.File}}", chat.Arg{Name: "File", Value: oneLine(filepath.Join(a.options.Folder, name))}) + "\n\n" // unbroken, to be copied
}

// write makes a new file in a folder. os.Root keeps it there, whatever the name.
func write(folder string, f *chat.File) (name string, err error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return "", reason(err)
	}
	defer func() { _ = root.Close() }()
	ext := filepath.Ext(f.Name)
	for n := 1; n <= maxCopies; n++ {
		name = f.Name
		if n > 1 {
			name = strings.TrimSuffix(f.Name, ext) + "-" + strconv.Itoa(n) + ext
		}
		out, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", reason(err)
		}
		_, err = out.Write(f.Data)
		if e := out.Close(); err == nil {
			err = e
		}
		if err != nil {
			_ = root.Remove(name) // half a file is none
			return "", reason(err)
		}
		return name, nil
	}
	return "", fmt.Errorf("there are %d files of that name", maxCopies)
}

// reason leaves the path out of an error: the sentence around it names the file.
func reason(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}
