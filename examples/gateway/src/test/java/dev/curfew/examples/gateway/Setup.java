package dev.curfew.examples.gateway;

import dev.curfew.ContextRuntime;
import java.util.concurrent.TimeUnit;

/** What a gateway can be made of. */
enum Setup {
    LOCK_FREE(ContextRuntime.Core.LOCK_FREE, Options.Wheel.OWN),
    LOCK_FREE_ON_THE_LOOP(ContextRuntime.Core.LOCK_FREE, Options.Wheel.LOOP),
    MUTEX(ContextRuntime.Core.MUTEX, Options.Wheel.OWN);

    private static final long LONG = TimeUnit.MINUTES.toNanos(10);

    private final ContextRuntime.Core core;
    private final Options.Wheel wheel;

    Setup(ContextRuntime.Core core, Options.Wheel wheel) {
        this.core = core;
        this.wheel = wheel;
    }

    /** With limits for connections that a busy machine does not reach: a test that is about one sets it. */
    Options options() {
        Options options = new Options();
        options.idleNanos = LONG;
        options.requestNanos = LONG;
        options.lastAnswerNanos = LONG;
        options.lingerNanos = LONG;
        options.port = 0;
        options.core = core;
        options.wheel = wheel;
        return options;
    }
}
