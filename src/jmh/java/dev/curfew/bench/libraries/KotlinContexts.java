package dev.curfew.bench.libraries;

import java.util.List;
import java.util.concurrent.CancellationException;
import kotlin.Unit;
import kotlinx.coroutines.CompletableDeferredKt;
import kotlinx.coroutines.DisposableHandle;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.JobKt;
import kotlinx.coroutines.SupervisorKt;

/** {@code kotlinx.coroutines.Job}, without coroutines: a job made with its parent, and cancelled. */
final class KotlinContexts implements Contexts<Job, Job, DisposableHandle> {

    @Override
    public Job open() {
        return JobKt.Job((Job) null);
    }

    @Override
    public Job derive(Job parent) {
        return JobKt.Job(parent);
    }

    @Override
    public void end(Job context) {
        context.cancel((CancellationException) null);
    }

    @Override
    public boolean isDone(Job context) {
        return !context.isActive();
    }

    @Override
    public DisposableHandle register(Job context, Runnable action) {
        return context.invokeOnCompletion(cause -> {
            action.run();
            return Unit.INSTANCE;
        });
    }

    @Override
    public void stop(Job context, DisposableHandle registration) {
        registration.dispose();
    }

    /** It has other kinds, each with a class. */
    @Override
    public List<Job> kinds() {
        return List.of(
                open(),
                derive(open()),
                SupervisorKt.SupervisorJob((Job) null),
                CompletableDeferredKt.CompletableDeferred((Job) null));
    }
}
