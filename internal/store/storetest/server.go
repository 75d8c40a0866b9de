package storetest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// StartRedis starts a real redis-server in a folder of the test's, and skips the test where
// there is none. It is stopped when the test ends.
func StartRedis(t testing.TB, args ...string) (addr string) {
	t.Helper()
	port, dir := freePort(t), t.TempDir()
	return serve(t, port, append([]string{
		"--port", strconv.Itoa(port), "--bind", "127.0.0.1", "--dir", dir, "--save", "", "--daemonize", "no", "--logfile", filepath.Join(dir, "log"),
	}, args...)...)
}

// StartSentinel starts a Redis Sentinel that watches a primary under a name, as StartRedis
// does a server. It takes the primary for dead after a fifth of a second, and one Sentinel's
// word is enough to have the others vote on who leads the failover.
func StartSentinel(t testing.TB, name, primary string) (addr string) {
	t.Helper()
	port, dir := freePort(t), t.TempDir()
	host, primaryPort, err := net.SplitHostPort(primary)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "sentinel.conf") // it writes into it what it finds out
	conf := fmt.Sprintf("port %d\nbind 127.0.0.1\ndir %s\nlogfile %s\nsentinel monitor %[4]s %s %s 1\nsentinel down-after-milliseconds %[4]s 200\nsentinel failover-timeout %[4]s 5000\n",
		port, dir, filepath.Join(dir, "log"), name, host, primaryPort)
	if err := os.WriteFile(file, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	return serve(t, port, file, "--sentinel")
}

// serve runs redis-server until the test ends.
func serve(t testing.TB, port int, args ...string) (addr string) {
	t.Helper()
	binary, err := exec.LookPath("redis-server")
	if err != nil {
		t.Skip("redis-server is not installed (Debian: apt-get install redis-server), so the contract is not checked on a real Redis")
	}
	cmd := exec.Command(binary, args...) //nolint:gosec,noctx // our own arguments; it is killed when the test ends, whatever its context
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Kill)
		_ = cmd.Wait()
	})
	addr = net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	WaitFor(t, "redis-server to answer", func() bool { return pong(t.Context(), addr) })
	return addr
}

// pong tells whether a Redis answers at an address.
func pong(ctx context.Context, addr string) bool {
	c, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return false
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(time.Second))
	if _, err := c.Write([]byte("PING\r\n")); err != nil {
		return false
	}
	answer := make([]byte, 5)
	n, err := c.Read(answer)
	return err == nil && string(answer[:n]) == "+PONG"
}

// freePort finds a port whose cluster bus port (10,000 higher) exists too.
func freePort(t testing.TB) int {
	t.Helper()
	var lc net.ListenConfig
	for range 50 {
		l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		port := l.Addr().(*net.TCPAddr).Port
		_ = l.Close()
		if port+10_000 > 65_535 {
			continue
		}
		if b, err := lc.Listen(t.Context(), "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port+10_000))); err == nil {
			_ = b.Close()
			return port
		}
	}
	t.Fatal("no free port")
	return 0
}

// WaitFor waits up to ten seconds until something is so, and fails the test when it is not.
func WaitFor(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for range 200 {
		if ok() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("waited ten seconds for %s", what)
}
