package dev.drayage.store;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.labels.GcLabels;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Index;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes files that no namespace knows content of one, held for a while: who knew them may have been lost. Manifests and
 * indexes refer to what they are made of again, so that one of them can be given a name.
 */
final class BlobAdoption {
    private static final int DOCUMENT_BYTES = 4 << 20;

    private final StoreParts parts;
    private final ContentTable table;
    private final TemporaryRetention hold;

    BlobAdoption(StoreParts parts, String namespace) {
        this.parts = parts;
        this.table = new ContentTable(namespace);
        this.hold = new TemporaryRetention(
                new LeaseTable(namespace), parts.options().retention());
    }

    /** Those of some blobs that nobody knew and that are known now. */
    List<ContentInfo> adopt(List<Digest> digests) throws IOException {
        Map<Digest, SortedMap<String, String>> labels = new HashMap<>();
        for (Digest digest : digests) {
            labels.put(digest, labels(digest));
        }
        return parts.database().write(Durability.SYNCED, transaction -> {
            List<ContentInfo> adopted = new ArrayList<>();
            Instant now = parts.options().clock().instant();
            for (Digest digest : digests) {
                OptionalLong size = parts.blobs().size(digest);
                if (size.isPresent() && !ContentTable.isKnown(transaction, digest)) {
                    // As if stored before the file was written: it is read before it is taken for what it should be.
                    ContentInfo info = new ContentInfo(
                            digest, size.getAsLong(), Instant.EPOCH, now, labels.getOrDefault(digest, new TreeMap<>()));
                    table.insert(transaction, info);
                    hold.content(digest, transaction);
                    adopted.add(info);
                }
            }
            return adopted;
        });
    }

    /** Holds all that the namespace knows already, as long as what is adopted. */
    void holdKnown() throws IOException {
        parts.database().write(Durability.SYNCED, transaction -> {
            String after = "";
            while (true) {
                List<ContentInfo> page = table.page(transaction, after, 200);
                if (page.isEmpty()) {
                    return after;
                }
                for (ContentInfo info : page) {
                    hold.content(info.digest(), transaction);
                }
                after = page.get(page.size() - 1).digest().toString();
            }
        });
    }

    private SortedMap<String, String> labels(Digest digest) throws IOException {
        byte[] bytes;
        try (Blob blob = parts.blobs().open(digest)) {
            ByteBuffer first = ByteBuffer.allocate(1);
            if (blob.size() > DOCUMENT_BYTES || blob.readAt(0, first) != 1 || first.get(0) != '{') {
                return new TreeMap<>();
            }
            ByteBuffer all = ByteBuffer.allocate((int) blob.size());
            while (all.hasRemaining() && blob.readAt(all.position(), all) > 0) {
                // Read on.
            }
            bytes = all.array();
        } catch (NoSuchFileException e) {
            return new TreeMap<>();
        }
        return Digest.compute(digest.algorithm(), bytes).equals(digest) ? references(bytes) : new TreeMap<>();
    }

    /** What a manifest or index, of whichever media type, refers to; nothing if it is neither. */
    private static SortedMap<String, String> references(byte[] bytes) {
        RawDocument raw = RawDocument.of(bytes);
        for (String mediaType : List.of(MediaTypes.OCI_INDEX, MediaTypes.DOCKER_MANIFEST_LIST)) {
            try {
                Index index = Index.parse(raw, mediaType, Limits.defaults());
                if (!index.manifests().isEmpty()) {
                    return GcLabels.of(index);
                }
            } catch (InvalidDocumentException e) {
                // It is something else.
            }
        }
        for (String mediaType : List.of(MediaTypes.OCI_MANIFEST, MediaTypes.DOCKER_MANIFEST)) {
            try {
                return GcLabels.of(Manifest.parse(raw, mediaType, Limits.defaults()));
            } catch (InvalidDocumentException e) {
                // It is something else.
            }
        }
        return new TreeMap<>();
    }
}
