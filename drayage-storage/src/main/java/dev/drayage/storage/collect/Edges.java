package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.document.Limits;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.storage.collect.CollectItem.Kind;
import dev.drayage.task.Retries;
import dev.drayage.task.Sleeper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What keeps what: a digest, and one that stays if it stays. A manifest keeps what it refers to, and what is about it: a
 * signature stays as long as what it signs.
 */
final class Edges {
    static final int WIDTH = 2 * Sha256.LENGTH;

    private final Bucket bucket;
    private final Workers workers;
    private final Limits limits;
    private final Sleeper sleeper;
    private final Problems problems;

    /** Reads from a bucket, and tells of manifests that cannot be read. */
    Edges(Bucket bucket, Workers workers, Limits limits, Sleeper sleeper, Problems problems) {
        this.bucket = bucket;
        this.workers = workers;
        this.limits = limits;
        this.sleeper = sleeper;
        this.problems = problems;
    }

    /** Reads manifests, each once. */
    SortedRecords read(SortedRecords manifests, Path directory) throws IOException {
        try (RecordSorter edges = new RecordSorter(directory, WIDTH)) {
            RecordCursor next = manifests.cursor();
            workers.run("manifests", () -> take(next), digest -> {
                byte[] bytes = bytes(Sha256.digest(digest));
                if (bytes != null) {
                    add(edges, digest, ManifestReferences.parse(bytes, "a manifest", limits));
                }
            });
            return edges.finish();
        }
    }

    private static byte @Nullable [] take(RecordCursor next) throws IOException {
        if (!next.isValid()) {
            return null;
        }
        byte[] digest = next.copy(0, Sha256.LENGTH);
        next.next();
        return digest;
    }

    private static void add(RecordSorter edges, byte[] manifest, ManifestReferences references) throws IOException {
        for (Digest each : references.content()) {
            if (Sha256.is(each)) {
                edges.add(edge(manifest, Sha256.bytes(each)));
            }
        }
        Digest subject = references.subject();
        if (subject != null && Sha256.is(subject)) {
            edges.add(edge(Sha256.bytes(subject), manifest));
        }
    }

    static byte[] edge(byte[] from, byte[] to) {
        byte[] edge = Arrays.copyOf(from, WIDTH);
        System.arraycopy(to, 0, edge, Sha256.LENGTH, Sha256.LENGTH);
        return edge;
    }

    private byte @Nullable [] bytes(Digest digest) throws IOException {
        Retries tries = LinkReader.tries(sleeper);
        while (true) {
            try (Blob blob = bucket.open(RegistryKeys.blob(digest))) {
                if (blob.size() > limits.maxBytes()) {
                    return damaged(
                            digest,
                            "it has " + blob.size() + " bytes, more than a manifest may have (" + limits.maxBytes()
                                    + ")");
                }
                ByteBuffer bytes = ByteBuffer.allocate((int) blob.size());
                blob.readAt(0, bytes);
                Digest actual = Digest.compute(DigestAlgorithm.SHA256, bytes.flip());
                if (actual.equals(digest)) {
                    return bytes.array();
                }
                if (!tries.failed()) {
                    return damaged(digest, "its bytes are not those of its digest, but of " + actual);
                }
            } catch (ContentNotFoundException e) {
                problems.missingManifest(digest.toString(), "a repository has it, and its bytes are not there");
                return null;
            }
            tries.pause();
        }
    }

    private byte @Nullable [] damaged(Digest digest, String problem) {
        problems.damaged(Kind.MANIFEST, digest.toString(), problem);
        return null;
    }
}
