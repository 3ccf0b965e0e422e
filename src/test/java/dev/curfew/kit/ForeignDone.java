package dev.curfew.kit;

import dev.curfew.Done;
import dev.curfew.Registration;
import java.util.ArrayList;
import java.util.List;

/** A {@link Done} that is not the library's: a flag and a list under a lock. Misbehaving ones override a method. */
public class ForeignDone implements Done {

    private final List<Entry> entries = new ArrayList<>();
    private boolean ended;
    private int everRegistered;

    @Override
    public boolean isDone() {
        return ended();
    }

    @Override
    public Registration onDone(Runnable action) {
        Entry entry = new Entry(action);
        boolean atOnce;
        synchronized (this) {
            everRegistered++;
            atOnce = ended;
            if (!atOnce) {
                entries.add(entry);
            }
        }
        if (atOnce) {
            tell(action);
        }
        return entry;
    }

    /** Ends, and tells. */
    public void end() {
        flag();
        tellAll();
    }

    /** Ends without telling yet. */
    public final synchronized void flag() {
        ended = true;
    }

    /** Tells everyone that is registered and was not told yet. */
    public final void tellAll() {
        List<Entry> told;
        synchronized (this) {
            told = new ArrayList<>(entries);
            entries.clear();
        }
        told.forEach(entry -> tell(entry.action));
    }

    protected void tell(Runnable action) {
        action.run();
    }

    public final synchronized boolean ended() {
        return ended;
    }

    /** How many are attached now. */
    public final synchronized int attached() {
        return entries.size();
    }

    /** How many were ever registered. */
    public final synchronized int everRegistered() {
        return everRegistered;
    }

    private final class Entry implements Registration {
        private final Runnable action;

        Entry(Runnable action) {
            this.action = action;
        }

        @Override
        public boolean stop() {
            synchronized (ForeignDone.this) {
                return entries.remove(this);
            }
        }
    }
}
