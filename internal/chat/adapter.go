package chat

import (
	"context"
	"iter"
	"log/slog"
	"net/http"

	"lectern/internal/doc"
)

// Adapter is a platform, as the bot sees it. It translates and holds no policy.
type Adapter interface {
	// Platform names the platform.
	Platform() Platform
	// Run publishes the commands, serves until ctx ends, lets running answers finish and
	// returns nil; any other return is a reason the platform cannot be served.
	Run(ctx context.Context, h Handler) error
	// Post sends a view to a place. Where the platform can make a repeat harmless, equal
	// keys within its window give the same message. Errors are fault.Missing (the place is
	// gone), fault.Forbidden (a permission is missing) or fault.Busy (try later): these say
	// for certain that nothing was posted. After any other error that is unknown.
	Post(ctx context.Context, to Place, v View, key string) (Ref, error)
}

// Editor is an Adapter that can change a message it has posted.
type Editor interface {
	Edit(ctx context.Context, at Ref, v View) error
}

// Threader is an Adapter that can open a thread beneath a message.
type Threader interface {
	Thread(ctx context.Context, at Ref, title string) (Place, error)
}

// Finder is an Adapter that can look for a message of its own whose sending it may not have
// survived.
type Finder interface {
	// Find looks through the latest messages of a place for one that the bot has posted and
	// that holds a control with one of the tokens, the newest first. It looks back as far as
	// one request of the platform reaches, at least 50 messages. Errors are as for Post.
	Find(ctx context.Context, in Place, tokens []Token) (at Ref, found bool, err error)
}

// Messenger is an Adapter that can write to a person alone.
type Messenger interface {
	Message(ctx context.Context, to Person, v View, key string) (Ref, error)
}

// Correspondent is an Adapter that can open the private channel to a person. It is a place like
// others: a message there can be looked for and edited. Opening it again gives the same one.
// Errors are as for Post.
type Correspondent interface {
	Direct(ctx context.Context, to Person) (Place, error)
}

// Ingress is an Adapter that is reached by HTTP. Mount adds its paths to the program's one
// listener; it is called once, before Run.
type Ingress interface {
	Mount(mux *http.ServeMux, h Handler)
}

// Preparer is an Adapter that renders prose ahead of time. Prepare is called with all prose of
// the course, each block once, at start and after each change, and replaces what was prepared
// before in one step; requests that run meanwhile keep what they have.
type Preparer interface {
	Prepare(ctx context.Context, prose iter.Seq[[]doc.Block]) error
}

// Setup is what a driver may use to make its Adapter.
type Setup struct {
	Getenv    func(key string) string // the merged setting of that name, empty when unset
	Log       *slog.Logger
	PublicURL string // the address seen from outside without a trailing slash, or empty
	Vault     Vault  // nil where nothing is kept
}

// Vault keeps what an adapter must not forget and nobody may read, such as the tokens of
// workspaces. It belongs to one platform and survives restarts.
type Vault interface {
	// Keep keeps data under an id of [A-Za-z0-9-], in place of what was there. Nil data are
	// forgotten.
	Keep(ctx context.Context, id string, data []byte) error
	// Kept gives it back; fault.Missing when there is none.
	Kept(ctx context.Context, id string) ([]byte, error)
}

// MediaURL gives the address of a course image seen from outside: src itself when it is
// absolute, empty when there is no public address to serve it from.
func (s Setup) MediaURL(src string) string { return MediaURL(s.PublicURL, src) }

// Inspector is an Adapter that can tell what the bot may not do in a place.
type Inspector interface {
	// Inspect lists what is missing of Needs. A fault.Missing says that the place is gone or
	// that the bot cannot see it at all.
	Inspect(ctx context.Context, at Place) ([]Lack, error)
}

// Knower is an Adapter that can tell of a person who has sent nothing just now.
type Knower interface {
	// Know gives a person's Roles and whether they are Admin, as the platform has them at this
	// moment. A fault.Missing says that nobody of that id is there any more; any other error that
	// it is not known.
	Know(ctx context.Context, who Person) (Person, error)
}

// Namer is an Adapter that can tell what people call a place.
type Namer interface {
	// ChannelName gives the name of a channel or thread as people read it, "#general" where the
	// platform marks channels so. Errors are as for Inspect.
	ChannelName(ctx context.Context, at Place) (string, error)
	// TenantName gives the name of the server or workspace.
	TenantName(ctx context.Context, at Place) (string, error)
}

// Need is what the bot wants to be able to do in a place it posts to.
type Need string

// The needs.
const (
	NeedSee     Need = "see"     // the place itself
	NeedPost    Need = "post"    // questions and announcements
	NeedEmbed   Need = "embed"   // titles and places above passages
	NeedHistory Need = "history" // to see whether a question is there already, after a crash
	NeedThread  Need = "thread"  // to keep the talk about a question together
	NeedReply   Need = "reply"   // results in those threads
	NeedFiles   Need = "files"   // charts and exports
	NeedUploads Need = "uploads" // gradebooks that staff give to be filled
)

// Lack is a Need that is not met.
type Lack struct {
	Need Need
	Name string // what the platform calls the right, as staff find it in its settings
}

// Arrival is the bot being added to a server or workspace.
type Arrival struct {
	Tenant string
	From   Person // who installed it, or owns the server where the platform does not say
	// Late says that the bot may have been there for long, because the platform does not tell when
	// it came: who has set it up already needs no greeting.
	Late bool
}

// Greeter is a Handler that has something to say when the bot is added somewhere.
type Greeter interface {
	// Arrive gives what is written to From alone; false when there is nothing to say, for
	// example because it was said before.
	Arrive(ctx context.Context, a Arrival) (Reply, bool)
	// Greeted says that what Arrive gave has been written to From. Without it Arrive gives it again,
	// some minutes later.
	Greeted(ctx context.Context, a Arrival)
}
