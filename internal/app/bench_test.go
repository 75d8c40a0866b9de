package app_test

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	rounds      = 9    // turns of each side; their medians are compared
	perRound    = 1500 // requests of a turn
	connections = 8    // kept open, as a platform does
)

// side is one of two servers in a comparison, each a process of its own so that its processor
// time is known.
type side struct {
	addr        string
	connections int
	cpu         []float64 // µs per request, by round
	rate        []float64 // requests per second, by round
}

// startSide runs this test binary again as a server (see TestMain) and waits until it listens.
func startSide(b *testing.B, what string, env ...string) *side {
	b.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), serveEnv+"="+what), env...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = in.Close(); _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal("the server did not start: ", err)
	}
	return &side{addr: strings.TrimSpace(line), connections: connections}
}

// processorTime asks a server what it has used.
func (s *side) processorTime(b *testing.B) int64 {
	b.Helper()
	_, body := get(b, "http://"+s.addr+"/cpu")
	n, err := strconv.ParseInt(body, 10, 64)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// round sends the requests over kept connections and notes what they cost.
func (s *side) round(b *testing.B, requests [][]byte) {
	b.Helper()
	used, began := s.processorTime(b), time.Now()
	var all sync.WaitGroup
	for i := range s.connections {
		all.Go(func() {
			c, err := net.Dial("tcp", s.addr)
			if err != nil {
				b.Error(err)
				return
			}
			defer func() { _ = c.Close() }()
			r := bufio.NewReaderSize(c, 16<<10)
			for n := i; n < len(requests); n += s.connections {
				if err := exchange(c, r, requests[n]); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	took := time.Since(began)
	s.cpu = append(s.cpu, float64(s.processorTime(b)-used)/1000/float64(len(requests)))
	s.rate = append(s.rate, float64(len(requests))/took.Seconds())
}

// exchange sends one request and reads its answer, with as little work as possible.
func exchange(c net.Conn, r *bufio.Reader, request []byte) error {
	if _, err := c.Write(request); err != nil {
		return err
	}
	status, err := r.ReadSlice('\n')
	if err != nil {
		return err
	}
	if !bytes.Contains(status, []byte(" 200 ")) {
		return fmt.Errorf("answered %s", status)
	}
	length := -1
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		if v, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(v))); err != nil {
				return err
			}
		}
		if len(line) == 2 {
			break
		}
	}
	if length < 20 {
		return fmt.Errorf("an answer of %d bytes", length)
	}
	_, err = r.Discard(length)
	return err
}

func median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	return v[len(v)/2]
}

// compare lets both sides take turns.
func compare(b *testing.B, ours, floor *side, request func() []byte) {
	b.Helper()
	for b.Loop() {
		for range rounds {
			for _, s := range []*side{ours, floor} {
				batch := make([][]byte, perRound)
				for i := range batch {
					batch[i] = request()
				}
				s.round(b, batch)
			}
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(median(ours.cpu), "ours-cpu-µs")
	b.ReportMetric(median(floor.cpu), "floor-cpu-µs")
	b.ReportMetric(median(ours.cpu)/median(floor.cpu), "cpu-ratio")
	b.ReportMetric(median(ours.rate)/median(floor.rate), "rate-ratio")
}

// raw writes a request as it travels.
func raw(path string, body []byte, headers ...string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "POST %s HTTP/1.1\r\nHost: bot.example\r\nContent-Length: %d\r\n", path, len(body))
	for i := 0; i < len(headers); i += 2 {
		fmt.Fprintf(&b, "%s: %s\r\n", headers[i], headers[i+1])
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes()
}

// BenchmarkDiscordSection compares a signed /section, answered in full, with a handler that
// checks the same signature and sends fixed JSON of the same size: goal, at most 1.20 of its
// processor time.
func BenchmarkDiscordSection(b *testing.B) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		b.Fatal(err)
	}
	key := "LECTERN_DISCORD_PUBLIC_KEY=" + hex.EncodeToString(public)
	ours, floor := startSide(b, "discord", key), startSide(b, "discord-floor", key)
	id := 1_100_000_000_000_000_000
	compare(b, ours, floor, func() []byte {
		id++
		body := fmt.Appendf(nil, discordEvent, id)
		ts := strconv.FormatInt(time.Now().Unix(), 10)
		sig := hex.EncodeToString(ed25519.Sign(private, append([]byte(ts), body...)))
		return raw("/discord/interactions", body, "Content-Type", "application/json", "X-Signature-Ed25519", sig, "X-Signature-Timestamp", ts)
	})
}

// discordEvent is an interaction with every field that Discord documents for one in a server.
const discordEvent = `{"version":1,"type":2,"token":"aW50ZXJhY3Rpb246MTIzNDU2Nzg5","member":{"user":{"username":"ada","public_flags":0,"id":"300000000000000001","global_name":"Ada","discriminator":"0","avatar":null},"roles":["400000000000000001","400000000000000002"],"permissions":"2248473465835073","pending":false,"nick":null,"joined_at":"2026-01-10T09:00:00.000000+00:00"},"locale":"en-US","id":"%d","guild_locale":"en-US","guild_id":"500000000000000001","entitlements":[],"data":{"type":1,"options":[{"value":"realism","type":3,"name":"topic"}],"name":"section","id":"600000000000000001"},"context":0,"channel_id":"700000000000000001","channel":{"type":0,"id":"700000000000000001","guild_id":"500000000000000001","name":"general"},"authorizing_integration_owners":{"0":"500000000000000001"},"attachment_size_limit":10485760,"application_id":"900000000000000001","app_permissions":"562949953863680"}`

// BenchmarkSlackSection compares a signed /section on Slack with a handler that reads nothing
// and sends fixed JSON of the same size: goal, at least 0.70 of its rate.
func BenchmarkSlackSection(b *testing.B) {
	ours, floor := startSide(b, "slack"), startSide(b, "slack-floor")
	n := 0
	compare(b, ours, floor, func() []byte {
		n++
		return slackRequest(n)
	})
}

// slackRequest is a signed slash command as Slack sends it.
func slackRequest(n int) []byte {
	body := []byte(url.Values{
		"token": {"gIkuvaNzQIHg97ATvDxqgjtO"}, "team_id": {"T0001"}, "team_domain": {"example"}, "channel_id": {"C2147483705"}, "channel_name": {"test"},
		"user_id": {"U2147483697"}, "user_name": {"ada"}, "command": {"/section"}, "text": {"realism"}, "api_app_id": {"A123456"}, "is_enterprise_install": {"false"},
		"response_url": {"https://hooks.slack.com/commands/1234/5678"}, "trigger_id": {"13345224609.738474920.8088930838d88f008e0" + strconv.Itoa(n)},
	}.Encode())
	ts := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(slackSecret))
	fmt.Fprintf(mac, "v0:%s:%s", ts, body)
	return raw("/slack/commands", body, "Content-Type", "application/x-www-form-urlencoded",
		"X-Slack-Request-Timestamp", ts, "X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
}
