package dev.drayage.verify;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentProvider;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.Verification;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.task.TaskScope;
import dev.drayage.verify.VerifyReport.Finding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Content of images whose layers are compared with the diffIDs of their configs by whoever verifies them for something
 * else, so that they need not be read twice: threads of a scope unpack what passes through a {@link Verification}.
 */
final class ComparedContent implements ContentProvider {
    private final ContentProvider stored;
    private final Map<Digest, BlobClaim> claims;
    private final VerifyOptions options;
    private final TaskScope scope;

    private ComparedContent(
            ContentProvider stored, Map<Digest, BlobClaim> claims, VerifyOptions options, TaskScope scope) {
        this.stored = stored;
        this.claims = claims;
        this.options = options;
        this.scope = scope;
    }

    /**
     * Content whose layers are compared. Layers that are stored as they unpack go by their digests, and are not read for
     * it.
     *
     * @param manifests the manifests whose configs are compared
     * @param scope must have a thread for each layer that is verified at once
     * @throws ContentException of kind {@link Kind#FAILED_PRECONDITION} if a config has more or fewer diffIDs than its
     *     manifest has layers
     */
    static ComparedContent of(
            ReadableContent content, Collection<Descriptor> manifests, VerifyOptions options, TaskScope scope)
            throws IOException {
        return new ComparedContent(
                content.withEmbedded(),
                ImageVerification.unprovenClaims(content, manifests, options).stream()
                        .collect(Collectors.toMap(claim -> claim.descriptor().digest(), Function.identity())),
                options,
                scope);
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        return stored.open(descriptor);
    }

    /**
     * Verifies a blob, and of a layer what it unpacks to.
     *
     * @return one that fails at its end with a {@link ContentException} of kind {@link Kind#FAILED_PRECONDITION} if the
     *     layer does not unpack to its diffID; of kind {@link Kind#INVALID_ARGUMENT} if that could not be found out within
     *     the limits
     */
    @Override
    public Verification verification(Descriptor descriptor) {
        BlobClaim claim = claims.get(descriptor.digest());
        if (claim == null) {
            return stored.verification(descriptor);
        }
        LayerComparison comparison = new LayerComparison(descriptor, claim);
        scope.fork(comparison::compare);
        return comparison;
    }

    @Override
    public String location() {
        return stored.location();
    }

    private final class LayerComparison extends Verification {
        private final BlobClaim claim;
        private final PassedBytes passed;
        private @Nullable Finding problem;
        private @Nullable Throwable failure;

        LayerComparison(Descriptor descriptor, BlobClaim claim) {
            super(descriptor, stored.location());
            this.claim = claim;
            this.passed = new PassedBytes(descriptor.size());
        }

        /** Fails by itself only: another layer may go well, and a scope with a failure in it is at an end. */
        @SuppressWarnings("IllegalCatch") // whoever verifies the layer waits for this
        void compare() {
            try {
                problem = new LayerVerifier(new PassedContent(passed, stored.location()), claim, options, scope)
                        .read().stream().findFirst().orElse(null);
            } catch (Throwable e) {
                failure = e;
            } finally {
                passed.finish();
            }
        }

        @Override
        public void update(ByteBuffer bytes) {
            ByteBuffer same = bytes.duplicate();
            super.update(bytes);
            passed.pass(same);
        }

        @Override
        public void finish() throws ContentException {
            boolean isWhole = passed.end();
            super.finish(); // stored bytes that are wrong are the cause, and told first
            if (!isWhole) {
                throw new ContentException(
                        Kind.UNAVAILABLE, "interrupted while comparing a layer of " + location() + " with its diffID");
            }
            if (failure instanceof ContentException e) {
                throw e;
            }
            if (failure != null) {
                throw new ContentException(
                        Kind.INTERNAL,
                        "comparing a layer of " + location() + " with its diffID failed: " + failure,
                        failure);
            }
            if (problem != null) {
                throw new ContentException(
                        problem.kind() == Finding.Kind.CORRUPT ? Kind.FAILED_PRECONDITION : Kind.INVALID_ARGUMENT,
                        problem.message());
            }
        }
    }

    /** Nothing but the bytes of one layer. */
    private record PassedContent(PassedBytes bytes, String location) implements ContentProvider {
        @Override
        public Blob open(Descriptor descriptor) {
            return bytes;
        }
    }
}
