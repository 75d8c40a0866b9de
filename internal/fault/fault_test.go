package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"lectern/internal/fault"
)

func TestKindOfLooksThroughWrapping(t *testing.T) {
	cause := errors.New("connection refused")
	f := fault.Wrap(cause, fault.Busy, "The store is away.", "Try again in a minute.")
	err := fmt.Errorf("record answer: %w", f)
	if got := fault.KindOf(err); got != fault.Busy {
		t.Errorf("KindOf = %v, want busy", got)
	}
	if !errors.Is(err, cause) {
		t.Error("the cause is lost")
	}
	if got, want := f.Error(), "The store is away.: connection refused"; got != want {
		t.Errorf("Error = %q, want %q", got, want)
	}
	if !fault.Is(err, fault.Busy) || fault.Is(err, fault.Missing) || fault.Is(nil, fault.Internal) {
		t.Error("Is does not tell kinds apart")
	}
	if got := fault.KindOf(cause); got != fault.Internal {
		t.Errorf("KindOf a plain error = %v, want internal", got)
	}
}

func TestKindsHaveNames(t *testing.T) {
	want := map[fault.Kind]string{fault.Internal: "internal", fault.Missing: "missing", fault.Invalid: "invalid", fault.Forbidden: "forbidden", fault.Conflict: "conflict", fault.Busy: "busy"}
	for k, name := range want {
		if k.String() != name {
			t.Errorf("%d is called %q, want %q", k, k, name)
		}
	}
}
