package dev.curfew.fray;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/** Programs with a fault that Fray must find: it sees what the library is made of. */
@SuppressWarnings("unused") // Named on a command line.
final class BrokenTrials {

    private static final VarHandle COUNT;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(BrokenTrials.class, "count", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private int count;

    /** Two threads add by a read and a write. */
    static void lostUpdate() throws InterruptedException {
        BrokenTrials shared = new BrokenTrials();
        Runnable adder = () -> COUNT.setVolatile(shared, (int) COUNT.getVolatile(shared) + 1);
        FrayTrials.together(adder, adder);
        assertEquals(2, (int) COUNT.getVolatile(shared));
    }

    /** A waiter that announces itself after it has looked is not woken. */
    static void lostWakeup() throws InterruptedException {
        BrokenTrials shared = new BrokenTrials();
        Thread waiter = new Thread(() -> {
            if ((int) COUNT.getVolatile(shared) == 0 && !COUNT.compareAndSet(shared, 0, 1)) {
                while (true) {
                    LockSupport.park(shared);
                }
            }
        });
        Runnable ender = () -> {
            if ((int) COUNT.getAndSet(shared, 2) == 1) {
                LockSupport.unpark(waiter);
            }
        };
        waiter.start();
        FrayTrials.together(ender);
        waiter.join();
    }
}
