/** How late an operation under a hot parent may be, told in percentiles: {@link dev.curfew.bench.tail.TailMain}. */
package dev.curfew.bench.tail;
