package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.Blob;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What the distribution registry does with its storage when it is pushed to, object by object and in its order (2.8 and 3):
 * so that anything can happen between two steps.
 */
final class ModelRegistry {
    private final Bucket bucket;

    ModelRegistry(Bucket bucket) {
        this.bucket = bucket;
    }

    static Digest digest(byte[] bytes) {
        return Digest.compute(DigestAlgorithm.SHA256, bytes);
    }

    static byte[] manifest(byte[]... blobs) {
        StringBuilder layers = new StringBuilder();
        for (int i = 1; i < blobs.length; i++) {
            layers.append(i == 1 ? "" : ",").append(descriptor(blobs[i]));
        }
        return ("{\"schemaVersion\":2,\"config\":" + descriptor(blobs[0]) + ",\"layers\":[" + layers + "]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] index(byte[]... manifests) {
        List<String> each = new ArrayList<>();
        for (byte[] manifest : manifests) {
            each.add(descriptor(manifest));
        }
        return ("{\"schemaVersion\":2,\"manifests\":[" + String.join(",", each) + "]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] referrer(byte[] subject, byte[] config) {
        return ("{\"schemaVersion\":2,\"config\":" + descriptor(config) + ",\"layers\":[],\"subject\":"
                        + descriptor(subject) + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    static String descriptor(byte[] bytes) {
        return "{\"mediaType\":\"x/y\",\"digest\":\"" + digest(bytes) + "\",\"size\":" + bytes.length + "}";
    }

    /** Whether a repository has a blob: its link is there, and what that leads to. */
    private boolean has(String link, Digest digest) throws IOException {
        return bucket.find(link).isPresent()
                && bucket.find(RegistryKeys.blob(digest)).isPresent();
    }

    boolean hasLayer(String repository, Digest digest) throws IOException {
        return has(RegistryKeys.layer(repository, digest), digest);
    }

    boolean hasManifest(String repository, Digest digest) throws IOException {
        return has(RegistryKeys.revision(repository, digest), digest);
    }

    /** An upload that is completed: bytes that are there already are not written again. */
    void upload(String repository, byte[] bytes) throws IOException {
        Digest digest = digest(bytes);
        if (bucket.find(RegistryKeys.blob(digest)).isEmpty()) {
            bucket.put(RegistryKeys.blob(digest), bytes);
        }
        bucket.put(RegistryKeys.layer(repository, digest), RegistryKeys.linkTo(digest));
    }

    /** Mounts a blob; false if the other repository has not got it. */
    boolean mount(String repository, String from, Digest digest) throws IOException {
        if (!hasLayer(from, digest)) {
            return false;
        }
        bucket.put(RegistryKeys.layer(repository, digest), RegistryKeys.linkTo(digest));
        return true;
    }

    /** Stores what has been checked. */
    void storeManifest(String repository, String tag, byte[] bytes) throws IOException {
        Digest digest = digest(bytes);
        if (bucket.find(RegistryKeys.blob(digest)).isEmpty()) {
            bucket.put(RegistryKeys.blob(digest), bytes);
        }
        bucket.put(RegistryKeys.revision(repository, digest), RegistryKeys.linkTo(digest));
        if (!tag.isEmpty()) {
            bucket.put(RegistryKeys.tagged(repository, tag, digest), RegistryKeys.linkTo(digest));
            bucket.put(RegistryKeys.current(repository, tag), RegistryKeys.linkTo(digest));
        }
    }

    void push(String repository, String tag, byte[]... blobs) throws IOException {
        for (byte[] blob : blobs) {
            upload(repository, blob);
        }
        storeManifest(repository, tag, manifest(blobs));
    }

    /** What is not whole of an image that was pushed, as a client would find out that pulls it; empty if it is. */
    Optional<String> broken(String repository, byte[] manifest, List<byte[]> blobs) throws IOException {
        if (!hasManifest(repository, digest(manifest))) {
            return Optional.of("manifest " + digest(manifest));
        }
        for (byte[] blob : blobs) {
            if (!hasLayer(repository, digest(blob))) {
                return Optional.of("blob " + digest(blob) + " of " + digest(manifest));
            }
            try (Blob stored = bucket.open(RegistryKeys.blob(digest(blob)))) {
                if (stored.size() != blob.length) {
                    return Optional.of("bytes of " + digest(blob));
                }
            }
        }
        return Optional.empty();
    }

    /** One request after the other of a client that pushes an image, step by step. */
    Pushing pushing(String repository, String tag, String mountedFrom, byte[]... blobs) {
        return new Pushing(repository, tag, mountedFrom, List.of(blobs));
    }

    /** A push, each step of which is one request of the registry to its storage. */
    final class Pushing {
        final String repository;
        final List<byte[]> blobs;
        final byte[] manifest;
        private final Deque<Step> steps = new ArrayDeque<>();
        private boolean isServing;
        boolean succeeded;
        boolean failed;

        Pushing(String repository, String tag, String mountedFrom, List<byte[]> blobs) {
            this.repository = repository;
            this.blobs = blobs;
            this.manifest = manifest(blobs.toArray(new byte[0][]));
            for (byte[] blob : blobs) {
                steps.add(client(() -> head(blob, mountedFrom)));
            }
            for (byte[] blob : blobs) {
                steps.add(serving(() -> {
                    if (!hasLayer(repository, digest(blob))) {
                        failed = true;
                    }
                }));
            }
            Digest digest = digest(manifest);
            boolean[] isThere = new boolean[1];
            steps.add(serving(
                    () -> isThere[0] = bucket.find(RegistryKeys.blob(digest)).isPresent()));
            steps.add(serving(() -> {
                if (!isThere[0]) {
                    bucket.put(RegistryKeys.blob(digest), manifest);
                }
            }));
            steps.add(
                    serving(() -> bucket.put(RegistryKeys.revision(repository, digest), RegistryKeys.linkTo(digest))));
            steps.add(serving(
                    () -> bucket.put(RegistryKeys.tagged(repository, tag, digest), RegistryKeys.linkTo(digest))));
            steps.add(serving(() -> {
                bucket.put(RegistryKeys.current(repository, tag), RegistryKeys.linkTo(digest));
                succeeded = true;
                isServing = false;
            }));
        }

        private record Step(MemoryBucket.Interruption work) {}

        private Step client(MemoryBucket.Interruption work) {
            return new Step(() -> {
                isServing = false;
                work.happen();
            });
        }

        private Step serving(MemoryBucket.Interruption work) {
            return new Step(() -> {
                isServing = true;
                work.happen();
            });
        }

        /** What the registry does not have is mounted or uploaded, in steps of its own. */
        private void head(byte[] blob, String mountedFrom) throws IOException {
            Digest digest = digest(blob);
            if (hasLayer(repository, digest)) {
                return;
            }
            Step link = serving(() -> bucket.put(RegistryKeys.layer(repository, digest), RegistryKeys.linkTo(digest)));
            if (!mountedFrom.isEmpty() && hasLayer(mountedFrom, digest)) {
                steps.addFirst(link);
                isServing = true;
                return;
            }
            boolean[] isThere = new boolean[1];
            steps.addFirst(link);
            steps.addFirst(serving(() -> {
                if (!isThere[0]) {
                    bucket.put(RegistryKeys.blob(digest), blob);
                }
            }));
            steps.addFirst(serving(
                    () -> isThere[0] = bucket.find(RegistryKeys.blob(digest)).isPresent()));
        }

        boolean isDone() {
            return failed || succeeded;
        }

        void step() throws IOException {
            if (!isDone()) {
                steps.remove().work().happen();
            }
        }

        /** The registry finishes the request that it is at: what it checked is a moment old at most. */
        void finishRequest() throws IOException {
            do {
                step();
            } while (isServing && !isDone());
        }
    }
}
