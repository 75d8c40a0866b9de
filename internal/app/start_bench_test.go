package app_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// emptyProgram is the least that net/http can be.
const emptyProgram = `package main

import (
	"net/http"
	"os"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("{}")) })
	_ = http.ListenAndServe(os.Args[1], nil)
}
`

// BenchmarkStart compares the time from starting the program to its first answered lookup, and
// its memory by then, with an empty net/http program: goals, at most 5 and 4 times as much.
func BenchmarkStart(b *testing.B) {
	dir := b.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(emptyProgram), 0o600); err != nil {
		b.Fatal(err)
	}
	empty, ours := filepath.Join(dir, "empty"), filepath.Join(dir, "lectern")
	build(b, empty, filepath.Join(dir, "main.go"))
	build(b, ours, "lectern/cmd/lectern")
	course := filepath.Join(dir, "course", "chapters")
	if err := os.MkdirAll(course, 0o700); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(course, "chapter6.md"), benchCourse()["chapters/chapter6.md"].Data, 0o600); err != nil {
		b.Fatal(err)
	}
	addr := freeAddr(b)
	type result struct{ ms, mb []float64 }
	var a, z result
	for b.Loop() {
		for range rounds {
			ms, mb := firstAnswer(b, addr, "/v1/courses/course/lookup?q=realism", "Realism In Security Studies", dir,
				ours, "serve", "--addr", addr, "--content", filepath.Join(dir, "course"), "--store", "sqlite:"+filepath.Join(dir, "lectern.db"))
			a.ms, a.mb = append(a.ms, ms), append(a.mb, mb)
			ms, mb = firstAnswer(b, addr, "/", "{}", dir, empty, addr)
			z.ms, z.mb = append(z.ms, ms), append(z.mb, mb)
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(median(a.ms), "ours-ms")
	b.ReportMetric(median(z.ms), "floor-ms")
	b.ReportMetric(median(a.ms)/median(z.ms), "time-ratio")
	b.ReportMetric(median(a.mb), "ours-MB")
	b.ReportMetric(median(a.mb)/median(z.mb), "memory-ratio")
}

func build(b *testing.B, out, what string) {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-ldflags=-s -w", "-o", out, what)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("build %s: %v\n%s", what, err, text)
	}
}

// firstAnswer starts a program, asks until it answers, and stops it.
func firstAnswer(b *testing.B, addr, path, want, dir, program string, args ...string) (ms, mb float64) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	for ctx.Err() == nil {
		resp, err := client.Get("http://" + addr + path)
		if err != nil {
			time.Sleep(200 * time.Microsecond)
			continue
		}
		body, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		ms = float64(time.Since(began).Microseconds()) / 1000
		if err != nil || !strings.Contains(string(body), want) {
			b.Fatalf("%s: %s %s (%v)", program, resp.Status, body, err)
		}
		return ms, resident(b, cmd.Process.Pid)
	}
	b.Fatalf("%s does not answer", program)
	return 0, 0
}

// resident is the most memory a process has had, in megabytes; 0 where /proc does not tell.
func resident(b *testing.B, pid int) float64 {
	b.Helper()
	data, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		return 0
	}
	for line := range bytes.Lines(data) {
		if v, ok := bytes.CutPrefix(line, []byte("VmHWM:")); ok {
			kb, _ := strconv.Atoi(strings.Fields(string(v))[0])
			return float64(kb) / 1024
		}
	}
	return 0
}
