package dev.drayage.bundle;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.json.GoJsonWriter;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The {@code blobs.json} of a bundle: every blob that its images need, and where it is. Immutable and thread-safe. It is a
 * note to the reader and proves nothing: bytes are verified by the documents that refer to them.
 */
public final class BundleBlobs {
    /** The name of the file in an archive or layout. */
    public static final String FILE = "blobs.json";

    /** The annotation of {@code index.json} that names the bases of a bundle, by the digests of their lists of blobs. */
    public static final String BASE_ANNOTATION = "dev.drayage.bundle.base";

    /** What the file calls itself. */
    static final String MEDIA_TYPE = "application/vnd.drayage.bundle.blobs.v1+json";

    /** As large as other documents may be, with room for the many members of so many blobs. */
    static final Limits LIMITS = Limits.defaults().withMaxDepth(8).withMaxMembers(4_000_000);

    private final List<BaseNote> bases;
    private final List<ListedDelta> deltas;
    private final Map<String, ListedBlob> blobs = new TreeMap<>();

    BundleBlobs(List<BaseNote> bases, List<ListedDelta> deltas, Collection<ListedBlob> blobs) {
        this.bases = List.copyOf(bases);
        this.deltas = List.copyOf(deltas);
        blobs.forEach(blob -> this.blobs.put(blob.digest().toString(), blob));
    }

    /**
     * Reads the file.
     *
     * @throws InvalidDocumentException if it is not JSON, over the limits, or not of this form; the message names the place
     */
    public static BundleBlobs parse(byte[] bytes) throws InvalidDocumentException {
        return BundleBlobsFields.read(bytes);
    }

    /** The bytes of the file, which depend on what is listed alone. */
    public byte[] encode() {
        GoJsonWriter out = new GoJsonWriter();
        out.beginObject().name("schemaVersion").value(1);
        out.name("mediaType").value(MEDIA_TYPE);
        out.name("list").value(list().toString());
        out.name("bases").beginArray();
        for (BaseNote base : bases) {
            out.beginObject().name("list").value(base.list().toString());
            out.name("direct").value(base.isDirect());
            out.name("images").beginArray();
            base.images().forEach(out::value);
            out.endArray().endObject();
        }
        out.endArray();
        if (!deltas.isEmpty()) {
            out.name("deltas").beginArray();
            for (ListedDelta delta : deltas) {
                out.beginObject().name("mediaType").value(delta.artifact().mediaType());
                out.name("digest").value(delta.artifact().digest().toString());
                out.name("size").value(delta.artifact().size());
                out.name("base").value(delta.base()).endObject();
            }
            out.endArray();
        }
        out.name("blobs").beginArray();
        for (ListedBlob blob : blobs.values()) {
            out.beginObject().name("mediaType").value(blob.mediaType());
            out.name("digest").value(blob.digest().toString());
            out.name("size").value(blob.size());
            if (!blob.isHere()) {
                out.name("base").value(blob.base());
            }
            if (blob.isMade()) {
                out.name("delta").value(blob.delta());
            }
            out.endObject();
        }
        return out.endArray().endObject().toBytes();
    }

    /** Every blob that is needed, each once, in order of their digests as text. */
    public Collection<ListedBlob> blobs() {
        return List.copyOf(blobs.values());
    }

    /** The digest of the list: as a base, the bundle is known by it. */
    public Digest list() {
        return BlobListDigest.of(blobs.values());
    }

    /** The digests of the lists of the bases that the bundle was made upon, in order, without theirs. */
    public List<Digest> directBases() {
        return bases.stream().filter(BaseNote::isDirect).map(BaseNote::list).toList();
    }

    /** The direct bases as an annotation has them. */
    public String baseAnnotation() {
        return String.join(" ", directBases().stream().map(Digest::toString).toList());
    }

    /** How many blobs are in a base, and not in the bundle. */
    public long blobsElsewhere() {
        return blobs.values().stream().filter(blob -> !blob.isHere()).count();
    }

    /** How many bytes those have. */
    public long bytesElsewhere() {
        return blobs.values().stream()
                .filter(blob -> !blob.isHere())
                .mapToLong(ListedBlob::size)
                .sum();
    }

    /** The artifacts that lead to layers which the bundle does not have as they are. */
    public List<Descriptor> deltas() {
        return deltas.stream().map(ListedDelta::artifact).toList();
    }

    /** How many blobs are in the bundle as deltas. */
    public long blobsMade() {
        return blobs.values().stream().filter(ListedBlob::isMade).count();
    }

    /** How many bytes those have when they are made. */
    public long bytesMade() {
        return blobs.values().stream()
                .filter(ListedBlob::isMade)
                .mapToLong(ListedBlob::size)
                .sum();
    }

    /** The artifact that leads to a blob; empty if none does. */
    Optional<Descriptor> delta(Digest digest) {
        return find(digest).filter(ListedBlob::isMade).map(blob -> deltas.get(blob.delta())
                .artifact());
    }

    /** Which base has a blob, or what it is made of, in words for messages; empty if the bundle has it as it is. */
    Optional<String> whereabouts(Digest digest) {
        ListedBlob blob = blobs.get(digest.toString());
        if (blob == null || (blob.isHere() && !blob.isMade())) {
            return Optional.empty();
        }
        return Optional.of(
                blob.isMade()
                        ? "a delta here, upon "
                                + bases.get(deltas.get(blob.delta()).base()).words()
                        : bases.get(blob.base()).words());
    }

    /** What is noted of a blob. */
    Optional<ListedBlob> find(Digest digest) {
        return Optional.ofNullable(blobs.get(digest.toString()));
    }

    /** What is said of the bases, of whatever generation. */
    List<BaseNote> bases() {
        return bases;
    }

    /** The names that are given, sorted, each once. */
    static List<String> sorted(Collection<String> names) {
        return names.stream().distinct().sorted(Comparator.naturalOrder()).toList();
    }
}
