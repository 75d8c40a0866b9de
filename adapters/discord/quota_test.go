package discord_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lectern/adapters/discord"
	"lectern/adapters/discord/discordfake"
	"lectern/internal/chat"
	"lectern/internal/fault"
)

// asked tells how many requests ended so.
func (b *bot) asked(suffix string) (n int) {
	for _, r := range b.fake.Requests() {
		if strings.HasSuffix(r, suffix) {
			n++
		}
	}
	return n
}

// direct carries requests to a handler without a network.
type direct struct{ http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w.Result(), nil
}

// TestTheLimitOfARouteIsLearnedFromItsHeaders: once an answer has told the limit, no request is
// sent that would be refused, one after another or at once.
func TestTheLimitOfARouteIsLearnedFromItsHeaders(t *testing.T) {
	f := discordfake.New(t)
	f.Limit(3, 5*time.Second)
	a, err := discord.Setup(chat.Setup{Getenv: settings(f, "http")})
	if err != nil {
		t.Fatal(err)
	}
	discord.Through(a, direct{f.Config.Handler})
	synctest.Test(t, func(t *testing.T) {
		b := &bot{fake: f, adapter: a}
		if _, err := post(t, b, "1", "first"); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for i := range 30 {
			wg.Go(func() {
				if _, err := post(t, b, "1", fmt.Sprint(i)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for i := range 4 {
			if _, err := post(t, b, "2", fmt.Sprint(i)); err != nil {
				t.Error(err)
			}
		}
	})
	if n := f.Limited(); n > 0 || len(f.Messages("1")) != 31 || len(f.Messages("2")) != 4 {
		t.Errorf("%d requests came too often; %d and %d messages stand there", n, len(f.Messages("1")), len(f.Messages("2")))
	}
}

func TestLimitsThatAreOverAreForgotten(t *testing.T) {
	if n := discord.Kept(20_000); n > 1200 {
		t.Errorf("%d limits are kept, of which five hold", n)
	}
}

func TestRefusedRequestsCountForTenMinutes(t *testing.T) {
	for minutes, want := range map[int]int{3: 3, 10: 10, 25: 10} {
		if got := discord.Refusals(minutes); got != want {
			t.Errorf("after %d minutes %d count, want %d", minutes, got, want)
		}
	}
}

// TestTheBotKeepsQuietLongBeforeItIsBanned: too many refused requests get an address banned.
func TestTheBotKeepsQuietLongBeforeItIsBanned(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		fault discordfake.Fault
		quiet bool
	}{
		{"forbidden", discordfake.Fault{Path: "/messages", Status: 403, Body: `{"code":50013}`}, true},
		{"too often", discordfake.Fault{Path: "/messages", Status: 429, Header: map[string]string{"Retry-After": "0.01"}, Body: `{"retry_after":0.01}`}, true},
		{"too often, together with other bots", discordfake.Fault{Path: "/messages", Status: 429, Header: map[string]string{"Retry-After": "0.01", "X-RateLimit-Scope": "shared"}, Body: `{"retry_after":0.01}`}, false},
		{"not there", discordfake.Fault{Path: "/messages", Status: 404, Body: `{"code":10003}`}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := startBot(t, "http", handlerOf(t))
			discord.KeepQuietAfter(b.adapter, 3)
			b.fake.Fail(tt.fault, tt.fault, tt.fault)
			for i := range 3 {
				_, _ = post(t, b, "1", fmt.Sprint(i))
			}
			before := b.asked("/messages")
			_, err := post(t, b, "2", "k")
			if quiet := fault.Is(err, fault.Busy) && b.asked("/messages") == before; quiet != tt.quiet {
				t.Errorf("quiet: %v, want %v (%v)", quiet, tt.quiet, err)
			}
		})
	}
}

// TestTheNetworkInFrontOfDiscordHoldsEverything: what is not JSON is about the address.
func TestTheNetworkInFrontOfDiscordHoldsEverything(t *testing.T) {
	t.Parallel()
	for name, header := range map[string]map[string]string{"for an hour": {"Retry-After": "3600"}, "for as long as it likes": nil} {
		b := startBot(t, "http", handlerOf(t))
		b.fake.Fail(discordfake.Fault{Path: "/channels/1/", Status: 429, Header: header, Body: "<html>error 1015</html>"})
		for _, channel := range []string{"1", "2"} {
			if _, err := post(t, b, channel, "k"); !fault.Is(err, fault.Busy) {
				t.Errorf("%s, channel %s: %v", name, channel, err)
			}
		}
		if n := b.asked("/messages"); n != 1 {
			t.Errorf("%s: %d requests", name, n)
		}
	}
}

func TestTheLimitOfOneAnswerHoldsNoOther(t *testing.T) {
	t.Parallel()
	b := startBot(t, "gateway", handlerOf(t))
	b.fake.Fail(discordfake.Fault{Path: "/callback", Status: 429, Header: map[string]string{"Retry-After": "3600"}, Body: `{"retry_after":3600}`})
	_, first := b.fake.Event(2, map[string]any{"name": "card", "type": 1})
	b.fake.Push(first)
	b.answers(t)
}

func TestRefusalsAreToldByName(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", handlerOf(t))
	for _, tt := range []struct {
		status, code int
		want         fault.Kind
		says         string
	}{
		{404, 10003, fault.Missing, "not there any more"},
		{404, 10004, fault.Missing, "not there any more"},
		{404, 10008, fault.Missing, "not there any more"},
		{404, 10062, fault.Internal, "not waiting"},
		{400, 30046, fault.Busy, "old messages"},
		{429, 30046, fault.Busy, "old messages"},
		{403, 50003, fault.Forbidden, "of this kind"},
		{400, 50024, fault.Forbidden, "of this kind"},
		{403, 50001, fault.Forbidden, "cannot see"},
		{400, 50006, fault.Forbidden, "may not write"},
		{403, 50007, fault.Forbidden, "direct messages"},
		{400, 50008, fault.Forbidden, "kind of channel"},
		{403, 50013, fault.Forbidden, "may not write"},
		{403, 160005, fault.Forbidden, "locked"},
		{400, 160006, fault.Forbidden, "active threads"},
		{400, 200000, fault.Forbidden, "AutoMod"},
		{400, 50035, fault.Internal, "BASE_TYPE_MAX_LENGTH"},
	} {
		b.fake.Fail(discordfake.Fault{Path: "/messages", Status: tt.status, Body: fmt.Sprintf(`{"code":%d,"message":"no","errors":{"content":{"_errors":[{"code":"BASE_TYPE_MAX_LENGTH"}]}}}`, tt.code)})
		_, err := post(t, b, "1", fmt.Sprint(tt.code))
		if err == nil || fault.KindOf(err) != tt.want || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%d: %v of kind %v, want %v, which says %q", tt.code, err, fault.KindOf(err), tt.want, tt.says)
		}
	}
}

func TestAMessageInAnArchivedThreadIsChangedAndTheThreadLeftAsItWas(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", handlerOf(t))
	ref, err := b.adapter.Post(t.Context(), chat.Place{Platform: "discord", Channel: "1", Thread: "5"}, question("one"), "k")
	if err != nil {
		t.Fatal(err)
	}
	b.fake.Archive("5")
	if err := b.adapter.(chat.Editor).Edit(t.Context(), ref, chat.Notice(chat.Good, "Closed", "The results are there.", "")); err != nil {
		t.Fatal(err)
	}
	if m := b.fake.Messages("5"); m[0].Edits != 1 || !b.fake.Archived("5") {
		t.Errorf("%d edits, archived %v", m[0].Edits, b.fake.Archived("5"))
	}
	b.fake.Fail(discordfake.Fault{Path: "/channels/5", Status: http.StatusBadRequest, Body: `{"code":50083}`}, discordfake.Fault{Path: "/channels/5", Status: http.StatusForbidden, Body: `{"code":50013}`})
	if err := b.adapter.(chat.Editor).Edit(t.Context(), ref, question("one")); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a thread the bot may not open: %v", err)
	}
}
