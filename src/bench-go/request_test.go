package bench

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"
)

const (
	calls        = 2
	pollsOfACall = 4
)

type key int

// BenchmarkRequest is RequestBenchmark: a timeout of 5 s under the context of a server, some values, two calls, the end.
// Each call is a child with an action. It looks up each value, is polled four times, stops its action and ends.
func BenchmarkRequest(b *testing.B) {
	for _, values := range []int{1, 3, 5, 10} {
		if threads > 1 && values != 3 {
			continue // As in Java.
		}
		server, cancel := context.WithCancel(context.Background())
		b.Run(fmt.Sprintf("serve/values=%d", values), func(b *testing.B) {
			parallel(b, func(_, operations int) {
				seen := 0
				for i := 0; i < operations; i++ {
					seen += serve(server, values)
				}
				atomic.AddUint64(&polls, uint64(seen))
			})
		})
		cancel()
	}
}

func serve(server context.Context, values int) int {
	seen := 0
	request, cancel := context.WithTimeout(server, 5*time.Second)
	ctx := request
	for i := 0; i < values; i++ {
		ctx = context.WithValue(ctx, key(i), i)
	}
	for c := 0; c < calls; c++ {
		call, cancelCall := context.WithCancel(ctx)
		stop := onDone(call, func() {})
		for i := 0; i < values; i++ {
			seen += call.Value(key(i)).(int)
		}
		for i := 0; i < pollsOfACall; i++ {
			if call.Err() != nil {
				seen++
			}
		}
		stop()
		cancelCall()
	}
	cancel()
	return seen
}
