/** What is measured without JMH, each in a JVM of its own: how late deadlines fire, what the wheel thread costs. */
package dev.curfew.bench.probe;
