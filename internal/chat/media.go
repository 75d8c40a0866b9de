package chat

import (
	"net/url"
	"strings"
)

// MediaURL gives the address under which a picture of the course can be fetched: src itself
// when it is absolute, public + "/media/" + src when the bot has a public address, else empty.
func MediaURL(public, src string) string {
	if strings.HasPrefix(src, "https://") || strings.HasPrefix(src, "http://") {
		return src
	}
	if public == "" || src == "" {
		return ""
	}
	return public + "/media/" + (&url.URL{Path: src}).EscapedPath()
}
