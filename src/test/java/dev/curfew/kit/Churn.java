package dev.curfew.kit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The orders in which short-lived things are made and ended below something long-lived. */
public enum Churn {
    /** Last made, first ended: nested scopes. */
    LIFO {
        @Override
        public <T> void run(int count, Random random, Supplier<T> make, Consumer<? super T> end) {
            Deque<T> live = new ArrayDeque<>();
            for (int i = 0; i < count; i += IN_FLIGHT) {
                for (int j = 0; j < IN_FLIGHT; j++) {
                    live.push(make.get());
                }
                live.forEach(end);
                live.clear();
            }
        }
    },

    /** First made, first ended: a pipeline. */
    FIFO {
        @Override
        public <T> void run(int count, Random random, Supplier<T> make, Consumer<? super T> end) {
            Deque<T> live = new ArrayDeque<>();
            for (int i = 0; i < count; i++) {
                live.add(make.get());
                if (live.size() == IN_FLIGHT) {
                    end.accept(live.remove());
                }
            }
            live.forEach(end);
        }
    },

    /** Any of those in flight: requests. */
    RANDOM {
        @Override
        @SuppressWarnings("unchecked") // only ever holds what make returned
        public <T> void run(int count, Random random, Supplier<T> make, Consumer<? super T> end) {
            Object[] live = new Object[IN_FLIGHT];
            for (int i = 0; i < count; i++) {
                int slot = i < IN_FLIGHT ? i : random.nextInt(IN_FLIGHT);
                if (live[slot] != null) {
                    end.accept((T) live[slot]);
                }
                live[slot] = make.get();
            }
            for (Object last : live) {
                if (last != null) {
                    end.accept((T) last);
                }
            }
        }
    },

    /** All made, then all ended, oldest first: a batch. */
    ALL_THEN_END {
        @Override
        public <T> void run(int count, Random random, Supplier<T> make, Consumer<? super T> end) {
            Deque<T> live = new ArrayDeque<>();
            for (int i = 0; i < count; i += BATCH) {
                for (int j = i; j < Math.min(count, i + BATCH); j++) {
                    live.add(make.get());
                }
                live.forEach(end);
                live.clear();
            }
        }
    },

    /** All made, one ended out of order, then the rest as a stack. */
    ONE_THEN_LIFO {
        @Override
        public <T> void run(int count, Random random, Supplier<T> make, Consumer<? super T> end) {
            Deque<T> live = new ArrayDeque<>();
            for (int i = 0; i < count; i += BATCH) {
                for (int j = i; j < Math.min(count, i + BATCH); j++) {
                    live.push(make.get());
                }
                T newest = live.pop();
                end.accept(live.pop());
                end.accept(newest);
                live.forEach(end);
                live.clear();
            }
        }
    },

    /** All made, then each ninth ended, from the oldest on, then the one behind each of those, and so on. */
    NINTHS {
        @Override
        public <T> void run(int count, Random random, Supplier<T> make, Consumer<? super T> end) {
            List<T> live = new ArrayList<>();
            for (int i = 0; i < count; i += BATCH) {
                for (int j = i; j < Math.min(count, i + BATCH); j++) {
                    live.add(make.get());
                }
                for (int first = 0; first < 9; first++) {
                    for (int j = first; j < live.size(); j += 9) {
                        end.accept(live.get(j));
                    }
                }
                live.clear();
            }
        }
    },

    /** All made, then all ended in any order. */
    SHUFFLED {
        @Override
        public <T> void run(int count, Random random, Supplier<T> make, Consumer<? super T> end) {
            List<T> live = new ArrayList<>();
            for (int i = 0; i < count; i += BATCH) {
                for (int j = i; j < Math.min(count, i + BATCH); j++) {
                    live.add(make.get());
                }
                Collections.shuffle(live, random);
                live.forEach(end);
                live.clear();
            }
        }
    };

    private static final int IN_FLIGHT = 64;
    private static final int BATCH = 10_000;

    /** Makes and ends so many. */
    public abstract <T> void run(int count, Random random, Supplier<T> make, Consumer<? super T> end);
}
