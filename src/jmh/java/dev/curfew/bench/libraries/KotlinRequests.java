package dev.curfew.bench.libraries;

import java.util.concurrent.CancellationException;
import kotlin.Unit;
import kotlin.coroutines.CoroutineContext;
import kotlin.jvm.functions.Function1;
import kotlinx.coroutines.CompletableJob;
import kotlinx.coroutines.DisposableHandle;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.JobKt;

/** {@code Job} and {@code CoroutineContext}, without coroutines, and so without the timeout. */
final class KotlinRequests implements Requests<Job> {

    private static final Function1<Throwable, Unit> ACTION = cause -> Unit.INSTANCE;

    private final KotlinValues.ValueKey[] keys;

    KotlinRequests(int keys) {
        this.keys = new KotlinValues.ValueKey[keys];
        for (int i = 0; i < keys; i++) {
            this.keys[i] = new KotlinValues.ValueKey();
        }
    }

    @Override
    public Job open() {
        return JobKt.Job((Job) null);
    }

    @Override
    public void close(Job server) {
        server.cancel((CancellationException) null);
    }

    @Override
    public int serve(Job server, int values) {
        int seen = 0;
        Job request = JobKt.Job(server);
        CoroutineContext context = request;
        for (int i = 0; i < values; i++) {
            context = context.plus(new KotlinValues.Bound(keys[i], i));
        }
        for (int c = 0; c < CALLS; c++) {
            CompletableJob job = JobKt.Job(context.get(Job.Key));
            CoroutineContext call = context.plus(job);
            DisposableHandle cut = job.invokeOnCompletion(ACTION);
            for (int i = 0; i < values; i++) {
                seen += (Integer) call.get(keys[i]).value;
            }
            for (int i = 0; i < POLLS; i++) {
                seen += job.isActive() ? 0 : 1;
            }
            cut.dispose();
            job.cancel((CancellationException) null);
        }
        request.cancel((CancellationException) null);
        return seen;
    }
}
