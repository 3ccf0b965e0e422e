package dev.curfew.bench.jmh;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for JMH whose ids are eight apart: seven others, which never start, take the ids between. A fork has it by
 * the option {@code jmh.executor.class}.
 */
public final class IdsEightApart extends ThreadPoolExecutor {

    static final int APART = 8;

    /** As JMH calls it. */
    public IdsEightApart(int threads, String prefix) {
        super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> newThread(work, prefix));
        prestartAllCoreThreads();
    }

    private static Thread newThread(Runnable work, String prefix) {
        Thread thread = new Thread(work, prefix + "-worker");
        thread.setDaemon(true);
        for (int i = 1; i < APART; i++) {
            new Thread(work);
        }
        return thread;
    }
}
