package dev.drayage.cache;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.repository.Repositories;
import dev.drayage.repository.Repository;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An upstream that counts what it is asked for, fails, and can be held up in the middle of a blob. */
final class FakeUpstream implements Repositories {
    /** What happens before bytes are given out. */
    @FunctionalInterface
    interface Hook {
        void reading(Digest digest, long position) throws IOException;
    }

    final MemoryContent content = new MemoryContent();
    private final Map<String, Set<Digest>> holdings = new ConcurrentHashMap<>();
    private final Map<String, Descriptor> tags = new ConcurrentSkipListMap<>();
    private final Map<Digest, Descriptor> manifests = new ConcurrentHashMap<>();
    private final Map<String, List<Descriptor>> referrers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    volatile Hook hook = (digest, position) -> {};
    private volatile @Nullable IOException failure;

    /** Has all content be in a repository, some of it as manifests. */
    void hold(String repository, Descriptor... documents) {
        holdOnly(repository, content.digests(), documents);
    }

    void holdOnly(String repository, Collection<Digest> digests, Descriptor... documents) {
        holdings.computeIfAbsent(repository, key -> new HashSet<>()).addAll(digests);
        for (Descriptor document : documents) {
            manifests.put(document.digest(), Descriptor.of(document.mediaType(), document.digest(), document.size()));
        }
    }

    void tag(String repository, String tag, Descriptor image) {
        tags.put(repository + ":" + tag, Descriptor.of(image.mediaType(), image.digest(), image.size()));
    }

    void untag(String repository, String tag) {
        tags.remove(repository + ":" + tag);
    }

    void refer(Descriptor subject, Descriptor referrer) {
        referrers
                .computeIfAbsent(subject.digest().toString(), key -> new ArrayList<>())
                .add(referrer);
    }

    /** Everything fails with this from now on; with null nothing does. */
    void failWith(@Nullable IOException reason) {
        failure = reason;
    }

    void goOffline() {
        failWith(new ContentException(Kind.UNAVAILABLE, "upstream.example does not respond"));
    }

    /** What was asked for that begins so: {@code tag}, {@code digest}, {@code info}, {@code open}, {@code read}. */
    List<String> asked(String beginning) {
        return asked.stream().filter(entry -> entry.startsWith(beginning)).toList();
    }

    void forget() {
        asked.clear();
    }

    private void asked(String kind, Object what) throws IOException {
        asked.add(kind + " " + what);
        IOException reason = failure;
        if (reason != null) {
            throw reason;
        }
    }

    @Override
    public Optional<Repository> find(String name) {
        return Optional.of(new FakeRepository(name));
    }

    @Override
    public List<String> names(@Nullable String after, int limit) throws IOException {
        asked("names", "");
        return holdings.keySet().stream().sorted().toList();
    }

    @Override
    public String location() {
        return "docker://upstream.example";
    }

    @Override
    public void close() {
        // Holds nothing.
    }

    private final class FakeRepository implements Repository, ReadableContent {
        private final String name;

        private FakeRepository(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public ReadableContent content() {
            return this;
        }

        private boolean has(Digest digest) {
            return holdings.getOrDefault(name, Set.of()).contains(digest);
        }

        @Override
        public Optional<Descriptor> find(String reference) throws IOException {
            if (reference.indexOf(':') < 0) {
                asked("tag", name + ":" + reference);
                return Optional.ofNullable(tags.get(name + ":" + reference));
            }
            asked("digest", reference);
            Digest digest = Digest.parse(reference);
            return has(digest) ? Optional.ofNullable(manifests.get(digest)) : Optional.empty();
        }

        @Override
        public List<String> tags(String after, int limit) throws IOException {
            asked("tags", name);
            return tags.keySet().stream()
                    .filter(tag -> tag.startsWith(name + ":"))
                    .map(tag -> tag.substring(name.length() + 1))
                    .toList();
        }

        @Override
        public List<Descriptor> referrers(Descriptor subject) throws IOException {
            asked("referrers", subject.digest());
            return referrers.getOrDefault(subject.digest().toString(), List.of());
        }

        @Override
        public Blob open(Descriptor descriptor) throws IOException {
            asked(MediaTypes.isDocument(descriptor.mediaType()) ? "document" : "open", descriptor.digest());
            if (!has(descriptor.digest())) {
                throw ContentNotFoundException.of(descriptor, location());
            }
            return new FakeBlob(descriptor.digest(), content.open(descriptor));
        }

        @Override
        public Optional<ContentInfo> info(Digest digest) throws IOException {
            asked("info", digest);
            return has(digest) ? content.info(digest) : Optional.empty();
        }

        @Override
        public String location() {
            return FakeUpstream.this.location();
        }
    }

    private final class FakeBlob implements Blob {
        private final Digest digest;
        private final Blob bytes;

        private FakeBlob(Digest digest, Blob bytes) {
            this.digest = digest;
            this.bytes = bytes;
        }

        @Override
        public long size() {
            return bytes.size();
        }

        @Override
        public int readAt(long position, ByteBuffer target) throws IOException {
            asked("read", digest + "@" + position);
            hook.reading(digest, position);
            return bytes.readAt(position, target);
        }

        @Override
        public void close() throws IOException {
            bytes.close();
        }
    }
}
