package dev.curfew.wheel;

import dev.curfew.kit.RewritingLoader;
import org.objectweb.asm.MethodVisitor;

/** Loads the wheel and its test scripts anew, with one line changed. */
final class MutantLoader extends RewritingLoader {

    private final Mutant mutant;
    private boolean changed;

    /** @param mutant null to change nothing */
    MutantLoader(Mutant mutant) {
        this.mutant = mutant;
    }

    /** Whether the line was there to be changed, in a class that was loaded. */
    boolean hasChanged() {
        return changed;
    }

    @Override
    protected boolean isOwn(String className) {
        return className.startsWith("dev.curfew.wheel.") || className.startsWith("dev.curfew.internal.wheel.");
    }

    @Override
    protected boolean isRewritten(String className) {
        return mutant != null && className.replace('.', '/').equals(mutant.rewritten());
    }

    @Override
    protected MethodVisitor rewriting(String method, MethodVisitor writer) {
        return method.equals(mutant.method()) ? mutant.rewriting(writer, () -> changed = true) : writer;
    }
}
