package find_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lectern/internal/find"
)

// lesson is an entry of the first level below a chapter, with nothing in its text that matters.
func lesson(title string) find.Entry {
	return find.Entry{Title: title, Level: 1, Parent: -1, Lang: "en", Body: "…"}
}

func lessons(titles ...string) (out []find.Entry) {
	for _, t := range titles {
		out = append(out, lesson(t))
	}
	return out
}

// TestHowManyTypingErrorsAreForgiven goes by the length of what was typed: none below three
// letters, one below six, two below twelve, three beyond; short words must begin alike.
func TestHowManyTypingErrorsAreForgiven(t *testing.T) {
	entries := lessons("Iran", "Marx", "Locke", "Hobbes", "Hegemon", "Federalism", "Constructivism", "Pharaohs", "Cyprus")
	ix := find.New(entries)
	for _, tt := range []struct{ typed, want string }{
		{"irn", "Iran"},
		{"ern", ""},
		{"ira", "Iran"},
		{"ir", ""},
		{"rn", ""}, // two letters are neither a beginning nor a slip
		{"mrax", "Marx"},
		{"mark", ""},
		{"marxx", "Marx"}, // one letter for another makes a different short word
		{"lcoke", "Locke"},
		{"lokce", "Locke"},
		{"rocke", ""},
		{"lokec", ""},
		{"gobbes", "Hobbes"},
		{"hobbse", "Hobbes"},
		{"hgemno", "Hegemon"},
		{"bgemno", ""}, // two slips in a short word, and another first letter
		{"fedrealsim", "Federalism"},
		{"vederalsim", "Federalism"},
		{"bederalsim", ""},
		{"vedrealsim", ""}, // v sounds like f
		{"federalizm", "Federalism"},
		{"gederalism", "Federalism"},
		{"kontsructivsm", "Constructivism"},
		{"gontsructivsm", ""},
		{"cosntrcutisvmi", ""}, // four
		{"faraohs", "Pharaohs"},
		{"zyprus", "Cyprus"},
		{"syprus", "Cyprus"},
	} {
		got := ""
		if r := ix.Lookup(tt.typed); r.Outcome == find.Found {
			got = entries[r.Best.Entry].Title
		}
		if got != tt.want {
			t.Errorf("%q finds %q, want %q", tt.typed, got, tt.want)
		}
	}
}

// TestWhichOfTwoComesFirst has two entries that both answer, and the rule that decides.
func TestWhichOfTwoComesFirst(t *testing.T) {
	section := func(title, body string, parent int) find.Entry {
		return find.Entry{Title: title, Level: 2, Parent: parent, Lang: "en", Body: body}
	}
	chapter := func(title string) find.Entry {
		return find.Entry{Title: title, Level: 0, Parent: -1, Lang: "en", Body: "…"}
	}
	deep := func(title string, level int) find.Entry {
		return find.Entry{Title: title, Level: level, Parent: -1, Lang: "en", Body: "…"}
	}
	for _, tt := range []struct {
		rule, query string
		entries     []find.Entry
		want        int
	}{
		{"a title before any number of mentions", "deterrence", []find.Entry{section("Wars", strings.Repeat("deterrence ", 50), -1), section("Deterrence", "…", -1)}, 1},
		{"the whole title before a longer one", "power", []find.Entry{lesson("Power Transition"), lesson("Power")}, 1},
		{"a lesson before its own section", "realism", []find.Entry{lesson("Realism"), section("Realism: Introduction", "realism realism realism", 0)}, 0},
		{"a lesson before a section of the same name", "alliances", []find.Entry{section("Alliances", "…", -1), lesson("Alliances")}, 1},
		{"of equal names, the lesson before the chapter", "alliances", []find.Entry{chapter("Alliances"), lesson("Alliances")}, 1},
		{"of equal names, the section that lies less deep", "alliances", []find.Entry{deep("Alliances", 5), deep("Alliances", 2)}, 1},
		{"words in the order asked for", "security dilemma", []find.Entry{section("One", "A dilemma security. Security and a dilemma.", -1), section("Two", "Security dilemma and so on as it is.", -1)}, 1},
		{"a whole quotation before its words apart", "balance against threats", []find.Entry{section("One", "They balance against others; others are all the same against threats.", -1), section("Two", "They balance against threats; others are all the same against others.", -1)}, 1},
		{"all words before some", "trade war", []find.Entry{section("One", "trade trade trade trade", -1), section("Two", "a trade that ended in a war of many others", -1)}, 1},
		{"the shorter of two texts with a mention each", "sanctions", []find.Entry{section("One", "sanctions "+strings.Repeat("and much else besides ", 40), -1), section("Two", "sanctions and little else", -1)}, 1},
		{"the rare word of a query counts more", "states hegemon", []find.Entry{section("One", "states states states", -1), section("Two", "a hegemon", -1), section("Three", "states", -1), section("Four", "states", -1)}, 1},
	} {
		for _, turned := range []bool{false, true} {
			entries, want := tt.entries, tt.want
			if turned && len(entries) == 2 && entries[1].Parent < 0 { // not by their place in the course
				entries, want = []find.Entry{entries[1], entries[0]}, 1-want
			}
			hits := find.New(entries).Search(tt.query, 5)
			if len(hits) == 0 || hits[0].Entry != want {
				t.Errorf("%s (turned: %v): %q finds %v first, want entry %d", tt.rule, turned, tt.query, hits, want)
			}
		}
	}
	twins := find.New([]find.Entry{section("One", "sanctions", -1), section("Two", "sanctions", -1)})
	if hits := twins.Search("sanctions", 5); len(hits) != 2 || hits[0].Entry != 0 {
		t.Errorf("where nothing tells them apart, the first of the course comes first: %v", hits)
	}
}

