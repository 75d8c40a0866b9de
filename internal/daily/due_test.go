package daily_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"lectern/internal/chattest"
	"lectern/internal/class"
	"lectern/internal/quiz"
	"lectern/internal/schedule"
	"lectern/internal/store"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	when, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

// asked lists the rooms that show the question, as it is open.
func asked(rooms *chattest.Rooms) string {
	var in []string
	for _, title := range rooms.Titles() {
		if room, ok := strings.CutSuffix(title, ": open"); ok {
			in = append(in, room)
		}
	}
	slices.Sort(in)
	return strings.Join(in, " ")
}

// TestEachPlaceIsAskedAtItsOwnTime looks at two replicas at certain times in UTC, of which the
// second knows nothing of what the first has in memory.
func TestEachPlaceIsAskedAtItsOwnTime(t *testing.T) {
	type look struct{ at, want string }
	for name, c := range map[string]struct {
		zone, days, closes string // of the class, which is asked at nine in place a
		opens, own         string // of place b
		looks              []look
	}{
		"later on the same day": {"Europe/Berlin", "Mon", "18:00", "17:00", "Asia/Kolkata", []look{
			{"2000-01-03 07:59", ""}, {"2000-01-03 08:00", "a"}, {"2000-01-03 11:29", "a"}, {"2000-01-03 11:30", "a b"}, {"2000-01-03 17:01", ""},
		}},
		"the day before in UTC": {"Europe/Berlin", "Mon", "18:00", "08:00", "Pacific/Auckland", []look{
			{"2000-01-02 18:59", ""}, {"2000-01-02 19:00", "b"}, {"2000-01-03 08:00", "a b"}, {"2000-01-03 17:01", ""},
		}},
		"the day after in UTC": {"America/Los_Angeles", "Mon", "23:00", "17:00", "Pacific/Honolulu", []look{
			{"2000-01-03 16:59", ""}, {"2000-01-03 17:00", "a"}, {"2000-01-04 02:59", "a"}, {"2000-01-04 03:00", "a b"}, {"2000-01-04 07:01", ""},
		}},
		"clocks of one zone have changed in spring": {"Europe/Berlin", "Mon", "18:00", "09:00", "America/New_York", []look{
			{"2000-04-03 07:00", "a"}, {"2000-04-03 12:59", "a"}, {"2000-04-03 13:00", "a b"}, {"2000-04-03 16:01", ""},
		}},
		"of the other zone a week before": {"Europe/Berlin", "Mon", "18:00", "09:00", "America/New_York", []look{
			{"2000-03-27 07:00", "a"}, {"2000-03-27 13:59", "a"}, {"2000-03-27 14:00", "a b"}, {"2000-03-27 16:01", ""},
		}},
		"clocks skip the time": {"Europe/Berlin", "Sun", "18:00", "02:30", "America/New_York", []look{
			{"2000-04-02 06:59", ""}, {"2000-04-02 07:00", "a b"}, {"2000-04-02 16:01", ""},
		}},
		"clocks show the time twice": {"America/New_York", "Sun", "18:00", "02:30", "Europe/Berlin", []look{
			{"2000-10-29 00:29", ""}, {"2000-10-29 00:30", "b"}, {"2000-10-29 01:30", "b"}, {"2000-10-29 14:00", "a b"}, {"2000-10-29 23:01", ""},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := openStore(t)
				defer func() { _ = s.Close() }()
				settings, rooms, b := twoPlaces(), &chattest.Rooms{}, questionsOf(t, 3)
				settings.Schedule = schedule.Text{Zone: c.zone, Days: c.days, Opens: "09:00", Closes: c.closes, Start: "2000-01-03"}
				settings.Daily.Times = settings.Daily.Timing(class.PlaceTime{Place: settings.Places[1], Opens: c.opens, Zone: c.own})
				for _, l := range c.looks {
					time.Sleep(time.Until(at(t, l.at)))
					runFor(t, 10*time.Second, newReplica("a", s, rooms, b, settings), newReplica("b", s, rooms, b, settings))
					if got := asked(rooms); got != l.want {
						t.Errorf("at %s it is open in %q, want %q", l.at, got, l.want)
					}
				}
				told(t, s, rooms, settings)
			})
		})
	}
}

