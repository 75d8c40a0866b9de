package wire_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"lectern/adapters/wire"
)

func TestAFileIsFetchedFromWhereItWasSaidToLie(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("a redirect was followed, and with it went the token")
	}))
	defer elsewhere.Close()
	said := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusFound))
	defer said.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, said.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer secret")
	resp, err := wire.FetchClient().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusFound {
		t.Errorf("answered %d, want the redirect itself", resp.StatusCode)
	}
}
