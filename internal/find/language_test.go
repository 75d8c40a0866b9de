package find_test

import (
	"sync"
	"testing"

	"lectern/internal/find"
)

// TestInflections asks for the titles of small courses in other forms than they have.
func TestInflections(t *testing.T) {
	for _, c := range []struct {
		lang   string
		titles []string
		asked  map[string]int
	}{
		{"en", []string{"Democracies at War", "National Economies", "Trading Nations", "Behaviour of States"}, map[string]int{
			"democracy": 0, "nations": 2, "nation": 2, "economy": 1, "trade": 2, "behavior": 3,
		}},
		{"de", []string{"Ländergrenzen", "Die Häuser", "Sicherheitspolitik", "Realismus", "Straßenbau"}, map[string]int{
			"Länder": 0, "Haus": 1, "haeuser": 1, "häusern": 1, "politik": 2, "sicherheit": 2, "realisten": 3, "strassenbau": 4,
		}},
		{"fr", []string{"Les institutions", "L'État", "Le libéralisme", "La sécurité"}, map[string]int{
			"institution": 0, "etat": 1, "états": 1, "libéral": 2, "libéraliste": 2, "securite": 3,
		}},
		{"es", []string{"Las naciones", "El realismo", "La teoría"}, map[string]int{"nación": 0, "realista": 1, "teorias": 2}},
		{"pt-BR", []string{"As nações", "O realismo", "Instituições nacionais"}, map[string]int{"nação": 0, "realistas": 1, "instituição nacional": 2}},
		{"it", []string{"Le istituzioni politiche", "Il liberalismo", "La guerra"}, map[string]int{"istituzione politica": 0, "liberalista": 1, "guerre": 2}},
		{"nl", []string{"De staten", "Veiligheid", "Het realisme"}, map[string]int{"staat": 0, "veiligheden": 1, "realisten": 2}}, //nolint:misspell // Dutch
		{"sv", []string{"Staterna", "Säkerhetspolitik", "Realismen"}, map[string]int{"stat": 0, "sakerhetspolitiken": 1, "realism": 2}},
		{"nb", []string{"Institusjonene", "Krigen"}, map[string]int{"institusjon": 0, "kriger": 1}},
		{"hu", []string{"Az intézmények", "A háború"}, map[string]int{"intézmény": 0, "haboru": 1}},
		{"ru", []string{"Государства", "Безопасность", "Ёлки"}, map[string]int{"государство": 0, "безопасности": 1, "елка": 2}},
		{"ar", []string{"المؤسسات الدولية", "الأمن", "مُقَدِّمة"}, map[string]int{"مؤسسة": 0, "امن": 1, "مقدمه": 2}},
		{"he", []string{"הביטחון", "מוסדות"}, map[string]int{"ביטחון": 0, "מוסד": 1}},
		{"th", []string{"แผนที่โลก", "มหาสมุทร"}, map[string]int{"แผนที่": 0, "สมุทร": 1}},
		{"el", []string{"Ασφάλεια", "Θεωρία"}, map[string]int{"ασφαλεια": 0, "ΘΕΩΡΙΑ": 1}},
		{"", []string{"Untitled tongue", "地図"}, map[string]int{"tongues": 0, "地図": 1}},
	} {
		var entries []find.Entry
		for _, title := range c.titles {
			entries = append(entries, find.Entry{Title: title, Body: "…", Lang: c.lang, Level: 1, Parent: -1})
		}
		ix := find.New(entries)
		for query, want := range c.asked {
			if r := ix.Lookup(query); r.Outcome != find.Found || r.Best.Entry != want {
				t.Errorf("%s %q: want %q, got %s", c.lang, query, c.titles[want], told(entries, r))
			}
		}
	}
}

// TestConcurrentLookups shares one index between goroutines; the race detector watches.
func TestConcurrentLookups(t *testing.T) {
	entries := entriesOf(t, "sky")
	ix := find.New(entries)
	want := told(entries, ix.Lookup("supernovea"))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				if got := told(entries, ix.Lookup("supernovea")); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
				ix.Complete("moo", 25)
				ix.Search("light", 10)
				ix.Snippet(3, "light", 80)
			}
		})
	}
	all.Wait()
}
