package app

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"lectern/internal/config"
	"lectern/internal/fault"
	"lectern/internal/store/redis"
	"lectern/internal/store/sqlite"
)

// A backup is one line of JSON, the header, and after it what the store wrote: the SQLite file
// itself, or the keys of Redis as lines of JSON.

// backupVersion is counted up when a backup of the version before could be misread.
const backupVersion = 1

// maxBackupHeader bounds the header, in bytes.
const maxBackupHeader = 4096

// BackupHeader tells what a backup holds.
type BackupHeader struct {
	Lectern string    `json:"lectern"` // "backup"
	Version int       `json:"version"`
	Store   string    `json:"store"` // sqlite or redis
	Made    time.Time `json:"made"`
	Bytes   int64     `json:"bytes"`  // of what follows the header
	SHA256  string    `json:"sha256"` // of the same, hexadecimal
}

// Backup writes everything that the store holds to a file, while the store is in use. The file
// is complete once Backup returns nil, and only its owner can read it.
func Backup(ctx context.Context, cfg *config.Config, path string) (h BackupHeader, err error) {
	if p := cfg.StorePath(); p != "" {
		if _, err := os.Stat(p); err != nil {
			return h, fault.Wrap(err, fault.Missing, "There is no store "+p+" to back up.", "Check LECTERN_STORE, or run the command in the folder where Lectern runs.")
		}
	}
	s, err := OpenStore(ctx, cfg)
	if err != nil {
		return h, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	dumper, ok := s.(interface {
		Dump(ctx context.Context, w io.Writer) error
	})
	if !ok {
		return h, fmt.Errorf("a store of type %T cannot be backed up", s)
	}
	body, err := os.CreateTemp("", "lectern-backup-")
	if err != nil {
		return h, fmt.Errorf("make room for a backup: %w", err)
	}
	defer func() { err = errors.Join(err, body.Close(), os.Remove(body.Name())) }()
	sum := sha256.New()
	if err := dumper.Dump(ctx, io.MultiWriter(body, sum)); err != nil {
		return h, err
	}
	h = BackupHeader{Lectern: "backup", Version: backupVersion, Store: storeFamily(cfg), Made: time.Now().UTC().Truncate(time.Second), SHA256: hex.EncodeToString(sum.Sum(nil))}
	if h.Bytes, err = body.Seek(0, io.SeekCurrent); err != nil {
		return h, fmt.Errorf("measure a backup: %w", err)
	}
	if _, err := body.Seek(0, io.SeekStart); err != nil {
		return h, fmt.Errorf("read a backup again: %w", err)
	}
	return h, writeBackup(path, h, body)
}

func storeFamily(cfg *config.Config) string {
	if cfg.StorePath() != "" {
		return "sqlite"
	}
	return "redis"
}

// writeBackup writes beside the name first, so that a backup of before is never half replaced.
func writeBackup(path string, h BackupHeader, body io.Reader) (err error) {
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "The backup "+path+" cannot be written.", "Name a file in a folder that you may write to.")
	}
	header, err := json.Marshal(h)
	if err == nil {
		_, err = f.Write(append(header, '\n'))
	}
	if err == nil {
		_, err = io.Copy(f, body)
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write the backup: %w", err), os.Remove(part))
	}
	return nil
}

// Restore fills the store from a backup that is whole, and tells where the file of before was
// kept, if there was one. A store that holds something already is a fault.Conflict unless
// replace is set. Nothing of a damaged backup gets into the store.
func Restore(ctx context.Context, cfg *config.Config, path string, replace bool) (h BackupHeader, kept string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return h, "", fault.Wrap(err, fault.Missing, "The backup "+path+" cannot be read.", "Check its name.")
	}
	defer func() { _ = f.Close() }()
	h, start, err := readHeader(f)
	if err != nil {
		return h, "", err
	}
	if family := storeFamily(cfg); h.Store != family {
		return h, "", fault.New(fault.Invalid, "The backup is of a "+h.Store+" store, and LECTERN_STORE names a "+family+" store.", "Name a "+h.Store+" store in LECTERN_STORE.")
	}
	sum := sha256.New()
	n, err := io.Copy(sum, io.NewSectionReader(f, start, 1<<62))
	if err != nil {
		return h, "", fmt.Errorf("read the backup: %w", err)
	}
	if n != h.Bytes || hex.EncodeToString(sum.Sum(nil)) != h.SHA256 {
		return h, "", fault.New(fault.Invalid, "The backup is damaged: its contents are not those it was made with.", "Use another backup, or copy this one again from where it was made.")
	}
	body := io.NewSectionReader(f, start, h.Bytes)
	if p := cfg.StorePath(); p != "" {
		kept, err = sqlite.Undump(ctx, p, body, replace)
		return h, kept, err
	}
	return h, "", redis.Restore(ctx, cfg.Getenv(config.Store), body, replace)
}

// readHeader reads the header and tells where the rest begins.
func readHeader(f io.Reader) (h BackupHeader, start int64, err error) {
	line, err := bufio.NewReaderSize(io.LimitReader(f, maxBackupHeader), maxBackupHeader).ReadBytes('\n')
	if err != nil || json.Unmarshal(bytes.TrimSpace(line), &h) != nil || h.Lectern != "backup" {
		return h, 0, fault.New(fault.Invalid, "This file is not a backup.", "Name a file that lectern backup wrote.")
	}
	if h.Version != backupVersion {
		return h, 0, fault.New(fault.Invalid, fmt.Sprintf("The backup is of version %d; this Lectern reads version %d.", h.Version, backupVersion), "Restore it with the Lectern that made it, or a newer one.")
	}
	return h, int64(len(line)), nil
}
