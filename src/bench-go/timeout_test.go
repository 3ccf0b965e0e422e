package bench

import (
	"context"
	"fmt"
	"math/rand"
	"testing"
	"time"
)

// BenchmarkTimeout is TimeoutBenchmark: derive with a timeout of 5 s under one live parent and cancel, with other timers
// waiting under another parent, due in 1 to 10 minutes.
func BenchmarkTimeout(b *testing.B) {
	for _, standing := range []int{0, 100_000, 1_000_000} {
		if testing.Short() && standing > 100_000 {
			continue
		}
		parent, cancel := context.WithCancel(context.Background())
		others, cancelOthers := context.WithCancel(context.Background())
		random := rand.New(rand.NewSource(20_260_102))
		for i := 0; i < standing; i++ {
			_, ignored := context.WithTimeout(others, time.Minute+time.Duration(random.Int63n(int64(9*time.Minute))))
			_ = ignored // They end with their parent.
		}
		b.Run(fmt.Sprintf("relative/standing=%d", standing), func(b *testing.B) {
			parallel(b, func(_, operations int) {
				for i := 0; i < operations; i++ {
					_, cancel := context.WithTimeout(parent, 5*time.Second)
					cancel()
				}
			})
		})
		cancelOthers()
		cancel()
	}
}
