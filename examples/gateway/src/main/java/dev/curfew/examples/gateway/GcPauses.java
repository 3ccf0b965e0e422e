package dev.curfew.examples.gateway;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * Pauses for garbage collection, to the millisecond. Their number and their sum are the collectors' own counts, which
 * are up to date; the longest is known from notifications, which come a little later.
 */
final class GcPauses implements AutoCloseable {

    private static final Set<String> HEAP = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toSet());

    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(GcPauses::pauses)
            .toList();
    private final Timings times;
    private volatile long heapBytes;
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);
    private final NotificationListener listener = this::collected;
    private long countBefore;
    private long millisBefore;
    private volatile long resetAtMillis;

    GcPauses(Timings times) {
        this.times = times;
        collectors.forEach(bean -> ((NotificationEmitter) bean).addNotificationListener(listener, null, null));
        reset();
    }

    /** ZGC and Shenandoah have another bean for their concurrent cycles, in which nothing pauses. */
    private static boolean pauses(GarbageCollectorMXBean bean) {
        return bean instanceof NotificationEmitter && !bean.getName().endsWith("Cycles");
    }

    private void collected(Notification notification, Object handback) {
        if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            GcInfo info = GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData())
                    .getGcInfo();
            times.record(TimeUnit.MILLISECONDS.toNanos(info.getDuration()));
            heapBytes = info.getMemoryUsageAfterGc().entrySet().stream()
                    .filter(pool -> HEAP.contains(pool.getKey()))
                    .mapToLong(pool -> pool.getValue().getUsed())
                    .sum();
            if (info.getStartTime() >= resetAtMillis) {
                longest.accumulate(info.getDuration());
            }
        }
    }

    /** What was left of the heap's contents after the last collection; zero before the first. */
    long heapAfterBytes() {
        return heapBytes;
    }

    long count() {
        return total(GarbageCollectorMXBean::getCollectionCount) - countBefore;
    }

    long millis() {
        return total(GarbageCollectorMXBean::getCollectionTime) - millisBefore;
    }

    long longestMillis() {
        return longest.get();
    }

    private long total(ToLongFunction<GarbageCollectorMXBean> figure) {
        return collectors.stream().mapToLong(figure).sum();
    }

    void reset() {
        countBefore = total(GarbageCollectorMXBean::getCollectionCount);
        millisBefore = total(GarbageCollectorMXBean::getCollectionTime);
        resetAtMillis = ManagementFactory.getRuntimeMXBean().getUptime(); // the scale of when a collection started
        longest.reset();
    }

    @Override
    public void close() {
        collectors.forEach(bean -> remove((NotificationEmitter) bean));
    }

    private void remove(NotificationEmitter bean) {
        try {
            bean.removeNotificationListener(listener);
        } catch (ListenerNotFoundException e) {
            throw new IllegalStateException("it was added", e);
        }
    }
}
