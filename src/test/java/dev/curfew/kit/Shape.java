package dev.curfew.kit;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ForwardingContext;
import dev.curfew.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The foreign shapes: what may stand between a context of the library and the contexts derived from it. Each ends when
 * the inner context does, in a way of its own, some of them only when the test {@linkplain Settling settles}.
 */
public enum Shape {
    NONE {
        @Override
        public Context over(Context inner, Settling settling) {
            return inner;
        }
    },
    OWN_DONE {
        @Override
        public Context over(Context inner, Settling settling) {
            return new ForeignContext(inner, endingWith(inner, new ForeignDone()));
        }
    },
    FORWARDING {
        @Override
        public Context over(Context inner, Settling settling) {
            return new ForwardingContext(inner) {};
        }
    },
    FORWARDING_WITH_OWN_DONE {
        @Override
        public Context over(Context inner, Settling settling) {
            return forwarding(inner, new ForeignDone());
        }
    },
    FIRES_LATE {
        @Override
        public Context over(Context inner, Settling settling) {
            return forwarding(inner, new ForeignDone() {
                @Override
                public void end() {
                    flag();
                    settling.add(this::tellAll);
                }
            });
        }
    },
    FIRES_TWICE {
        @Override
        public Context over(Context inner, Settling settling) {
            return forwarding(inner, new ForeignDone() {
                @Override
                protected void tell(Runnable action) {
                    action.run();
                    action.run();
                    settling.add(action);
                }
            });
        }
    },
    /** Learns of the end only when it is told, or when somebody registers; then it fires from within that call. */
    FIRES_FROM_ON_DONE {
        @Override
        public Context over(Context inner, Settling settling) {
            ForeignDone done = new ForeignDone() {
                @Override
                public Registration onDone(Runnable action) {
                    Registration registration = super.onDone(action);
                    if (inner.isDone()) {
                        end();
                    }
                    return registration;
                }
            };
            if (!inner.isDone()) {
                endingWith(inner, done);
            }
            return new ForeignForwarding(inner, done);
        }
    },
    THROWS_FROM_ON_DONE {
        @Override
        public Context over(Context inner, Settling settling) {
            return forwarding(inner, new ForeignDone() {
                @Override
                public Registration onDone(Runnable action) {
                    super.onDone(action);
                    throw new MisbehavedException("onDone");
                }
            });
        }
    },
    THROWS_FROM_IS_DONE {
        @Override
        public Context over(Context inner, Settling settling) {
            return forwarding(inner, new ForeignDone() {
                @Override
                public boolean isDone() {
                    throw new MisbehavedException("isDone");
                }
            });
        }
    },
    THROWS_FROM_STOP {
        @Override
        public Context over(Context inner, Settling settling) {
            return forwarding(inner, new ForeignDone() {
                @Override
                public Registration onDone(Runnable action) {
                    Registration registration = super.onDone(action);
                    return () -> {
                        registration.stop();
                        throw new MisbehavedException("stop");
                    };
                }
            });
        }
    },
    ERR_AFTER_DONE {
        @Override
        public Context over(Context inner, Settling settling) {
            AtomicBoolean showsErr = new AtomicBoolean();
            ForeignDone done = new ForeignDone() {
                @Override
                public void end() {
                    super.end();
                    settling.add(() -> showsErr.set(true));
                }
            };
            return new ForeignForwarding(inner, endingWith(inner, done), showsErr::get);
        }
    };

    /** What the foreign contexts of one test still have to do. */
    public static final class Settling {
        private final List<Runnable> pending = new ArrayList<>();

        private synchronized void add(Runnable task) {
            pending.add(task);
        }

        private synchronized List<Runnable> drain() {
            List<Runnable> drained = new ArrayList<>(pending);
            pending.clear();
            return drained;
        }

        /** Does it; what that leads to as well. */
        public void settle() {
            for (List<Runnable> tasks = drain(); !tasks.isEmpty(); tasks = drain()) {
                tasks.forEach(Runnable::run);
            }
        }
    }

    /** A foreign context of this shape that ends with the inner one. */
    public abstract Context over(Context inner, Settling settling);

    /** Whether a context derived through this shape reads done when the call that ends the inner one returns. */
    public boolean isSynchronous() {
        return this != FIRES_LATE;
    }

    /** What the end of the inner context looks like below this shape. */
    public ContextException errBelow(ContextException err) {
        return this == ERR_AFTER_DONE ? Context.CANCELED : err;
    }

    /** Likewise the cause: the four questions alone do not tell of it. */
    public Throwable causeBelow(ContextException err, Throwable cause) {
        return this == OWN_DONE || this == ERR_AFTER_DONE ? errBelow(err) : cause;
    }

    private static Context forwarding(Context inner, ForeignDone done) {
        return new ForeignForwarding(inner, endingWith(inner, done));
    }

    private static ForeignDone endingWith(Context inner, ForeignDone done) {
        try {
            inner.onDone(done::end);
        } catch (MisbehavedException e) {
            // The inner context is foreign as well; it has registered.
        }
        return done;
    }
}
