/** How late an operation under a hot parent may be, in percentiles: {@link dev.curfew.bench.tail.TailProbe}. */
package dev.curfew.bench.tail;
