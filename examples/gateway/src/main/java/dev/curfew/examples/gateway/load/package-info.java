/**
 * Load for the gateway from a process of its own, and what came of it with each core:
 * {@link dev.curfew.examples.gateway.load.Demo}.
 */
package dev.curfew.examples.gateway.load;
