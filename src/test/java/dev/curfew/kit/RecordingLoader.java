package dev.curfew.kit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.objectweb.asm.MethodVisitor;

/** Loads classes anew, and notes the names of those of the library that it loads from a given moment on. */
public final class RecordingLoader extends RewritingLoader {

    private final String prefix;
    private final List<String> recorded = new CopyOnWriteArrayList<>();
    private volatile boolean isRecording;

    public RecordingLoader(String prefix) {
        this.prefix = prefix;
    }

    public void record() {
        isRecording = true;
    }

    public List<String> recorded() {
        return recorded;
    }

    @Override
    protected boolean isOwn(String className) {
        return className.startsWith(prefix);
    }

    /** Asked once for each class, when it is loaded; a trial's own classes do not count. */
    @Override
    protected boolean isRewritten(String className) {
        if (isRecording && !className.matches(".*(Trial|\\.kit\\.).*")) {
            recorded.add(className);
        }
        return false;
    }

    @Override
    protected MethodVisitor rewriting(String method, MethodVisitor writer) {
        return writer;
    }
}
