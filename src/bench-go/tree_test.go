package bench

import (
	"context"
	"testing"
)

const (
	wide = 1000
	fork = 10
	cube = fork + fork*fork + fork*fork*fork
)

// BenchmarkCancelTree is CancelTreeBenchmark without actions: a tree is made and ended from its root. One operation is one
// context of it, so a loop ends with the tree in which b.N is reached: too much is made, if b.N is small.
func BenchmarkCancelTree(b *testing.B) {
	if threads > 1 {
		b.Skip("one thread, as in Java")
	}
	for _, tree := range []struct {
		name string
		size int
		grow func(root context.Context)
	}{{"chain", wide, growChain}, {"fanOut", wide, growFanOut}, {"cube", cube, growCube}} {
		b.Run(tree.name+"/actions=none", func(b *testing.B) {
			parallel(b, func(_, contexts int) {
				for i := 0; i < contexts; i += tree.size {
					root, cancel := context.WithCancel(context.Background())
					tree.grow(root)
					cancel()
				}
			})
		})
	}
}

func growChain(root context.Context) {
	for i := 0; i < wide; i++ {
		root = child(root)
	}
}

func growFanOut(root context.Context) {
	for i := 0; i < wide; i++ {
		child(root)
	}
}

// growCube makes ten children, each with ten, each with ten.
func growCube(root context.Context) {
	for i := 0; i < fork; i++ {
		branch := child(root)
		for j := 0; j < fork; j++ {
			twig := child(branch)
			for k := 0; k < fork; k++ {
				child(twig)
			}
		}
	}
}

// child ends with its parent, never by itself.
func child(parent context.Context) context.Context {
	ctx, ignored := context.WithCancel(parent)
	_ = ignored
	return ctx
}
