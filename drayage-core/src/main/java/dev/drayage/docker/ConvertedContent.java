package dev.drayage.docker;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ReadableContent;
import dev.drayage.labels.Labels;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A place with what was made of its content. Thread-safe. */
final class ConvertedContent implements ReadableContent {
    private final ReadableContent source;
    private final Map<Digest, DockerArchive.Opener> made;
    private final Map<Digest, Digest> diffIds;

    ConvertedContent(ReadableContent source) {
        this(source, new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    }

    private ConvertedContent(
            ReadableContent source, Map<Digest, DockerArchive.Opener> made, Map<Digest, Digest> diffIds) {
        this.source = source;
        this.made = made;
        this.diffIds = diffIds;
    }

    @Override
    public ReadableContent upon(ReadableContent base) {
        return new ConvertedContent(source.upon(base), made, diffIds);
    }

    void add(Digest digest, DockerArchive.Opener opener) {
        made.putIfAbsent(digest, opener);
    }

    /** Notes what a packed layer unpacks to. */
    void unpacksTo(Digest layer, Digest diffId) {
        diffIds.put(layer, diffId);
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        DockerArchive.Opener opener = made.get(descriptor.digest());
        return opener == null ? source.open(descriptor) : opener.open();
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        DockerArchive.Opener opener = made.get(digest);
        if (opener == null) {
            return source.info(digest);
        }
        try (Blob blob = opener.open()) {
            return Optional.of(new ContentInfo(digest, blob.size()));
        }
    }

    @Override
    public Optional<String> whereabouts(Digest digest) throws IOException {
        return source.whereabouts(digest);
    }

    @Override
    public int parallelism() {
        return source.parallelism();
    }

    @Override
    public Map<Digest, SortedMap<String, String>> labels() {
        Map<Digest, SortedMap<String, String>> labels = new HashMap<>(source.labels());
        diffIds.forEach((layer, diffId) -> {
            SortedMap<String, String> all = new TreeMap<>(labels.getOrDefault(layer, new TreeMap<>()));
            all.put(Labels.UNCOMPRESSED, diffId.toString());
            labels.put(layer, all);
        });
        return labels;
    }

    @Override
    public String location() {
        return source.location();
    }
}
