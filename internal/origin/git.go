package origin

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os/exec"
	"path"
	"strings"
	"time"

	"github.com/go-git/go-git/v5"
	gitconfig "github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/transport"
	githttp "github.com/go-git/go-git/v5/plumbing/transport/http"
	"github.com/go-git/go-git/v5/storage/memory"

	"lectern/internal/fault"
)

// patience is how long one visit to a repository may take in all.
const patience = 2 * time.Minute

// Git is a course in a git repository. Nothing is kept on disk: the newest commit of one branch
// is read into memory, without the history behind it.
type Git struct {
	address string // without what signs in
	branch  string // empty: the repository's own
	auth    transport.AuthMethod
}

// NewGit understands git+https://HOST/PATH@BRANCH, git+ssh://… and git+file://…; without a branch
// it is the one the repository itself names. A user and password in the address sign in over
// HTTPS; over SSH the running agent does.
func NewGit(content string) (*Git, error) {
	wrong := func(sentence string) error {
		// The address may hold a token, so it is not repeated.
		return fault.New(fault.Invalid, sentence, "Write LECTERN_CONTENT=git+https://host/path@branch, or with git+ssh:// or git+file:// in front.")
	}
	u, err := url.Parse(strings.TrimPrefix(content, "git+"))
	switch {
	case err != nil:
		return nil, wrong("The address of the course's repository cannot be understood.")
	case u.Scheme != "https" && u.Scheme != "ssh" && u.Scheme != "file":
		return nil, wrong("The course's repository is named by a scheme that is not known.")
	case u.Scheme != "file" && u.Host == "" || u.Scheme == "file" && u.Host != "" || strings.Trim(u.Path, "/") == "":
		return nil, wrong("The address of the course's repository names no repository.")
	case u.RawQuery != "" || u.Fragment != "":
		return nil, wrong("The address of the course's repository holds a ? or #, which no address of a repository needs.")
	}
	g := &Git{}
	u.Path, g.branch, _ = strings.Cut(u.Path, "@")
	u.RawPath = ""
	if u.Scheme == "https" && u.User != nil {
		password, _ := u.User.Password()
		g.auth = &githttp.BasicAuth{Username: u.User.Username(), Password: password}
		u.User = nil
	}
	if _, set := u.User.Password(); set {
		return nil, wrong("The address of the course's repository holds a password, and over SSH only keys sign in.")
	}
	if g.branch != "" && plumbing.NewBranchReferenceName(g.branch).Validate() != nil {
		return nil, wrong("The branch of the course's repository is no name of a branch.")
	}
	g.address = u.String()
	return g, nil
}

// Name is what the repository is called: the last part of its path.
func (g *Git) Name() string { return strings.TrimSuffix(path.Base(g.address), ".git") }

// String is the address as it may be shown: without what signs in.
func (g *Git) String() string { return g.address }

// Fetch reads the branch's newest commit when it is not the one had; no files and no error mean
// that it is the same.
func (g *Git) Fetch(ctx context.Context, have string) (files fs.FS, version string, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	ref, err := g.newest(ctx)
	if err != nil {
		return nil, "", g.explain(err)
	}
	version = ref.Hash().String()
	if version == have {
		return nil, version, nil
	}
	store := &bounded{Storage: memory.NewStorage()}
	repo, err := git.CloneContext(ctx, store, nil, &git.CloneOptions{
		URL: g.address, Auth: g.auth, ReferenceName: ref.Name(), SingleBranch: true, Depth: 1, Tags: git.NoTags, NoCheckout: true,
	})
	if err != nil {
		if f, ok := errors.AsType[*fault.Fault](err); ok { // a limit: the same commit would break it again
			return nil, version, f
		}
		return nil, "", g.explain(err)
	}
	head, err := repo.Head()
	if err != nil {
		return nil, "", g.explain(err)
	}
	version = head.Hash().String() // somebody may have pushed in between
	files, err = checkout(repo, head.Hash())
	return files, version, err
}

// newest asks where the branch stands, which takes one request and moves no files.
func (g *Git) newest(ctx context.Context) (*plumbing.Reference, error) {
	remote := git.NewRemote(memory.NewStorage(), &gitconfig.RemoteConfig{Name: "origin", URLs: []string{g.address}})
	refs, err := remote.ListContext(ctx, &git.ListOptions{Auth: g.auth})
	if err != nil {
		return nil, fmt.Errorf("list branches: %w", err)
	}
	known := make(map[plumbing.ReferenceName]*plumbing.Reference, len(refs))
	for _, r := range refs {
		known[r.Name()] = r
	}
	want := plumbing.HEAD
	if g.branch != "" {
		want = plumbing.NewBranchReferenceName(g.branch)
	}
	ref := known[want]
	if ref != nil && ref.Type() == plumbing.SymbolicReference {
		ref = known[ref.Target()]
	}
	if ref == nil {
		return nil, plumbing.ErrReferenceNotFound
	}
	return ref, nil
}

// explain makes a sentence of what keeps a repository from being read.
func (g *Git) explain(err error) error {
	say := func(sentence, remedy string) error {
		return fault.Wrap(err, fault.Missing, sentence, remedy).With("Repository", g.address).With("Branch", g.branch)
	}
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return say("The repository {{.Repository}} is on this machine, and reading it there needs the program git, which is missing.", "Install git, or name the repository by https.")
	case errors.Is(err, transport.ErrAuthenticationRequired), errors.Is(err, transport.ErrAuthorizationFailed), errors.Is(err, transport.ErrInvalidAuthMethod):
		return say("The repository {{.Repository}} asks who is there and does not accept the answer.", "Put a token that may read it into the address: git+https://TOKEN@host/path. It is shown nowhere.")
	case errors.Is(err, plumbing.ErrReferenceNotFound) && g.branch != "":
		return say("The repository {{.Repository}} has no branch {{.Branch}}.", "Check the name behind the @ in LECTERN_CONTENT.")
	case errors.Is(err, transport.ErrEmptyRemoteRepository), errors.Is(err, plumbing.ErrReferenceNotFound):
		return say("The repository {{.Repository}} holds nothing yet.", "Push the course, or name its branch behind an @ in LECTERN_CONTENT.")
	case errors.Is(err, transport.ErrRepositoryNotFound):
		return say("There is no repository {{.Repository}}, or it may not be seen without signing in.", "Check the address in LECTERN_CONTENT, and that its token may read the repository.")
	}
	return say("The repository {{.Repository}} cannot be read.", "Check the address in LECTERN_CONTENT and that this machine reaches it; it is tried again at the next pull.")
}
