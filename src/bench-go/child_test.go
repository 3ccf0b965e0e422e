package bench

import (
	"context"
	"fmt"
	"math/rand"
	"testing"
)

const (
	inFlight    = 64
	randomSlots = 4096
)

// BenchmarkChild is ChildBenchmark: derive under one live parent and cancel, in the order of a stack, of arrival, and in
// random order with 64 in flight.
func BenchmarkChild(b *testing.B) {
	for _, order := range []struct {
		name string
		work func(parent context.Context, thread, operations int)
	}{{"lifo", lifo}, {"fifo", fifo}, {"ring", ring}} {
		for _, kind := range []string{"shared", "own"} {
			if kind == "own" && threads == 1 {
				continue // The same as shared.
			}
			for _, standing := range []int{0, 100_000} {
				parents, cancel := makeParents(kind, standing)
				name := fmt.Sprintf("%s/parent=%s/standing=%d", order.name, kind, standing)
				b.Run(name, func(b *testing.B) {
					parallel(b, func(thread, operations int) {
						order.work(parents[thread], thread, operations)
					})
				})
				cancel()
			}
		}
	}
}

// makeParents returns one for each thread, each with so many live children, and what ends them.
func makeParents(kind string, standing int) ([]context.Context, func()) {
	parents := make([]context.Context, threads)
	var cancels []context.CancelFunc
	for i := range parents {
		if i > 0 && kind == "shared" {
			parents[i] = parents[0]
			continue
		}
		keepApart()
		parent, cancel := context.WithCancel(context.Background())
		parents[i] = parent
		cancels = append(cancels, cancel)
		for j := 0; j < standing; j++ {
			_, cancelChild := context.WithCancel(parent)
			cancels = append(cancels, cancelChild)
		}
	}
	return parents, func() {
		for _, cancel := range cancels {
			cancel()
		}
	}
}

// lifo ends each child before the next is made.
func lifo(parent context.Context, _, operations int) {
	for i := 0; i < operations; i++ {
		_, cancel := context.WithCancel(parent)
		cancel()
	}
}

// fifo has 64 children in flight; the oldest ends.
func fifo(parent context.Context, _, operations int) {
	children := fill(parent)
	for i := 0; i < operations; i++ {
		replace(children, i&(inFlight-1), parent)
	}
	drain(children)
}

// ring has 64 children in flight; any of them ends.
func ring(parent context.Context, thread, operations int) {
	random := rand.New(rand.NewSource(int64(20_260_101 + thread)))
	var slots [randomSlots]byte
	for i := range slots {
		slots[i] = byte(random.Intn(inFlight))
	}
	children := fill(parent)
	for i := 0; i < operations; i++ {
		replace(children, int(slots[i&(randomSlots-1)]), parent)
	}
	drain(children)
}

func fill(parent context.Context) *[inFlight]context.CancelFunc {
	children := new([inFlight]context.CancelFunc)
	for i := range children {
		_, children[i] = context.WithCancel(parent)
	}
	return children
}

func replace(children *[inFlight]context.CancelFunc, slot int, parent context.Context) {
	children[slot]()
	_, children[slot] = context.WithCancel(parent)
}

func drain(children *[inFlight]context.CancelFunc) {
	for _, cancel := range children {
		cancel()
	}
}
