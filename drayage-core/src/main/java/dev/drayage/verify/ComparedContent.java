package dev.drayage.verify;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentProvider;
import dev.drayage.content.EmbeddedContent;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Content of images that is compared with the diffIDs of their configs while it is read for something else, so that
 * layers need not be read twice: threads of a scope unpack what passes. A layer must be read from its beginning to its
 * end; closing it waits for the comparison and fails if that does.
 */
public final class ComparedContent implements ContentProvider {
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
     * @param scope must have a thread for each layer that is open at once
     * @throws ContentException of kind {@link Kind#FAILED_PRECONDITION} if a config has more or fewer diffIDs than its
     *     manifest has layers
     */
    public static ComparedContent of(
            ReadableContent content, Collection<Descriptor> manifests, VerifyOptions options, TaskScope scope)
            throws IOException {
        return new ComparedContent(
                new EmbeddedContent(content),
                ImageVerification.unprovenClaims(content, manifests, options).stream()
                        .collect(Collectors.toMap(claim -> claim.descriptor().digest(), Function.identity())),
                options,
                scope);
    }

    /**
     * Opens a blob.
     *
     * @return a blob whose {@code close} throws a {@link ContentException} of kind {@link Kind#FAILED_PRECONDITION} if it
     *     was read whole and does not unpack to its diffID; of kind {@link Kind#INVALID_ARGUMENT} if that could not be
     *     found out within the limits
     */
    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        Blob blob = stored.open(descriptor);
        BlobClaim claim = claims.get(descriptor.digest());
        if (claim == null) {
            return blob;
        }
        ComparedBlob compared = new ComparedBlob(blob, new PassedBytes(blob.size()));
        scope.fork(() -> compared.compare(claim));
        return compared;
    }

    @Override
    public String location() {
        return stored.location();
    }

    private final class ComparedBlob implements Blob {
        private final Blob blob;
        private final PassedBytes passed;
        private @Nullable Finding problem;
        private @Nullable Throwable failure;

        ComparedBlob(Blob blob, PassedBytes passed) {
            this.blob = blob;
            this.passed = passed;
        }

        /** Fails by itself only: another layer may go well, and a scope with a failure in it is at an end. */
        @SuppressWarnings("IllegalCatch") // whoever reads the blob waits for this
        void compare(BlobClaim claim) {
            try {
                ContentProvider only = new ContentProvider() {
                    @Override
                    public Blob open(Descriptor descriptor) {
                        return passed;
                    }

                    @Override
                    public String location() {
                        return stored.location();
                    }
                };
                problem = new LayerReading(only, claim, options, scope)
                        .read().stream().findFirst().orElse(null);
            } catch (Throwable e) {
                failure = e;
            } finally {
                passed.finish();
            }
        }

        @Override
        public long size() {
            return blob.size();
        }

        @Override
        public int readAt(long position, ByteBuffer target) throws IOException {
            int start = target.position();
            int count = blob.readAt(position, target);
            if (count > 0) {
                passed.pass(position, target.duplicate().flip().position(start));
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            try (blob) {
                if (passed.end()) {
                    requireSame();
                }
            }
        }

        private void requireSame() throws IOException {
            if (failure instanceof IOException e) {
                throw e;
            }
            if (failure != null) {
                throw new IllegalStateException(failure);
            }
            if (problem != null) {
                throw new ContentException(
                        problem.kind() == Finding.Kind.CORRUPT ? Kind.FAILED_PRECONDITION : Kind.INVALID_ARGUMENT,
                        problem.message());
            }
        }
    }
}
