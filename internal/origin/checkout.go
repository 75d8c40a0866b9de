package origin

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"

	"lectern/internal/fault"
)

// maxFolders bounds the folders of a commit. Git keeps equal folders once, so that a few
// kilobytes can describe billions of them.
const maxFolders = maxFiles

// checkout reads the files of a commit within the limits. A symbolic link to a file of the
// repository is that file; one that leads elsewhere is refused; submodules are left out.
func checkout(repo *git.Repository, commit plumbing.Hash) (fs.FS, error) {
	c, err := repo.CommitObject(commit)
	if err != nil {
		return nil, fmt.Errorf("read the commit: %w", err)
	}
	root, err := c.Tree()
	if err != nil {
		return nil, fmt.Errorf("read the folders of the commit: %w", err)
	}
	co := &checkingOut{builder: newBuilder(c.Committer.When), repo: repo, links: make(map[string]string)}
	if err := co.folder(root, "", 0); err != nil {
		return nil, err
	}
	if err := co.follow(); err != nil {
		return nil, err
	}
	return co.tree.enter(), nil
}

type checkingOut struct {
	*builder
	repo    *git.Repository
	folders int
	links   map[string]string // where symbolic links lead
}

func (c *checkingOut) folder(t *object.Tree, dir string, depth int) error {
	if c.folders++; c.folders > maxFolders || depth > maxDepth {
		return fault.New(fault.Invalid, "The repository holds more than 5,000 folders, or nests them more than 32 deep, so it was not read.", "Leave out what does not belong to the course.")
	}
	for _, e := range t.Entries {
		name := path.Join(dir, e.Name)
		if e.Name == "" || strings.Contains(e.Name, "/") || !safe(name) || path.Base(name) != e.Name {
			return fault.New(fault.Invalid, "The repository holds a file that would lie outside its folder, {{.File}}, so it was not read.", "If the repository is not yours, do not use it.").With("File", show(dir+"/"+e.Name))
		}
		if passedOver(name) {
			continue
		}
		if err := c.entry(e, name, depth); err != nil {
			return err
		}
	}
	return nil
}

func (c *checkingOut) entry(e object.TreeEntry, name string, depth int) error {
	switch e.Mode {
	case filemode.Dir:
		sub, err := c.repo.TreeObject(e.Hash)
		if err != nil {
			return fmt.Errorf("read the folder %q: %w", name, err)
		}
		return c.folder(sub, name, depth+1)
	case filemode.Submodule:
		return nil
	case filemode.Regular, filemode.Deprecated, filemode.Executable, filemode.Symlink:
	default:
		return nil
	}
	data, err := c.blob(e.Hash, name)
	if err != nil {
		return err
	}
	if e.Mode == filemode.Symlink {
		if err := c.fits(name, 0); err != nil || len(c.links) >= maxFiles {
			return errors.Join(err)
		}
		c.links[name] = string(data)
		return nil
	}
	return c.add(name, data)
}

func (c *checkingOut) blob(hash plumbing.Hash, name string) ([]byte, error) {
	b, err := c.repo.BlobObject(hash)
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", name, err)
	}
	if err := c.fits(name, b.Size); err != nil {
		return nil, err
	}
	r, err := b.Reader()
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", name, err)
	}
	defer func() { _ = r.Close() }()
	var out bytes.Buffer
	if _, err := io.Copy(&out, io.LimitReader(r, c.room()+1)); err != nil {
		return nil, fmt.Errorf("read %q: %w", name, err)
	}
	return out.Bytes(), nil
}

// follow puts a file in the place of each link to it. Links to folders and to other links are
// left out.
func (c *checkingOut) follow() error {
	for name, to := range c.links {
		target := path.Join(path.Dir(name), to)
		if path.IsAbs(to) || !safe(target) && target != "." {
			return fault.New(fault.Invalid, "The repository holds a symbolic link that leads outside it, {{.File}}, so it was not read.", "Put the file the link leads to in its place.").With("File", show(name))
		}
		if _, is := c.links[target]; is {
			continue
		}
		if data, is := c.tree.files[target]; is {
			if err := c.add(name, data); err != nil {
				return err
			}
		}
	}
	return nil
}
