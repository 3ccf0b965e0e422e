package dev.curfew.concurrent;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.internal.lockfree.Rounds;
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;

/**
 * Race: the return of the last task, or its drop, against a thread that begins to join, {@value Rounds#COUNT} times.
 * Guards J3 and J5: the join wakes, and sees the outcome.
 *
 * <p>Broken: {@code broken.LookBeforeAnnounce}.
 */
@Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "joined in every round")
@Outcome(id = "STALE", expect = FORBIDDEN, desc = "J5: a wake-up was lost")
public final class ReturnVersusJoin {

    private ReturnVersusJoin() {}

    private static HeldTask[] tasks() {
        return Stream.generate(HeldTask::new).limit(Rounds.COUNT).toArray(HeldTask[]::new);
    }

    /** The task runs. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(ReturnVersusJoin.class)
    @State
    public static class Runs {

        private final Rounds rounds = new Rounds();
        private final HeldTask[] tasks = tasks();

        @Actor
        public void join() {
            rounds.await(round -> {
                tasks[round].join();
                if (tasks[round].task.get() != 1) {
                    throw new IllegalStateException("J3: no outcome");
                }
            });
        }

        @Signal
        public void run() {
            rounds.end(round -> tasks[round].run());
        }
    }

    /** The group is closed by the waiter, and the task is dropped or runs. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(ReturnVersusJoin.class)
    @State
    public static class Closes {

        private final Rounds rounds = new Rounds();
        private final HeldTask[] tasks = tasks();

        @Actor
        public void close() {
            rounds.await(round -> {
                try {
                    tasks[round].group.close();
                } catch (IllegalStateException notJoined) {
                    if (tasks[round].task.state() == TaskGroup.Task.State.RUNNING) {
                        throw new AssertionError("J3: no outcome", notJoined);
                    }
                }
            });
        }

        @Signal
        public void run() {
            rounds.end(round -> tasks[round].run());
        }
    }
}
