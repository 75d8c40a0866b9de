package redis

import (
	"crypto/tls"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"lectern/internal/fault"
)

// parse reads an address:
//
//	redis://[user:password@]host[:port][/db]            a server
//	rediss://…                                          the same over TLS
//	redis+sentinel://[user:password@]host1,host2/master[/db]
//	redis+cluster://[user:password@]host1,host2
//
// The sentinel and cluster forms take ?tls=true.
func parse(address string) (*redis.UniversalOptions, error) {
	u, err := url.Parse(address)
	if err != nil {
		// The parser's own error repeats the address, password and all.
		return nil, invalid("it is not an address")
	}
	o := &redis.UniversalOptions{
		DialTimeout: dialTimeout, ReadTimeout: readTimeout, WriteTimeout: readTimeout, PoolTimeout: poolTimeout,
		DialerRetries: dials, MaxRetries: maxRetries, ContextTimeoutEnabled: true, Protocol: 2,
	}
	if u.User != nil {
		o.Username = u.User.Username()
		o.Password, _ = u.User.Password()
	}
	if u.Host == "" {
		return nil, invalid("it names no host")
	}
	path := strings.Split(strings.Trim(u.Path, "/"), "/")
	port := "6379"
	secure := u.Query().Get("tls") == "true"
	switch u.Scheme {
	case "redis", "rediss":
		secure = secure || u.Scheme == "rediss"
	case "redis+sentinel":
		port = "26379"
		if o.MasterName = path[0]; o.MasterName == "" {
			return nil, invalid("it does not name the master: redis+sentinel://host1,host2/master")
		}
		o.SentinelUsername, o.SentinelPassword = o.Username, o.Password
		path = append(path[1:], "")
	case "redis+cluster":
		o.IsClusterMode = true
		path = []string{""}
	default:
		return nil, invalid("its scheme is " + strconv.Quote(u.Scheme))
	}
	if path[0] != "" {
		if o.DB, err = strconv.Atoi(path[0]); err != nil || o.DB < 0 {
			return nil, invalid("the database " + strconv.Quote(path[0]) + " is not a number")
		}
	}
	for host := range strings.SplitSeq(u.Host, ",") {
		if _, _, err := net.SplitHostPort(host); err != nil {
			host = net.JoinHostPort(strings.Trim(host, "[]"), port)
		}
		o.Addrs = append(o.Addrs, host)
	}
	if secure {
		o.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	return o, nil
}

func invalid(why string) error {
	return fault.New(fault.Invalid, "LECTERN_STORE cannot be used: "+why+".",
		"Use redis://host:6379/0, rediss://…, redis+sentinel://host1,host2/master or redis+cluster://host1,host2.")
}
