package bot

import (
	"context"
	"log/slog"

	"lectern/internal/chat"
)

// Arrive implements chat.Greeter.
func (b *Bot) Arrive(ctx context.Context, a chat.Arrival) (reply chat.Reply, greet bool) {
	if b.welcome == nil {
		return chat.Reply{}, false
	}
	defer func() {
		if p := recover(); p != nil {
			b.logPanic(ctx, Request{}, p)
			reply, greet = chat.Reply{}, false
		}
	}()
	v, err := b.welcome(ctx, b.languages.In(a.From.Locale), a)
	if err != nil {
		b.log.LogAttrs(ctx, slog.LevelWarn, "whoever added the bot could not be greeted", slog.String("platform", string(a.From.Platform)), slog.Any("error", err))
	}
	return chat.Reply{View: v}, err == nil && v != nil
}

// Greeted implements chat.Greeter.
func (b *Bot) Greeted(ctx context.Context, a chat.Arrival) {
	if b.welcomed == nil {
		return
	}
	if err := b.welcomed(ctx, a); err != nil {
		b.log.LogAttrs(ctx, slog.LevelWarn, "it could not be noted that whoever added the bot was greeted; it may happen again", slog.String("platform", string(a.From.Platform)), slog.Any("error", err))
	}
}
