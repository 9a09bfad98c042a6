package dev.drayage.containerd;

import io.grpc.Metadata;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import org.jspecify.annotations.Nullable;

/**
 * What calls are about: headers of all of them.
 *
 * @param namespace the namespace of containerd
 * @param lease what is written is held by it; null for none
 */
record CallScope(String namespace, @Nullable String lease) {
    static final Metadata.Key<String> NAMESPACE =
            Metadata.Key.of("containerd-namespace", Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<String> LEASE = Metadata.Key.of("containerd-lease", Metadata.ASCII_STRING_MARSHALLER);

    /** Of a namespace, under no lease. */
    static CallScope of(String namespace) {
        return new CallScope(namespace, null);
    }

    /** Headers for one call; each needs its own, for calls write to them. */
    Metadata headers() {
        Metadata headers = new Metadata();
        headers.put(NAMESPACE, namespace);
        if (lease != null) {
            headers.put(LEASE, lease);
        }
        return headers;
    }

    /** A stub whose calls have these headers. */
    <S extends AbstractStub<S>> S apply(S stub) {
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers()));
    }
}
