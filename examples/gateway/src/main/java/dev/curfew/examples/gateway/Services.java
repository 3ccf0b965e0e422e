package dev.curfew.examples.gateway;

import org.agrona.ErrorHandler;

/** What every session uses. */
record Services(Options options, Contexts contexts, Stats stats, Router router, ErrorHandler errorHandler) {}
