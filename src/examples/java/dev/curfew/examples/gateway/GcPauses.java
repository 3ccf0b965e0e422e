package dev.curfew.examples.gateway;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.LongAccumulator;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/** Pauses for garbage collection, as the JVM tells of them, to the millisecond. */
final class GcPauses implements AutoCloseable {

    private final Counter count = new Counter();
    private final Counter millis = new Counter();
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);
    private final NotificationListener listener = this::collected;

    GcPauses() {
        ManagementFactory.getGarbageCollectorMXBeans().forEach(bean -> {
            if (pauses(bean)) {
                ((NotificationEmitter) bean).addNotificationListener(listener, null, null);
            }
        });
    }

    /** ZGC and Shenandoah have another bean for their concurrent cycles, in which nothing pauses. */
    private static boolean pauses(GarbageCollectorMXBean bean) {
        return bean instanceof NotificationEmitter && !bean.getName().endsWith("Cycles");
    }

    private void collected(Notification notification, Object handback) {
        if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            long duration = GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData())
                    .getGcInfo()
                    .getDuration();
            count.increment();
            millis.add(duration);
            longest.accumulate(duration);
        }
    }

    long count() {
        return count.get();
    }

    long millis() {
        return millis.get();
    }

    long longestMillis() {
        return longest.get();
    }

    void reset() {
        count.reset();
        millis.reset();
        longest.reset();
    }

    @Override
    public void close() {
        ManagementFactory.getGarbageCollectorMXBeans().forEach(bean -> {
            if (pauses(bean)) {
                remove((NotificationEmitter) bean);
            }
        });
    }

    private void remove(NotificationEmitter bean) {
        try {
            bean.removeNotificationListener(listener);
        } catch (ListenerNotFoundException e) {
            throw new IllegalStateException("it was added", e);
        }
    }
}
