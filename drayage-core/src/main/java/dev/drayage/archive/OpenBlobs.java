package dev.drayage.archive;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentProvider;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.task.Closing;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;

/** The blobs that were read last, kept open for the next read. A blob in use is never closed under its reader. */
final class OpenBlobs implements Closeable {
    private static final int KEPT = 16;

    private static final class Entry {
        private final Blob blob;
        private int readers;

        private Entry(Blob blob) {
            this.blob = blob;
        }
    }

    private final ContentProvider content;
    private final Map<Digest, Entry> recent = new LinkedHashMap<>(KEPT * 2, 0.75f, true);
    private boolean closed;

    OpenBlobs(ContentProvider content) {
        this.content = content;
    }

    int readAt(ImageArchive.Entry entry, long position, ByteBuffer target) throws IOException {
        Descriptor descriptor = Objects.requireNonNull(entry.descriptor());
        Entry used = acquire(descriptor);
        try {
            return used.blob.readAt(position, target);
        } finally {
            release(used);
        }
    }

    private synchronized Entry acquire(Descriptor descriptor) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        Entry entry = recent.get(descriptor.digest());
        if (entry == null) {
            entry = new Entry(PlannedBlob.open(descriptor, content));
            recent.put(descriptor.digest(), entry);
        }
        entry.readers++;
        return entry;
    }

    private void release(Entry entry) throws IOException {
        Queue<Blob> surplus = new ArrayDeque<>();
        synchronized (this) {
            entry.readers--;
            Iterator<Entry> oldest = recent.values().iterator();
            for (int over = recent.size() - (closed ? 0 : KEPT); over > 0 && oldest.hasNext(); ) {
                Entry candidate = oldest.next();
                if (candidate.readers == 0) {
                    oldest.remove();
                    surplus.add(candidate.blob);
                    over--;
                }
            }
        }
        Closing.all(surplus);
    }

    @Override
    public void close() throws IOException {
        Queue<Blob> idle = new ArrayDeque<>();
        synchronized (this) {
            closed = true;
            recent.values().removeIf(entry -> entry.readers == 0 && idle.add(entry.blob));
        }
        Closing.all(idle);
    }
}
