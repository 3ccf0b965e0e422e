package dev.curfew.internal.wheel;

import org.junit.jupiter.api.Test;

class LinksTest {

    @Test
    void whatIsOverIsLinkedToNothing() {
        new LinksScript().run();
    }
}
