/** What contexts weigh and what is left of them: bytes of each kind, heap after a collection, and a leak of a rival's. */
package dev.curfew.bench.memory;
