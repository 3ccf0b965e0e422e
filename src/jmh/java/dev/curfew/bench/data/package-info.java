/** What measuring writes and the report reads: alternatives, tables, verdicts, facts of the machine. */
package dev.curfew.bench.data;