// TestScriptsWithoutBlanks asks for parts of titles, in other widths and beside Latin words.
func TestScriptsWithoutBlanks(t *testing.T) {
	var entries []find.Entry
	for _, e := range [][2]string{{"国际关系理论", "zh"}, {"安全困境", "zh"}, {"ガイドブック", "ja"}, {"안보 딜레마", "ko"}, {"แผนที่โลก", "th"}, {"AI研究入門", "ja"}, {"水", "zh"}} {
		entries = append(entries, find.Entry{Title: e[0], Lang: e[1], Level: 1, Parent: -1, Body: "…"})
	}
	ix := find.New(entries)
	for query, want := range map[string]string{
		"关系理论": "国际关系理论", "国际 理论": "国际关系理论", "困境": "安全困境", "安全困境?": "安全困境",
		"ｶﾞｲﾄﾞ": "ガイドブック", "ガイドブック": "ガイドブック", "안보": "안보 딜레마", "딜레마": "안보 딜레마", "แผนที่": "แผนที่โลก",
		"ai研究": "AI研究入門", "研究": "AI研究入門", "ＡＩ": "AI研究入門", "水": "水",
		"系关": "", "火": "", "論理": "",
	} {
		got := ""
		if r := ix.Lookup(query); r.Outcome == find.Found {
			got = entries[r.Best.Entry].Title
		}
		if got != want {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
}

// TestSearchIsInOrderAndWithinItsLimit holds for any words of any course.
func TestSearchIsInOrderAndWithinItsLimit(t *testing.T) {
	var all []*find.Index
	var sizes []int
	for _, c := range courses(t) {
		all, sizes = append(all, find.New(c.Entries)), append(sizes, len(c.Entries))
	}
	words := []string{"the", "moon", "power", "war", "Haus", "星", "introduction", "what", "is", "of", "supernvoa", "neo-realism", "x"}
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.IntRange(0, len(all)-1).Draw(t, "course")
		query := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 5).Draw(t, "words"), " ")
		limit := rapid.IntRange(0, 40).Draw(t, "limit")
		hits := all[at].Search(query, limit)
		if len(hits) > limit {
			t.Fatalf("%q: %d hits, asked for %d", query, len(hits), limit)
		}
		seen, rises := map[int]bool{}, 0
		for i, h := range hits {
			if h.Entry < 0 || h.Entry >= sizes[at] || seen[h.Entry] {
				t.Fatalf("%q: hit %d of %v", query, i, hits)
			}
			seen[h.Entry] = true
			if i > 0 && h.Score > hits[i-1].Score {
				rises++
			}
		}
		// Those with most of the query come first, each kind by its score.
		if rises > 1 {
			t.Fatalf("%q: the scores rise %d times in %v", query, rises, hits)
		}
	})
}
