// Package bench measures Go's own context on the work of this project's JMH benchmarks. Benchmark names and parameters are
// those of the Java classes: BenchmarkChild/lifo/parent=shared/standing=0 is the row Child.lifo parent=shared standing=0.
//
// Blind spot: the garbage collector is Go's, at the pace of GOGC and GOMEMLIMIT, which GoProbe sets. GOMAXPROCS is
// left to be the number of cores, so that it has other cores if the benchmark does not need them, as a JVM's has. The loops
// are compiled ahead of time.
package bench

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"
)

// threads is how many goroutines all benchmarks of this process use: BENCH_THREADS of the environment, 1 without.
var threads = threadsWanted()

func threadsWanted() int {
	wanted := os.Getenv("BENCH_THREADS")
	if wanted == "" {
		return 1
	}
	count, err := strconv.Atoi(wanted)
	if err != nil || count < 1 {
		panic(fmt.Sprintf("BENCH_THREADS=%s is no number of threads", wanted))
	}
	return count
}

// parallel shares b.N operations among the threads. Each takes the time of its own share, and thread-ns/op is the mean of
// their times per operation, as JMH's average time is; Go's own ns/op is the time that passes, divided by the operations of
// all. Unlike with b.RunParallel, no goroutine asks between two operations whether there is another: that costs as much as
// a poll.
func parallel(b *testing.B, work func(thread, operations int)) {
	b.ReportAllocs()
	nanosPerOp := make([]float64, threads)
	var ready, running sync.WaitGroup
	ready.Add(threads)
	running.Add(threads)
	b.ResetTimer()
	for thread := 0; thread < threads; thread++ {
		go func(thread, share int) {
			defer running.Done()
			ready.Done()
			ready.Wait()
			start := time.Now()
			work(thread, share)
			nanosPerOp[thread] = float64(time.Since(start).Nanoseconds()) / float64(share)
		}(thread, shareOf(thread, b.N))
	}
	running.Wait()
	b.ReportMetric(mean(nanosPerOp), "thread-ns/op")
}

// shareOf is never nothing, so that each thread has a time; Go begins with b.N = 1.
func shareOf(thread, operations int) int {
	share := operations / threads
	if thread < operations%threads || share == 0 {
		share++
	}
	return share
}

func mean(values []float64) float64 {
	var sum float64
	for _, value := range values {
		sum += value
	}
	return sum / float64(len(values))
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
