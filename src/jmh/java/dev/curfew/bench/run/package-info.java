/** What measuring needs: the rows to measure, JMH's runs of them, JVMs of their own, and the facts beside a number. */
package dev.curfew.bench.run;
