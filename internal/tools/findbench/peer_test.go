package findbench_test

import (
	"strconv"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/ar"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/bleve/v2/analysis/lang/ru"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/search/query"

	"lectern/internal/find"
)

// peer is bleve over the same entries.
type peer struct {
	index     bleve.Index
	fuzziness int
}

// analyser names bleve's analyser of a language.
func analyser(lang string) string {
	switch lang {
	case "de":
		return de.AnalyzerName
	case "es":
		return es.AnalyzerName
	case "fr":
		return fr.AnalyzerName
	case "ru":
		return ru.AnalyzerName
	case "ar":
		return ar.AnalyzerName
	case "ja", "ko", "zh":
		return cjk.AnalyzerName
	}
	return en.AnalyzerName
}

// newPeer indexes the entries in memory, in batches.
func newPeer(t testing.TB, entries []find.Entry, lang string, fuzziness int) *peer {
	t.Helper()
	m := bleve.NewIndexMapping()
	m.DefaultAnalyzer = analyser(lang)
	index, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := index.Close(); err != nil {
			t.Error(err)
		}
	})
	batch := index.NewBatch()
	for i, e := range entries {
		doc := map[string]any{"title": e.Title, "lead": e.Lead, "body": e.Body}
		if err := batch.Index(strconv.Itoa(i), doc); err != nil {
			t.Fatal(err)
		}
		if batch.Size() >= 1000 {
			flush(t, index, batch)
		}
	}
	flush(t, index, batch)
	return &peer{index, fuzziness}
}

func flush(t testing.TB, index bleve.Index, batch *bleve.Batch) {
	t.Helper()
	if err := index.Batch(batch); err != nil {
		t.Fatal(err)
	}
	batch.Reset()
}

// find gives the best five entries.
func (p *peer) find(t testing.TB, text string) []int {
	match := func(field string, boost float64) query.Query {
		q := bleve.NewMatchQuery(text)
		q.SetField(field)
		q.SetBoost(boost)
		q.SetFuzziness(p.fuzziness)
		return q
	}
	const titleBoost = 5
	all := bleve.NewDisjunctionQuery(match("title", titleBoost), match("lead", 1), match("body", 1))
	res, err := p.index.Search(bleve.NewSearchRequestOptions(all, 5, 0, false))
	if err != nil {
		t.Fatal(err)
	}
	out := make([]int, 0, len(res.Hits))
	for _, h := range res.Hits {
		at, err := strconv.Atoi(h.ID)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, at)
	}
	return out
}
