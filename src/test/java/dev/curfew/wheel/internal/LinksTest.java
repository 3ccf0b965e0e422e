package dev.curfew.wheel.internal;

import org.junit.jupiter.api.Test;

class LinksTest {

    @Test
    void whatIsOverIsLinkedToNothing() {
        new LinksScript().run();
    }
}
