package bench

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
)

// polls keeps what the loops have found, so that they are not optimized away.
var polls uint64

// BenchmarkPoll is PollBenchmark: "am I done?", of a child of a live context. Go code asks in two ways: isDone by Err,
// selectDone by a select on Done with a default, which has no counterpart in Java.
func BenchmarkPoll(b *testing.B) {
	for _, way := range []struct {
		name string
		work func(ctx context.Context, operations int) uint64
	}{{"isDone", pollErr}, {"selectDone", pollDone}} {
		for _, state := range []string{"live", "ended"} {
			for _, contexts := range []string{"shared", "own"} {
				if contexts == "own" && threads == 1 {
					continue // The same as shared.
				}
				polled, cancel := makePolled(state, contexts)
				b.Run(fmt.Sprintf("%s/state=%s/contexts=%s", way.name, state, contexts), func(b *testing.B) {
					parallel(b, func(thread, operations int) {
						atomic.AddUint64(&polls, way.work(polled[thread], operations))
					})
				})
				cancel()
			}
		}
	}
}

// makePolled returns one for each thread, and what ends them.
func makePolled(state, contexts string) ([]context.Context, func()) {
	server, cancelServer := context.WithCancel(context.Background())
	polled := make([]context.Context, threads)
	for i := range polled {
		if i > 0 && contexts == "shared" {
			polled[i] = polled[0]
			continue
		}
		keepApart()
		ctx := child(server)
		if state == "ended" {
			ended, cancel := context.WithCancel(server)
			cancel()
			ctx = ended
		}
		ctx.Done() // Its channel is made at the first call.
		polled[i] = ctx
	}
	return polled, cancelServer
}

func pollErr(ctx context.Context, operations int) uint64 {
	var done uint64
	for i := 0; i < operations; i++ {
		if ctx.Err() != nil {
			done++
		}
	}
	return done
}

func pollDone(ctx context.Context, operations int) uint64 {
	var done uint64
	for i := 0; i < operations; i++ {
		select {
		case <-ctx.Done():
			done++
		default:
		}
	}
	return done
}
