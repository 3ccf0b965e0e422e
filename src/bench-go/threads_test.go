// Package bench measures Go's own context on the work of this project's JMH benchmarks. Benchmark names and parameters are
// those of the Java classes: BenchmarkChild/lifo/parent=shared/standing=0 is the row Child.lifo parent=shared standing=0.
//
// Blind spot: the garbage collector is Go's, with its default pace. It runs on the threads that are measured, where a JVM's
// has other cores if there are any, and more often, for the heap is small.
package bench

import (
	"context"
	"runtime"
	"sync"
	"testing"
)

// threads is how many all benchmarks of this process use: GOMAXPROCS of the environment. What they set up depends on it,
// and -cpu takes effect later, so that a list there is an error.
var threads = runtime.GOMAXPROCS(0)

// parallel shares b.N operations among as many goroutines as there are threads. As with b.RunParallel, ns/op is then the
// time that passes, divided by the operations of all; JMH's average time is one thread's own, which is so many times more.
// Unlike b.RunParallel, no goroutine asks between two operations whether there is another: that costs as much as a poll.
func parallel(b *testing.B, work func(thread, operations int)) {
	if runtime.GOMAXPROCS(0) != threads {
		b.Fatalf("run GOMAXPROCS=%d go test -cpu %[1]d", runtime.GOMAXPROCS(0))
	}
	b.ReportAllocs()
	b.ResetTimer()
	if threads == 1 {
		work(0, b.N)
		return
	}
	var running sync.WaitGroup
	for thread := 0; thread < threads; thread++ {
		share := b.N / threads
		if thread < b.N%threads {
			share++
		}
		running.Add(1)
		go func(thread, share int) {
			defer running.Done()
			work(thread, share)
		}(thread, share)
	}
	running.Wait()
}

// keepApart makes contexts to be forgotten, with all that a context may have, so that those of two threads made before and
// after share no cache line.
func keepApart() {
	for i := 0; i < 64; i++ {
		ctx, cancel := context.WithCancel(context.Background())
		ctx.Done()
		child(ctx)
		cancel()
	}
}