// told holds that the one question of a date opened with the first place and was told in both.
func told(t *testing.T, s store.Store, rooms *chattest.Rooms, c class.Class) {
	t.Helper()
	ps, err := s.Prompts(t.Context(), c.ID, 10)
	if err != nil || len(ps) != 1 || len(rooms.Messages()) != 4 {
		t.Fatalf("asked %v, %v; the rooms show %v", ps, err, rooms.Titles())
	}
	tt, err := c.Timetable()
	if err != nil {
		t.Fatal(err)
	}
	o, ok := tt.Plan.On(c.PlannedDate(ps[0]))
	first := slices.MinFunc([]time.Time{o.Opens, tt.At(o, c.Places[1]).Opens}, time.Time.Compare)
	if !ok || !ps[0].Opens.Equal(first) || !ps[0].Closes.Equal(o.Closes) {
		t.Errorf("opened %v until %v, want %v until %v", ps[0].Opens, ps[0].Closes, first, o.Closes)
	}
}

// TestSettingsChangeInTheMiddleOfTheDay changes a place while the question is open: whatever
// its time becomes, it is asked once.
func TestSettingsChangeInTheMiddleOfTheDay(t *testing.T) {
	own := func(clock string) func(*class.Class) {
		return func(c *class.Class) {
			c.Daily.Times = c.Daily.Timing(class.PlaceTime{Place: twoPlaces().Places[1], Opens: clock})
		}
	}
	alone := func(c *class.Class) { c.Places = c.Places[:1] }
	both := func(change func(*class.Class)) func(*class.Class) {
		return func(c *class.Class) { c.Places = twoPlaces().Places; change(c) }
	}
	for name, c := range map[string]struct {
		before, after func(*class.Class) // at noon
		nine, noon    string
		three         string
	}{
		"a place is added":                            {alone, both(own("")), "a", "a b", "a b"},
		"a place is added whose time is over":         {alone, both(own("08:00")), "a", "a b", "a b"},
		"a place is added whose time is to come":      {alone, both(own("14:00")), "a", "a", "a b"},
		"a time to come is taken away":                {own("14:00"), own(""), "a", "a b", "a b"},
		"a time that is over is taken away":           {own("08:00"), own(""), "a b", "a b", "a b"},
		"a place that is asked gets a later time":     {own("08:00"), own("14:00"), "a b", "a b", "a b"},
		"a time to come is put off":                   {own("13:00"), own("14:00"), "a", "a", "a b"},
		"a place is taken away before its time comes": {own("14:00"), alone, "a", "a", "a"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := openStore(t)
				defer func() { _ = s.Close() }()
				settings, rooms, b := twoPlaces(), &chattest.Rooms{}, questionsOf(t, 3)
				c.before(&settings)
				list := []class.Class{settings}
				long, short := newReplica("long", s, rooms, b, list...), newReplica("short", s, rooms, b, list...)
				long.Classes = func() []class.Class { return list }
				start := time.Now()
				see := func(hour int, want string) {
					t.Helper()
					time.Sleep(monday(hour) - time.Since(start))
					runFor(t, time.Minute, long, short)
					if got := asked(rooms); got != want {
						t.Errorf("at %d it is open in %q, want %q", hour, got, want)
					}
				}
				see(9, c.nine)
				c.after(&settings)
				list[0] = settings
				short = newReplica("new", s, rooms, b, settings) // was started since
				see(12, c.noon)
				see(15, c.three)
				time.Sleep(monday(18) - time.Since(start))
				runFor(t, time.Minute, long, short)
				var want []string
				for range strings.FieldsSeq(c.three) {
					want = append(want, "closed", "results")
				}
				var got []string
				for _, title := range rooms.Titles() {
					got = append(got, strings.Fields(title)[1])
				}
				slices.Sort(want)
				slices.Sort(got)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("in the evening (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// TestThePlannedDateOfAPrompt takes openings from far in the east to far in the west of the class.
func TestThePlannedDateOfAPrompt(t *testing.T) {
	c := twoPlaces()
	d := schedule.Date{Year: 2000, Month: 1, Day: 3}
	for _, opens := range []string{"2000-01-01 10:00", "2000-01-02 19:00", "2000-01-03 08:00", "2000-01-05 11:59"} {
		p := quiz.Prompt{ID: class.DailyPrompt(c.ID, d, 9), Class: c.ID, Kind: quiz.Daily, Opens: at(t, opens)}
		if got := c.PlannedDate(p); got != d {
			t.Errorf("opened %s: planned for %v", opens, got)
		}
	}
	round := quiz.Prompt{ID: "r1", Class: c.ID, Kind: quiz.Live, Opens: at(t, "2000-01-02 23:30")}
	if got := c.PlannedDate(round); got != d {
		t.Errorf("a round has the date %v", got)
	}
}
