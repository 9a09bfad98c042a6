package dev.drayage.delta;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.file.SpoolFile;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.task.Closing;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a delta that was made consists of: patches put aside, documents, and what it takes over from the new image. */
final class CreatedContent implements ReadableContent, Closeable {
    private final ReadableContent taken;
    private final Map<Digest, Blob> made = new HashMap<>();
    private final List<SpoolFile> spools = new ArrayList<>();

    CreatedContent(ReadableContent taken) {
        this.taken = taken;
    }

    /** Adds a document. */
    Descriptor add(String mediaType, byte[] document) {
        Digest digest = Digest.compute(DigestAlgorithm.SHA256, document);
        made.put(digest, Blob.ofBytes(document));
        return Descriptor.of(mediaType, digest, document.length);
    }

    /** Adds a patch or a correction, whose file is closed with this. */
    void add(Descriptor blob, SpoolFile file) throws IOException {
        spools.add(file);
        made.put(blob.digest(), file.toBlob());
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        Blob blob = made.get(descriptor.digest());
        if (blob != null) {
            return blob.slice(0, blob.size());
        }
        Optional<ContentInfo> info = taken.info(descriptor.digest());
        if (info.isEmpty()) {
            throw ContentNotFoundException.of(descriptor, taken.location());
        }
        return taken.open(descriptor);
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        Blob blob = made.get(digest);
        return blob == null ? taken.info(digest) : Optional.of(new ContentInfo(digest, blob.size()));
    }

    @Override
    public int parallelism() {
        return taken.parallelism();
    }

    @Override
    public String location() {
        return taken.location();
    }

    @Override
    public void close() throws IOException {
        Closing.all(spools);
    }
}
