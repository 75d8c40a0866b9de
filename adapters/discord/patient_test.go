package discord_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"lectern/adapters/discord"
	"lectern/internal/fault"
)

func TestAStartBeforeTheNetworkIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began, tries := time.Now(), 0
		err := discord.Patiently(t.Context(), func() error {
			if tries++; tries < 4 {
				return fault.New(fault.Busy, "Discord cannot be reached.", "")
			}
			return nil
		})
		if waited := time.Since(began); err != nil || tries != 4 || waited != 7*time.Second { // 1 + 2 + 4
			t.Errorf("%d tries in %v: %v", tries, waited, err)
		}
	})
}

func TestWhatDiscordRefusesIsNotAskedAgain(t *testing.T) {
	for name, err := range map[string]error{
		"the token":    fault.New(fault.Forbidden, "Discord refuses the bot's token.", ""),
		"the commands": fmt.Errorf("publish commands: %w", discord.Refused()),
	} {
		tries := 0
		got := discord.Patiently(t.Context(), func() error { tries++; return err })
		if !errors.Is(got, err) || tries != 1 {
			t.Errorf("%s: %d tries, %v", name, tries, got)
		}
	}
}

func TestStoppingEndsTheTries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), time.Hour)
		defer stop()
		away := errors.New("away")
		if err := discord.Patiently(ctx, func() error { return away }); !errors.Is(err, away) {
			t.Errorf("ended with %v", err)
		}
	})
}
