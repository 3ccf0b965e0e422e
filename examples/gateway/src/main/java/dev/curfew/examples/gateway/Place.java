package dev.curfew.examples.gateway;

import dev.curfew.CancelContext;

/** What the connections of one event loop share: the context above theirs, and the way to the loop. */
record Place(CancelContext root, Mailbox mailbox) {}
