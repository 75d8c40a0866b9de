// Package discord speaks with Discord: by its gateway, which needs no public address, or by
// signed HTTP requests, which scale and survive rolling deploys.
//
// discordgo holds the gateway connection. Everything else is done here, because it matters:
// interactions are decoded leniently from their raw bytes, messages are written without
// reflection from parts rendered when the course was loaded, and what is sent goes through
// a small client with one pace for the whole bot. Every outgoing message says that it may
// notify nobody.
//
// # Where the platform's rules are held
//
// Each family of rules has one place, and a test that runs the adapter against discordfake, which
// refuses what the platform refuses:
//
//	numbers, with their sources              limits.go
//	shape of messages, answers, forms        lint.go, lintfiles.go, form.go; checked before sending by sound
//	shape of commands, their languages       lintcommands.go, locale.go, publish.go
//	three seconds, fifteen minutes           answer.go: promptly, suggest, replaceOriginal
//	which answer fits which event            answer.go: fit
//	signature, freshness, second delivery    verify.go, http.go: once
//	limits of routes, of everything, bans    quota.go, pace.go
//	what a refusal means                     refusal.go
//	nonce, repeats                           calls.go: create; rest.go: safe requests
//	reconnecting, hanging, session budget    gateway.go, connection.go
//	text that stays text                     escape.go, prose.go
//	files, alternative texts                 files.go
//	permissions, in threads too              inspect.go
//	being added to a server                  arrive.go
//
// Known limits: one gateway connection, which Discord allows up to 2500 servers, beyond which the
// HTTP ingress serves any number; limits and second deliveries are counted per process, so
// replicas rely on Discord's refusals and on the store's idempotent steps; a forum channel is no
// place to post to, its threads are.
package discord
