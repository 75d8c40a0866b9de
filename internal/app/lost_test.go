package app_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"lectern/adapters"
	"lectern/internal/app"
	"lectern/internal/chat"
	"lectern/internal/chattest"
	"lectern/internal/class"
	"lectern/internal/config"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/store/storetest"
)

// TestAWipedStoreRaisesTheAlarm (F8) empties the Redis of two running programs: the staff of the
// class are told once, the log and the readiness page say it, the course is read on; and once
// the loss was accepted both go on.
func TestAWipedStoreRaisesTheAlarm(t *testing.T) {
	m := miniredis.RunT(t)
	cfg := settings(t, map[string]string{config.Store: "redis://" + m.Addr()})
	s, err := app.OpenStore(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	c := class.Default(class.Tenant{Platform: chattest.Platform, ID: "t1"})
	c.Name = "Security 101"
	c.Staff = []class.Staff{{Platform: chattest.Platform, Tenant: "t1", Person: "prof"}, {Platform: chattest.Platform, Tenant: "t1", Role: "tutors"}}
	c.Told = []class.Account{{Platform: chattest.Platform, Tenant: "t1", ID: "prof"}}
	if err := s.SaveClass(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	rooms := &chattest.Rooms{}
	drivers := []adapters.Driver{{Platform: chattest.Platform, Setup: func(chat.Setup) (chat.Adapter, error) { return rooms, nil }}}
	replicas := []started{start(t, app.Options{Config: cfg, Drivers: drivers}), start(t, app.Options{Config: cfg, Drivers: drivers})}
	for _, r := range replicas {
		if got := readyStore(t, r); got != "in order" {
			t.Errorf("before: the store is %q", got)
		}
	}
	m.FlushAll()
	storetest.WaitFor(t, "the staff to be told", func() bool { return len(rooms.Messages()) > 0 })
	time.Sleep(5 * time.Second) // as long as the other would need
	told := rooms.Messages()
	if len(told) != 1 || told[0].At.Place.Channel != "@prof" {
		t.Fatalf("told: %+v, want one message to prof", told)
	}
	card := told[0].View.Card()
	if text := doc.BlockText(card.Body); card.Title != "The store was wiped" || !strings.Contains(text, "lectern restore") || !strings.Contains(text, "lectern store accept") || card.Footer != "Security 101" {
		t.Errorf("staff read %q: %s", card.Title, text)
	}
	for _, r := range replicas {
		if got := readyStore(t, r); !strings.Contains(got, "wiped") {
			t.Errorf("the readiness page says of the store %q", got)
		}
		if resp, _ := get(t, r.url+"/readyz"); resp.StatusCode != http.StatusOK {
			t.Errorf("the course can be read, and the readiness page says %s", resp.Status)
		}
		if n := strings.Count(r.log.String(), `"level":"ERROR","msg":"the store was wiped`); n != 1 {
			t.Errorf("the log says so %d times", n)
		}
	}
	if err := app.StoreInOrder(t.Context(), cfg); !fault.Is(err, fault.Invalid) {
		t.Errorf("lectern store: %v", err)
	}
	if restart, _, err := app.AcceptLoss(t.Context(), cfg); restart || err != nil {
		t.Fatalf("accept: restart %v, %v", restart, err)
	}
	for _, r := range replicas {
		storetest.WaitFor(t, "the alarm to end", func() bool { return readyStore(t, r) == "in order" })
	}
	if err := app.StoreInOrder(t.Context(), cfg); err != nil {
		t.Errorf("lectern store: %v", err)
	}
	if len(rooms.Messages()) != 1 {
		t.Errorf("told again: %v", rooms.Titles())
	}
}

func readyStore(t *testing.T, r started) string {
	t.Helper()
	_, body := get(t, r.url+"/readyz")
	var ready struct {
		Store string `json:"store"`
	}
	if err := json.Unmarshal([]byte(body), &ready); err != nil {
		t.Fatal(err)
	}
	return ready.Store
}

// TestTheRedisClientLogsIntoTheProgramsLog takes the server away and reads the log.
func TestTheRedisClientLogsIntoTheProgramsLog(t *testing.T) {
	m := miniredis.RunT(t)
	s := start(t, app.Options{Config: settings(t, map[string]string{config.Store: "redis://" + m.Addr()})})
	address := m.Addr()
	m.Close()
	storetest.WaitFor(t, "the client to complain", func() bool { return strings.Contains(s.log.String(), "the Redis client reports trouble") })
	if strings.Contains(s.log.String(), address) {
		t.Errorf("the log names the server:\n%s", s.log.String())
	}
}
