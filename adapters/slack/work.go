package slack

import "runtime/debug"

// work does something in the background that Run waits for. A mistake in it must not take the
// program down, nor tell the log what somebody wrote: the stack says where it was.
func (a *Adapter) work(f func()) {
	a.running.Begin()
	go func() {
		defer a.running.End()
		defer func() {
			if recover() != nil {
				a.log.Error("an answer broke off", "stack", string(debug.Stack()))
			}
		}()
		f()
	}()
}
