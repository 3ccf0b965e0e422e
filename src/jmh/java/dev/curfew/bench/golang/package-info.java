/**
 * Go's own context on the work of the benchmarks: runs the programs of {@code src/bench-go} and reads what they print.
 */
package dev.curfew.bench.golang;
