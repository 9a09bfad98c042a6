package dev.drayage.registry;

import dev.drayage.oci.Digest;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Verified documents that were read or written last, within so many bytes together. Thread-safe. */
final class DocumentCache {
    private final long maxBytes;
    private final Map<Digest, byte[]> documents = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    DocumentCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The document, which must not be changed. */
    synchronized Optional<byte[]> find(Digest digest) {
        return Optional.ofNullable(documents.get(digest));
    }

    synchronized void keep(Digest digest, byte[] document) {
        if (document.length > maxBytes / 2 || documents.putIfAbsent(digest, document) != null) {
            return;
        }
        bytes += document.length;
        Iterator<byte[]> oldest = documents.values().iterator();
        while (bytes > maxBytes) {
            bytes -= oldest.next().length;
            oldest.remove();
        }
    }
}
