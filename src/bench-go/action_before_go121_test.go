//go:build !go1.21

package bench

import "context"

// onDone runs an action when a context is done. The function that it returns stops it. Before AfterFunc there was one way: a
// goroutine that waits.
func onDone(ctx context.Context, action func()) func() {
	stopped := make(chan struct{})
	go func() {
		select {
		case <-ctx.Done():
			action()
		case <-stopped:
		}
	}()
	return func() { close(stopped) }
}
