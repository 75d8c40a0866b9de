package config

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// KeyFile is the name of the file that keeps a generated secret beside the store.
const KeyFile = "lectern.secret"

// keyBytes is the size of a generated secret: as many bits as the hash it is used with.
const keyBytes = 32

// Keys gives the secrets for tokens, the current one first. Without LECTERN_SECRET one is made
// and kept beside the store, readable by its owner alone. saved is false when it could not be
// kept: then buttons stop working at the next start.
func (c *Config) Keys() (keys [][]byte, saved bool, err error) {
	former := c.values[FormerKey].text
	if v := c.values[SecretKey].text; v != "" {
		keys, saved = append(keys, []byte(v)), true
	} else {
		var key []byte
		if key, saved, err = c.keptKey(); err != nil {
			return nil, false, err
		}
		keys = append(keys, key)
	}
	if former != "" {
		keys = append(keys, []byte(former))
	}
	return keys, saved, nil
}

// KeyPath is where a generated secret is kept.
func (c *Config) KeyPath() string { return filepath.Join(filepath.Dir(c.StorePath()), KeyFile) }

func (c *Config) keptKey() (key []byte, saved bool, err error) {
	path := c.KeyPath()
	key, err = readKey(path)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return key, err == nil, err
	}
	key = make([]byte, keyBytes)
	_, _ = rand.Read(key) // never fails (crypto/rand, Go 1.24)
	// The secret is made before the store, whose folder may not be there yet.
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return key, false, nil //nolint:nilerr // told by saved
	}
	err = writeKey(path, key)
	if errors.Is(err, fs.ErrExist) { // another replica was first
		key, err = readKey(path)
		return key, err == nil, err
	}
	return key, err == nil, nil // a folder that cannot be written is told by saved
}

func readKey(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the kept secret: %w", err)
	}
	key, err := base64.RawStdEncoding.DecodeString(strings.TrimSpace(string(data)))
	if err != nil || len(key) < keyBytes {
		return nil, fmt.Errorf("read the kept secret: %s is damaged; delete it to have a new one made", path)
	}
	return key, nil
}

// writeKey makes the file whole before it has its name, so that no reader sees half of it, and
// fails with fs.ErrExist when there is one already.
func writeKey(path string, key []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), KeyFile+".*") // 0600
	if err != nil {
		return fmt.Errorf("keep the secret: %w", err)
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.WriteString(base64.RawStdEncoding.EncodeToString(key) + "\n")
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Link(f.Name(), path)
	}
	if err != nil && !errors.Is(err, fs.ErrExist) { // a file system without hard links
		if _, missing := os.Stat(path); errors.Is(missing, fs.ErrNotExist) {
			err = os.Rename(f.Name(), path)
		}
	}
	if err != nil {
		return fmt.Errorf("keep the secret: %w", err)
	}
	return nil
}
