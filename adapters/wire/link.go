package wire

import (
	"net/url"
	"strings"
)

// Linkable tells whether an address may be linked to: of a site, or to write to. One with a blank
// or a mark that ends an address in some markup is none.
func Linkable(raw string) bool {
	if strings.ContainsAny(raw, " \n\t<>\"") {
		return false
	}
	if simple(raw) {
		return true
	}
	u, err := url.Parse(raw)
	if err != nil {
		return false
	}
	return u.Scheme == "mailto" || (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// simple tells whether an address is so plain that there is nothing to parse: https, a host, and
// a path of letters, digits and dashes.
func simple(raw string) bool {
	rest, ok := strings.CutPrefix(raw, "https://")
	if !ok || rest == "" || rest[0] == '/' {
		return false
	}
	for i := range len(rest) {
		c := rest[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '/' && c != '.' && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// LooksLikeAddress tells whether a link's words could be taken for the address of a site.
func LooksLikeAddress(label string) bool {
	label = strings.TrimSpace(label)
	if strings.ContainsAny(label, " \n") || label == "" {
		return false
	}
	if strings.Contains(label, "://") || strings.HasPrefix(label, "www.") {
		return true
	}
	host, _, _ := strings.Cut(label, "/")
	dot := strings.LastIndexByte(host, '.')
	return dot > 0 && dot < len(host)-2
}
