/** Designs that were tried in place of what the library does. They can be run and compared with it. */
package dev.curfew.bench.alternatives;
