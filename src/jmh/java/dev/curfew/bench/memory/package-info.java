/** What contexts weigh and what is left of them: bytes of each kind, heap after a collection. */
package dev.curfew.bench.memory;
