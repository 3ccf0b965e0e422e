package dev.curfew.examples.gateway;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/**
 * What the threads of the process have allocated. The JVM forgets a thread when it ends, so what one had allocated when it
 * was last seen is remembered; what it allocated after that is missing.
 */
final class Allocation {

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Map<Long, Long> bytesByThread = new HashMap<>();
    private long before;

    long bytes() {
        return total() - before;
    }

    void reset() {
        before = total();
    }

    private long total() {
        long[] ids = threads.getAllThreadIds();
        long[] bytes = threads.getThreadAllocatedBytes(ids);
        for (int i = 0; i < ids.length; i++) {
            if (bytes[i] >= 0) {
                bytesByThread.put(ids[i], bytes[i]);
            }
        }
        return bytesByThread.values().stream().mapToLong(Long::longValue).sum();
    }
}
