// Package app wires the program together and runs it: course, bot, adapters, HTTP listener.
// It is the only package that sees everything.
package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"lectern/adapters"
	"lectern/adapters/web"
	"lectern/internal/api"
	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/config"
	"lectern/internal/fault"
	"lectern/internal/origin"
	"lectern/internal/store"
	"lectern/internal/vault"
)

// Options are what Run needs.
type Options struct {
	Config  *config.Config
	Log     *slog.Logger
	Content fs.FS                         // the course when no folder is named; the built-in one when nil
	Drivers []adapters.Driver             // adapters.Drivers() in the program
	Started func(addr string, core *Core) // called once requests are answered; may be nil
}

// drain is how long answers that are being made may take once the program is asked to stop.
// It is longer than bot.Deadline, and shorter than the ten seconds that container runtimes
// grant before they kill.
const drain = 8 * time.Second

// Run serves everything that is configured until ctx ends, then stops in order: intake first,
// answers that are being made, then what they rest on.
func Run(ctx context.Context, o Options) error {
	p := &program{options: o, log: o.Log, health: newHealth()}
	RouteLogs(o.Log)
	listener, err := listen(ctx, o.Config.Getenv(config.Addr), config.Addr)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }()
	if err := p.open(ctx); err != nil {
		return err
	}
	defer func() { _ = p.core.Library.Close() }()
	p.core.Room.local = loopback(listener.Addr())
	// The store goes last: whatever was accepted becomes durable.
	return errors.Join(p.serve(ctx, listener), p.store.Close())
}

// program is a running Lectern.
type program struct {
	options  Options
	log      *slog.Logger
	core     *Core
	store    store.Store
	adapters []chat.Adapter
	health   *health
	metrics  *metrics
	vault    *vault.Vault
}

func (p *program) open(ctx context.Context) error {
	keys, saved, err := p.options.Config.Keys()
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "The secret that protects buttons cannot be read.", "Check "+p.options.Config.KeyPath()+", or set LECTERN_SECRET.")
	}
	if !saved {
		p.log.Warn("the generated secret could not be kept: buttons stop working at the next start; set LECTERN_SECRET", "path", p.options.Config.KeyPath())
	}
	var observe func(bot.Outcome)
	if p.options.Config.Getenv(config.MetricsAddr) != "" {
		p.metrics = newMetrics()
		observe = p.metrics.observe
	}
	if p.store, err = OpenStore(ctx, p.options.Config); err != nil {
		return err
	}
	if p.vault, err = vault.New(p.store, keys...); err != nil {
		return errors.Join(err, p.store.Close())
	}
	p.core, err = NewCore(ctx, CoreOptions{
		Config: p.options.Config, Log: p.log, Content: p.options.Content, Keys: keys, Observe: observe, Store: p.store, Adapters: p.adapter,
	})
	if err != nil {
		return errors.Join(err, p.store.Close())
	}
	if err := p.setup(); err != nil {
		return errors.Join(err, p.core.Library.Close(), p.store.Close())
	}
	p.log.Info("store opened", "kind", storeKind(p.options.Config))
	return nil
}

// adapter finds the adapter of a platform; nil when it is not configured. The adapters are
// all there before anything runs that asks for one.
func (p *program) adapter(platform chat.Platform) chat.Adapter {
	for _, a := range p.adapters {
		if a.Platform() == platform {
			return a
		}
	}
	return nil
}

// setup makes the adapters; a platform with wrong settings keeps the program from starting,
// because nobody would notice it being silent.
func (p *program) setup() error {
	cfg := p.options.Config
	var errs []error
	for _, d := range p.options.Drivers {
		a, err := d.Setup(chat.Setup{Getenv: cfg.Getenv, Log: p.log.With("platform", string(d.Platform)), PublicURL: cfg.PublicURL(), Vault: p.vault.For(d.Platform)})
		if err != nil {
			errs = append(errs, fmt.Errorf("set up %s: %w", d.Platform, err))
			continue
		}
		if a != nil {
			p.adapters = append(p.adapters, a)
			p.health.watch(d.Platform)
		}
	}
	// The playground and the reading pages need no settings.
	pages, err := web.New(web.Options{Log: p.log.With("platform", string(web.Platform)), PublicURL: cfg.PublicURL(), Course: p.core.Page, Preview: p.preview, Class: p.classPage})
	if err != nil {
		errs = append(errs, fmt.Errorf("set up the pages: %w", err))
	} else {
		p.adapters = append(p.adapters, pages)
	}
	return errors.Join(errs...)
}

