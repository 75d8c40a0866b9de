package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"lectern/internal/fault"
)

// Limits of the HTTP listeners. Platforms send a few kilobytes and wait three seconds; these
// leave room for slow readers of a page and none for those who hold connections open.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 15 * time.Second
	writeTimeout      = 60 * time.Second
	idleTimeout       = 2 * time.Minute
	maxHeader         = 32 << 10 // bytes
	maxBody           = 1 << 20  // bytes; Slack's largest documented payload is a view of 250 kB
)

func listen(ctx context.Context, addr, setting string) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "The address "+addr+" cannot be listened on.", "Stop what uses it, or choose another in "+setting+".")
	}
	return l, nil
}

// serveHTTP serves until ctx ends, then lets running requests finish.
func serveHTTP(ctx context.Context, l net.Listener, h http.Handler) error {
	srv := &http.Server{
		Handler: bounded(h), ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout,
		WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
	}
	done := make(chan error, 1)
	go func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
		defer cancel()
		done <- srv.Shutdown(grace)
	}()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve HTTP: %w", err)
	}
	if err := <-done; err != nil {
		return errors.Join(fmt.Errorf("stop HTTP: %w", err), srv.Close())
	}
	return nil
}

// bounded refuses bodies that no platform sends.
func bounded(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > maxBody {
			http.Error(w, "the body is too large", http.StatusRequestEntityTooLarge)
			return
		}
		if r.ContentLength < 0 {
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		}
		h.ServeHTTP(w, r)
	})
}
