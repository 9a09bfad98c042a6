package dev.drayage.delta;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a delta leads to, as content: documents and what is whole from the delta, layers that are reused from the base, and
 * the others made again when they are opened. Thread-safe.
 */
final class DeltaContent implements ReadableContent {
    private final ReadableContent delta;
    private final ReadableContent base;
    private final Map<Digest, Descriptor> held = new HashMap<>();
    private final Map<Digest, byte[]> documents = new HashMap<>();
    private final Map<Digest, Descriptor> reused = new HashMap<>();
    private final Map<Digest, RebuiltLayer> rebuilt = new HashMap<>();

    DeltaContent(ReadableContent delta, ReadableContent base) {
        this.delta = delta;
        this.base = base;
    }

    void hold(Descriptor blob) {
        held.put(blob.digest(), blob);
    }

    /** Keeps a document that was read: where the same place is written to, it soon means what is not there yet. */
    void hold(Descriptor document, byte[] bytes) {
        hold(document);
        documents.put(document.digest(), bytes);
    }

    void reuse(Descriptor layer) {
        reused.put(layer.digest(), layer);
    }

    void rebuild(RebuiltLayer layer) {
        rebuilt.putIfAbsent(layer.digest(), layer);
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        byte[] document = documents.get(descriptor.digest());
        if (document != null) {
            return Blob.ofBytes(document);
        }
        Descriptor blob = held.get(descriptor.digest());
        if (blob != null) {
            return delta.open(DeltaFormat.blob(blob));
        }
        RebuiltLayer layer = rebuilt.get(descriptor.digest());
        if (layer != null) {
            return layer.open();
        }
        if (reused.containsKey(descriptor.digest())) {
            return base.open(descriptor);
        }
        throw ContentNotFoundException.of(descriptor, location());
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        byte[] document = documents.get(digest);
        if (document != null) {
            return Optional.of(new ContentInfo(digest, document.length));
        }
        if (held.containsKey(digest)) {
            return delta.info(digest);
        }
        RebuiltLayer layer = rebuilt.get(digest);
        if (layer != null) {
            return Optional.of(new ContentInfo(digest, layer.size()));
        }
        return reused.containsKey(digest) ? base.info(digest) : Optional.empty();
    }

    @Override
    public Optional<String> whereabouts(Digest digest) {
        return reused.containsKey(digest)
                ? Optional.of("in the image that the delta begins with, and not in " + base.location())
                : Optional.empty();
    }

    @Override
    public int parallelism() {
        return Math.max(delta.parallelism(), base.parallelism());
    }

    @Override
    public String location(Descriptor descriptor) {
        return held.containsKey(descriptor.digest())
                ? delta.location(descriptor)
                : reused.containsKey(descriptor.digest()) ? base.location(descriptor) : location();
    }

    @Override
    public String location() {
        return delta.location() + " upon " + base.location();
    }
}
