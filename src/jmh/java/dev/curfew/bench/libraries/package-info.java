/** The libraries that are measured, this one among them, each behind the same small interfaces. */
package dev.curfew.bench.libraries;
