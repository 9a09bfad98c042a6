package dev.drayage.containerd;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;

/**
 * What a call to a service of ours says of itself in its headers.
 *
 * @param namespace the namespace it is about; null if it names none
 * @param lease the lease it is made under; null if it names none
 */
record Caller(@Nullable String namespace, @Nullable String lease) {
    private static final Context.Key<Caller> CURRENT = Context.keyWithDefault("caller", new Caller(null, null));

    /** Who makes the call that this thread answers. */
    static Caller current() {
        return CURRENT.get();
    }

    /** Reads the headers of each call. */
    static final class Interceptor implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            Caller caller = new Caller(headers.get(CallScope.NAMESPACE), headers.get(CallScope.LEASE));
            return Contexts.interceptCall(Context.current().withValue(CURRENT, caller), call, headers, next);
        }
    }
}
