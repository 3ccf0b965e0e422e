/** Designs that were tried in place of what the library does, runnable for comparison; docs/design.md has their numbers. */
package dev.curfew.bench.alternatives;
