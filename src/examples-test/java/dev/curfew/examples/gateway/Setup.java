package dev.curfew.examples.gateway;

import dev.curfew.ContextRuntime;

/** What a gateway can be made of. */
enum Setup {
    LOCK_FREE(ContextRuntime.Core.LOCK_FREE, Options.Wheel.OWN),
    LOCK_FREE_ON_THE_LOOP(ContextRuntime.Core.LOCK_FREE, Options.Wheel.LOOP),
    MUTEX(ContextRuntime.Core.MUTEX, Options.Wheel.OWN);

    private final ContextRuntime.Core core;
    private final Options.Wheel wheel;

    Setup(ContextRuntime.Core core, Options.Wheel wheel) {
        this.core = core;
        this.wheel = wheel;
    }

    Options options() {
        Options options = new Options();
        options.port = 0;
        options.core = core;
        options.wheel = wheel;
        return options;
    }
}
