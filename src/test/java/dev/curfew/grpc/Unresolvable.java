package dev.curfew.grpc;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import java.net.URI;

/** A name that is looked up for ever. */
final class Unresolvable extends NameResolverProvider {

    private static final String SCHEME = "unresolvable";

    static {
        NameResolverRegistry.getDefaultRegistry().register(new Unresolvable());
    }

    static String target() {
        return SCHEME + ":///anything";
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return 5;
    }

    @Override
    public String getDefaultScheme() {
        return SCHEME;
    }

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
        return new NameResolver() {
            @Override
            public String getServiceAuthority() {
                return "nobody";
            }

            @Override
            public void start(Listener2 listener) {}

            @Override
            public void shutdown() {}
        };
    }
}
