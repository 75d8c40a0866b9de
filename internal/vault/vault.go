// Package vault keeps secrets at rest: the tokens of workspaces that installed the bot by
// themselves. They lie in the store as records, sealed with AES-256-GCM under a key made of
// LECTERN_SECRET, so that neither the file nor a backup of it gives anybody a token.
//
// What is sealed is bound to its platform and id: it cannot be opened under another. Each
// names the key it was sealed with, so that a secret can be changed while the former one is
// still given (LECTERN_SECRET_FORMER).
package vault

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"lectern/internal/chat"
	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/record"
)

// The purposes separate these keys from every other made of the same secret.
const (
	sealing = "lectern vault, version 1"
	naming  = "lectern vault key name, version 1"
)

// home is where the records are; they belong to no class.
const home quiz.ClassID = "vault"

// attempts is how often a record is written anew that somebody else has changed meanwhile.
const attempts = 8

// Vault seals and keeps. It is safe for concurrent use.
type Vault struct {
	store record.Store
	keys  []key // the first seals, all open
}

type key struct {
	name string // tells keys apart, and nothing about them
	aead cipher.AEAD
}

// sealed is a record.
type sealed struct {
	Key  string `json:"key"`
	Data []byte `json:"data"` // the nonce and what was sealed
}

// New makes a Vault over a store. The first secret seals; the others are former ones.
func New(s record.Store, secrets ...[]byte) (*Vault, error) {
	if len(secrets) == 0 {
		return nil, errors.New("make a vault: no secret was given")
	}
	v := &Vault{store: s}
	for _, secret := range secrets {
		k, err := newKey(secret)
		if err != nil {
			return nil, fmt.Errorf("make a vault: %w", err)
		}
		v.keys = append(v.keys, k)
	}
	return v, nil
}

func newKey(secret []byte) (k key, err error) {
	raw, err := hkdf.Key(sha256.New, secret, nil, sealing, 32) // AES-256
	if err != nil {
		return k, err
	}
	name, err := hkdf.Key(sha256.New, secret, nil, naming, 8)
	if err != nil {
		return k, err
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		return k, err
	}
	k.name = hex.EncodeToString(name)
	k.aead, err = cipher.NewGCM(block)
	return k, err
}

// For gives the part of the vault that belongs to a platform.
func (v *Vault) For(p chat.Platform) chat.Vault { return drawer{v, p} }

// drawer is the part of one platform.
type drawer struct {
	vault    *Vault
	platform chat.Platform
}

var _ chat.Vault = drawer{}

func (d drawer) bound(id string) []byte { return []byte(string(d.platform) + "\x00" + id) }

// Keep implements chat.Vault.
func (d drawer) Keep(ctx context.Context, id string, data []byte) error {
	v, kind := d.vault, record.Kind(d.platform)
	if data == nil {
		return record.Remove(ctx, v.store, home, kind, id)
	}
	k := v.keys[0]
	nonce := make([]byte, k.aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails (crypto/rand, Go 1.24)
	s := sealed{Key: k.name, Data: k.aead.Seal(nonce, nonce, data, d.bound(id))}
	var err error
	for range attempts {
		var old sealed
		revision, failed := record.Get(ctx, v.store, home, kind, id, &old)
		if failed != nil && !fault.Is(failed, fault.Missing) {
			return failed
		}
		if err = record.Save(ctx, v.store, home, kind, id, revision, s); !fault.Is(err, fault.Conflict) {
			return err
		}
	}
	return err
}

// Kept implements chat.Vault.
func (d drawer) Kept(ctx context.Context, id string) ([]byte, error) {
	var s sealed
	if _, err := record.Get(ctx, d.vault.store, home, record.Kind(d.platform), id, &s); err != nil {
		return nil, err
	}
	for _, k := range d.vault.keys {
		if n := k.aead.NonceSize(); k.name == s.Key && len(s.Data) >= n {
			data, err := k.aead.Open(nil, s.Data[:n], s.Data[n:], d.bound(id))
			if err != nil {
				return nil, fmt.Errorf("open what is kept: %w", err)
			}
			return data, nil
		}
	}
	return nil, errors.New("open what is kept: it was sealed with a secret that is not known any more")
}
