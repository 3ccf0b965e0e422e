package dev.curfew.examples.gateway;

import dev.curfew.Key;

/** What a request's context carries for everybody who works for it. */
final class Keys {

    static final Key<String> REQUEST_ID = Key.withDefault("request-id", "none");
    static final Key<String> USER = Key.withDefault("user", "anonymous");

    private Keys() {}
}