// serve runs everything. The library and the metrics outlive the intake, because answers that
// are being made still use them.
func (p *program) serve(ctx context.Context, listener net.Listener) error {
	base, stopBase := context.WithCancel(context.WithoutCancel(ctx))
	defer stopBase()
	var rest errgroup.Group
	if p.metrics != nil { // before anybody can read them
		p.metrics.course(p.core.Library.Current())
		p.metrics.store(p.core.Room.alarm.lost.Load)
	}
	rest.Go(func() error { return p.core.Library.Run(base) })
	rest.Go(func() error { p.prepare(base); return nil })
	rest.Go(func() error { return p.core.Room.Run(ctx) })
	if p.metrics != nil {
		l, err := listen(ctx, p.options.Config.Getenv(config.MetricsAddr), config.MetricsAddr)
		if err != nil {
			return err
		}
		rest.Go(func() error { return serveHTTP(base, l, p.metrics.handler()) })
	}
	intake, intakeCtx := errgroup.WithContext(ctx)
	intake.Go(func() error { return serveHTTP(intakeCtx, listener, p.mux()) })
	for _, a := range p.adapters {
		intake.Go(func() error { p.runAdapter(intakeCtx, a); return nil })
	}
	if p.options.Started != nil {
		p.options.Started(listener.Addr().String(), p.core)
	}
	err := intake.Wait()
	stopBase()
	return errors.Join(err, rest.Wait())
}

// runAdapter keeps one platform from taking the others down: they go on answering, and the
// readiness page says which one cannot be served.
func (p *program) runAdapter(ctx context.Context, a chat.Adapter) {
	err := a.Run(ctx, p.core.Bot)
	if ctx.Err() != nil && (err == nil || errors.Is(err, context.Canceled)) {
		p.health.set(a.Platform(), stopped)
		return
	}
	p.health.set(a.Platform(), failed)
	remedy := ""
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		_, remedy = f.English()
	}
	p.log.Error("this platform cannot be served; the others go on", "platform", string(a.Platform()), "error", err, "remedy", remedy)
}

// prepare has the adapters render every passage, at the start and after each change. Changes
// that come while it runs are taken together.
func (p *program) prepare(ctx context.Context) {
	changed := make(chan struct{}, 1)
	changed <- struct{}{}
	p.core.Library.OnChange(func(*courseSnapshot) {
		select {
		case changed <- struct{}{}:
		default:
		}
	})
	for {
		select {
		case <-ctx.Done():
			return
		case <-changed:
		}
		if p.metrics != nil {
			p.metrics.course(p.core.Library.Current())
		}
		var all sync.WaitGroup
		for _, a := range p.adapters {
			if pr, ok := a.(chat.Preparer); ok {
				all.Go(func() {
					if err := pr.Prepare(ctx, p.core.Commands.Prose()); err != nil && ctx.Err() == nil {
						p.log.Warn("passages were not prepared; they are rendered when asked for", "platform", string(a.Platform()), "error", err)
					}
				})
			}
		}
		all.Wait()
	}
}

// mux has every path of the program.
func (p *program) mux() http.Handler {
	mux := http.NewServeMux()
	p.health.mount(mux, p.core.Library, p.core.Room.alarm.lost.Load)
	api.Mount(mux, p.core)
	if secret := p.options.Config.Secret(config.HookSecret); secret.Set() {
		mux.Handle("POST /hooks/content", origin.Hook(secret.Reveal(), p.core.Library.Pull))
	}
	for _, a := range p.adapters {
		if in, ok := a.(chat.Ingress); ok {
			in.Mount(mux, p.core.Bot)
		}
	}
	return mux
}
