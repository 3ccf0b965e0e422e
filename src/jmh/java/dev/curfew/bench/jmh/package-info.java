/** The benchmarks of JMH. {@link dev.curfew.bench.run.Suite} says which rows of them are measured. */
package dev.curfew.bench.jmh;
