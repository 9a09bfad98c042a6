package dev.drayage.containerd;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.IngestStatus;
import dev.drayage.labels.GcLabels;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A store where whatever is written, or found to be there by who wants to write it, stays until it is deleted by name.
 *
 * @param store what it is kept in
 */
record KeptContent(ContentStore store) implements ContentStore {
    private static final Map<String, String> KEPT = Map.of(GcLabels.ROOT, "served");

    @Override
    public ContentWriter writer(String ref, @Nullable Descriptor expected) throws IOException {
        try {
            return new KeptWriter(store.writer(ref, expected), expected == null ? null : expected.digest());
        } catch (AlreadyExistsException e) {
            if (expected != null) {
                store.label(expected.digest(), KEPT);
            }
            throw e;
        }
    }

    @Override
    public ContentInfo label(Digest digest, Map<String, String> changes) throws IOException {
        return store.label(digest, kept(changes));
    }

    @Override
    public ContentInfo replaceLabels(Digest digest, Map<String, String> labels) throws IOException {
        return store.replaceLabels(digest, kept(labels));
    }

    private static Map<String, String> kept(Map<String, String> labels) {
        Map<String, String> more = new TreeMap<>(labels);
        more.putAll(KEPT);
        return more;
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        return store.open(descriptor);
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        return store.info(digest);
    }

    @Override
    public void walk(Visitor visitor) throws IOException {
        store.walk(visitor);
    }

    @Override
    public void delete(Digest digest) throws IOException {
        store.delete(digest);
    }

    @Override
    public IngestStatus status(String ref) throws IOException {
        return store.status(ref);
    }

    @Override
    public List<IngestStatus> ingests() throws IOException {
        return store.ingests();
    }

    @Override
    public void abort(String ref) throws IOException {
        store.abort(ref);
    }

    @Override
    public String location() {
        return store.location();
    }

    /** A writer whose content stays. */
    private final class KeptWriter implements ContentWriter {
        private final ContentWriter writer;
        private final @Nullable Digest expected;

        KeptWriter(ContentWriter writer, @Nullable Digest expected) {
            this.writer = writer;
            this.expected = expected;
        }

        @Override
        public ContentInfo commit(long size, @Nullable Digest claimed, Map<String, String> labels) throws IOException {
            Digest digest = claimed != null ? claimed : expected != null ? expected : writer.digest();
            try {
                return writer.commit(size, digest, kept(labels));
            } catch (AlreadyExistsException e) {
                store.label(digest, KEPT);
                throw e;
            }
        }

        @Override
        public IngestStatus status() throws IOException {
            return writer.status();
        }

        @Override
        public Digest digest() throws IOException {
            return writer.digest();
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            writer.write(bytes);
        }

        @Override
        public void write(Blob blob, long position, long count) throws IOException {
            writer.write(blob, position, count);
        }

        @Override
        public void truncate(long size) throws IOException {
            writer.truncate(size);
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }
}
