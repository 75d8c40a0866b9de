package app

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"lectern/internal/bot"
	"lectern/internal/store"
)

// metrics are counted only when somebody listens. Labels come from fixed lists: nothing that
// people type is ever one.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
	units    prometheus.Gauge
	findings *prometheus.GaugeVec
	loaded   prometheus.Gauge
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "lectern_requests_total", Help: "Requests answered, by platform, command and outcome."}, []string{"platform", "command", "outcome"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "lectern_request_seconds", Help: "Time from receiving a request to having its answer.",
			Buckets: []float64{.0001, .0005, .001, .005, .025, .1, .5, 1, 2, 3}, // platforms give up after three seconds
		}, []string{"platform", "command"}),
		units:    prometheus.NewGauge(prometheus.GaugeOpts{Name: "lectern_course_units", Help: "Chapters, lessons and sections being served."}),
		findings: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "lectern_course_findings", Help: "Remarks about the course, by severity."}, []string{"severity"}),
		loaded:   prometheus.NewGauge(prometheus.GaugeOpts{Name: "lectern_course_loaded_timestamp_seconds", Help: "When the served state of the course was read."}),
	}
	m.registry.MustRegister(m.requests, m.took, m.units, m.findings, m.loaded,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) observe(o bot.Outcome) {
	m.requests.WithLabelValues(string(o.Platform), o.Command, o.Result).Inc()
	m.took.WithLabelValues(string(o.Platform), o.Command).Observe(o.Took.Seconds())
}

func (m *metrics) course(s *courseSnapshot) {
	m.units.Set(float64(len(s.Course.Units)))
	m.loaded.Set(float64(s.Loaded.Unix()))
	m.findings.Reset()
	for _, f := range s.Findings {
		m.findings.WithLabelValues(string(f.Severity)).Inc()
	}
}

// store reports whether the store was wiped.
func (m *metrics) store(lost func() *store.Loss) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "lectern_store_wiped", Help: "1 while the store counts as wiped and nothing is recorded."}, func() float64 {
		if lost() != nil {
			return 1
		}
		return 0
	}))
}

func (m *metrics) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	return mux
}
