package dev.curfew.bench.libraries;

import java.util.concurrent.CancellationException;
import kotlin.Unit;
import kotlinx.coroutines.DisposableHandle;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.JobKt;

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
}
