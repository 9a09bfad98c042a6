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
    private final Map<Digest, Descriptor> reused = new HashMap<>();
    private final Map<Digest, RebuiltLayer> rebuilt = new HashMap<>();

    DeltaContent(ReadableContent delta, ReadableContent base) {
        this.delta = delta;
        this.base = base;
    }

    void hold(Descriptor blob) {
        held.put(blob.digest(), blob);
    }

    void reuse(Descriptor layer) {
        reused.put(layer.digest(), layer);
    }

    void rebuild(RebuiltLayer layer) {
        rebuilt.putIfAbsent(layer.digest(), layer);
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        if (held.containsKey(descriptor.digest())) {
            return delta.open(descriptor);
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
        Descriptor blob = held.get(digest);
        if (blob != null) {
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
