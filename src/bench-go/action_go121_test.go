//go:build go1.21

package bench

import "context"

// onDone runs an action when a context is done. The function that it returns stops it.
func onDone(ctx context.Context, action func()) func() {
	stop := context.AfterFunc(ctx, action)
	return func() { stop() }
}
