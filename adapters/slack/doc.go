// Package slack speaks with Slack: by Socket Mode, which needs no public address, or by
// signed HTTP requests, which serve several workspaces.
//
// slack-go holds the sockets. Requests are decoded here, messages are written without
// reflection from parts rendered when the course was loaded, and prose becomes rich text
// rather than mrkdwn: in its elements nothing a person wrote can become a mention or a link.
//
// # Where the platform's rules are held
//
// Every rule has one place in the code and a test that fails without it. The fake, slackfake,
// refuses what Slack would refuse, and runs against the real slack-go.
//
//	rules                                      held by                  tried by
//	tokens, prefixes, trailing slash           slack.go check           oauth_test.go
//	signature, five minutes, raw body, size    verify.go, http.go       ingress_test.go, verify_test.go
//	address check, events, repeats             events.go                ingress_test.go, installs_test.go
//	sockets: two, paced, hopeless refusals     socket.go                socket_test.go, ingress_test.go
//	acknowledgements: in time, small, lost     envelope.go              socket_test.go
//	three seconds for answers and forms        respond.go, form.go      adaptertest, form_test.go
//	one effect per event                       replays.go               ingress_test.go
//	response address: host, five uses, waits   web.go respond, form.go  ingress_test.go, refusals_test.go
//	pace: channels, tiers, Retry-After         pace.go                  refusals_test.go
//	refusals and what to do about them         refusals.go              refusals_test.go
//	lengths and counts                         limits.go, each cut      payload_test.go goldens
//	fields, surfaces, arguments of methods     lint*.go, in tests       lint_test.go, payload_test.go
//	no mention, no link out of words           text.go, spans.go        adaptertest, goldens
//	words beside blocks, alt text              view.go, files.go        lint, adaptertest
//	threads: shortcuts in place of commands    shortcut.go              home_test.go
//	home page                                  home.go                  home_test.go
//	files: three steps, pictures not ready     files.go                 files_test.go
//	who leads: owners, groups, strangers       people.go                rights_test.go
//	language of a person                       people.go                people_test.go
//	workspaces that install the app, rotation  oauth.go, installs.go    oauth_test.go, installs_test.go
//	what a manifest may say                    manifest.go              payload_test.go
//	posts that were interrupted                find.go                  find_test.go
//
// What Slack offers and this package leaves alone: scheduled messages, which end after 120 days
// and cannot carry what changed since (the bot plans for itself); message metadata; markdown
// blocks, which set every heading alike; views pushed onto views; installations of a whole
// organisation, which are declined.
package slack
