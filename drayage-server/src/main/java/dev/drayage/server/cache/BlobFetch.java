package dev.drayage.server.cache;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentWriter;
import dev.drayage.copy.CopyTarget;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One blob on its way from the upstream into the store. One thread runs it.
 */
final class BlobFetch implements Runnable {
    private static final int BUFFER_BYTES = 256 << 10;

    private final CachedContent from;
    private final Descriptor descriptor;
    private final BlobFetches fetches;
    private final CacheParts parts;
    private final Set<String> repositories = new HashSet<>();
    private final Arrival arrival;

    BlobFetch(CachedContent from, Descriptor descriptor, BlobFetches fetches) {
        this.from = from;
        this.descriptor = descriptor;
        this.fetches = fetches;
        this.parts = from.parts();
        this.repositories.add(from.name());
        this.arrival = new Arrival(descriptor);
    }

    /** What has come so far. */
    Arrival arrival() {
        return arrival;
    }

    Digest digest() {
        return descriptor.digest();
    }

    synchronized boolean isIn(String repository) {
        return repositories.contains(repository);
    }

    synchronized void addTo(String repository) {
        repositories.add(repository);
    }

    @Override
    public void run() {
        if (!isAbandoned()) {
            fetch();
        }
    }

    private void fetch() {
        Pins.Pin pin = parts.store().pins().pin(digest());
        try (pin;
                CacheStore.Hold hold = parts.store().hold()) {
            Blob blob = transfer(hold);
            fetches.ended(this);
            arrival.succeed(blob);
            pin.close();
            parts.eviction().closed(blob.size());
        } catch (IOException e) {
            fetches.ended(this);
            arrival.fail(e instanceof InterruptedIOException ? CacheStore.closed() : e);
        } catch (RuntimeException | Error e) {
            fetches.ended(this);
            arrival.fail(new IOException("cannot fetch " + descriptor.kind() + " " + digest() + ": " + e, e));
            throw e;
        }
    }

    /** Nobody waits for it any more, and nothing was asked for yet. */
    private boolean isAbandoned() {
        synchronized (fetches) {
            if (arrival.isAwaited()) {
                return false;
            }
            fetches.ended(this);
            return true;
        }
    }

    private Blob transfer(CacheStore.Hold hold) throws IOException {
        // An earlier fetch may have ended after this one was asked for.
        if (parts.store().info(from.name(), digest()).isPresent()) {
            return parts.store().open(descriptor);
        }
        try (ResumingSource source = ResumingSource.open(from, descriptor)) {
            Descriptor exact = Descriptor.of(descriptor.mediaType(), digest(), source.size());
            parts.eviction().reserve(digest().toString(), source.size());
            try {
                arrival.begin(source.size());
                store(source, exact, hold);
            } finally {
                parts.eviction().release(digest().toString());
            }
            return parts.store().open(exact);
        }
    }

    private void store(ResumingSource source, Descriptor exact, CacheStore.Hold hold) throws IOException {
        String ref = "";
        try (ContentWriter writer = hold.writer(exact)) {
            ref = writer.status().ref();
            copy(source, writer);
            writer.commit(exact.size(), digest(), labels());
            parts.eviction().added(exact.size());
        } catch (AlreadyExistsException e) {
            // In another namespace, or by another process just now.
            parts.eviction().added(exact.size());
            for (String repository : repositories()) {
                Optional<ContentInfo> info = parts.store().info(digest());
                if (info.isPresent()) {
                    parts.store().addTo(repository, info.get());
                }
            }
        } catch (ContentException e) {
            if (e.kind() != Kind.FAILED_PRECONDITION) {
                throw e;
            }
            if (!ref.isEmpty()) {
                discard(ref);
            }
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    parts.location() + " sent something else for " + descriptor.kind() + " " + digest() + " of "
                            + from.name() + ", and nothing of it is kept",
                    e);
        }
    }

    private void discard(String ref) throws IOException {
        try {
            parts.store().content().abort(ref);
        } catch (ContentNotFoundException e) {
            // It was not begun, or is gone.
        }
    }

    private synchronized SortedMap<String, String> labels() {
        SortedMap<String, String> labels = new TreeMap<>();
        repositories.forEach(repository ->
                labels.putAll(CacheLabels.of(repository, parts.store().now())));
        return labels;
    }

    private synchronized List<String> repositories() {
        return List.copyOf(repositories);
    }

    private void copy(ResumingSource source, ContentWriter writer) throws IOException {
        long at = writer.status().offset();
        if (at > source.size()) {
            writer.truncate(0);
            at = 0;
        }
        arrival.show(writer instanceof CopyTarget target ? target : null, at);
        try {
            copy(source, at, writer);
        } finally {
            // Its end is for the writer alone.
            arrival.hide();
        }
    }

    private void copy(ResumingSource source, long from, ContentWriter writer) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(1, source.size())));
        long at = from;
        while (at < source.size()) {
            if (Thread.interrupted()) {
                throw new InterruptedIOException("interrupted while fetching " + digest());
            }
            source.read(at, buffer.clear().limit((int) Math.min(buffer.capacity(), source.size() - at)));
            buffer.flip();
            if (!buffer.hasRemaining()) {
                throw ContentException.truncated(descriptor.kind() + " " + digest(), source.size(), at);
            }
            at += buffer.remaining();
            writer.write(buffer);
            arrival.show(at);
        }
    }
}
