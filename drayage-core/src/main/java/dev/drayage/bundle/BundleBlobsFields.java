package dev.drayage.bundle;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.json.JsonReader;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a {@code blobs.json}, in which keys may come in any order. */
final class BundleBlobsFields implements JsonReader.Fields {
    private static final long UNSET = -1;

    private long version = UNSET;
    private @Nullable String mediaType;
    private @Nullable Digest list;
    private List<BaseNote> bases = List.of();
    private List<ListedDelta> deltas = List.of();
    private @Nullable List<ListedBlob> blobs;

    static BundleBlobs read(byte[] bytes) throws InvalidDocumentException {
        BundleBlobsFields fields = new BundleBlobsFields();
        JsonReader.read(bytes, BundleBlobs.FILE, BundleBlobs.LIMITS, fields);
        return fields.checked();
    }

    @Override
    public Set<String> names() {
        return Set.of("schemaVersion", "mediaType", "list", "bases", "deltas", "blobs");
    }

    @Override
    public void take(String name, JsonReader in) throws InvalidDocumentException {
        switch (name) {
            case "schemaVersion" -> version = in.size();
            case "mediaType" -> mediaType = in.stringOrNull();
            case "list" -> list = in.parsed(Digest::parse);
            case "bases" -> bases = in.list(BundleBlobsFields::base);
            case "deltas" -> deltas = in.list(BundleBlobsFields::delta);
            default -> blobs = in.list(BundleBlobsFields::blob);
        }
    }

    private BundleBlobs checked() throws InvalidDocumentException {
        if (version != 1 || !BundleBlobs.MEDIA_TYPE.equals(mediaType)) {
            throw problem("must be of schemaVersion 1 and mediaType " + BundleBlobs.MEDIA_TYPE);
        }
        if (blobs == null || list == null) {
            throw problem("names no list or no blobs");
        }
        for (ListedDelta delta : deltas) {
            if (delta.base() < 0 || delta.base() >= bases.size()) {
                throw problem("delta " + delta.artifact().digest() + " is said to begin with base " + delta.base()
                        + ", but there are " + bases.size());
            }
        }
        Set<Digest> seen = new HashSet<>();
        for (ListedBlob blob : blobs) {
            if (blob.base() >= bases.size()) {
                throw problem("blob " + blob.digest() + " is said to be in base " + blob.base() + ", but there are "
                        + bases.size());
            }
            if (blob.delta() >= deltas.size() || (blob.isMade() && !blob.isHere())) {
                throw problem("blob " + blob.digest() + " is said to be made by delta " + blob.delta()
                        + (blob.isHere() ? ", but there are " + deltas.size() : ", and to be in a base"));
            }
            if (!seen.add(blob.digest())) {
                throw problem("blob " + blob.digest() + " is listed twice");
            }
        }
        BundleBlobs read = new BundleBlobs(bases, deltas, blobs);
        if (!read.list().equals(list)) {
            throw problem("has the list " + read.list() + ", not " + list + " as it says");
        }
        return read;
    }

    private static InvalidDocumentException problem(String problem) {
        return new InvalidDocumentException(BundleBlobs.FILE, problem);
    }

    private static BaseNote base(JsonReader in) throws InvalidDocumentException {
        Base base = new Base();
        in.object(base);
        if (base.list == null) {
            throw in.missing("list");
        }
        return new BaseNote(base.list, base.isDirect, base.images);
    }

    private static ListedDelta delta(JsonReader in) throws InvalidDocumentException {
        ListedBlob artifact = blob(in);
        return new ListedDelta(
                Descriptor.of(artifact.mediaType(), artifact.digest(), artifact.size()), artifact.base());
    }

    private static ListedBlob blob(JsonReader in) throws InvalidDocumentException {
        Listed blob = new Listed();
        in.object(blob);
        if (blob.mediaType == null) {
            throw in.missing("mediaType");
        }
        if (blob.digest == null) {
            throw in.missing("digest");
        }
        if (blob.size == UNSET) {
            throw in.missing("size");
        }
        return new ListedBlob(blob.mediaType, blob.digest, blob.size, blob.base, blob.delta);
    }

    private static final class Base implements JsonReader.Fields {
        private @Nullable Digest list;
        private boolean isDirect;
        private List<String> images = new ArrayList<>();

        @Override
        public Set<String> names() {
            return Set.of("list", "direct", "images");
        }

        @Override
        public void take(String name, JsonReader in) throws InvalidDocumentException {
            switch (name) {
                case "list" -> list = in.parsed(Digest::parse);
                case "direct" -> isDirect = in.flag();
                default -> images = in.list(JsonReader::string);
            }
        }
    }

    private static final class Listed implements JsonReader.Fields {
        private @Nullable String mediaType;
        private @Nullable Digest digest;
        private long size = UNSET;
        private int base = ListedBlob.HERE;
        private int delta = ListedBlob.AS_IT_IS;

        @Override
        public Set<String> names() {
            return Set.of("mediaType", "digest", "size", "base", "delta");
        }

        @Override
        public void take(String name, JsonReader in) throws InvalidDocumentException {
            switch (name) {
                case "mediaType" -> mediaType = in.string();
                case "digest" -> digest = in.parsed(Digest::parse);
                case "size" -> size = in.size();
                case "base" -> base = number(in);
                default -> delta = number(in);
            }
        }

        private static int number(JsonReader in) throws InvalidDocumentException {
            return (int) Math.min(in.size(), Integer.MAX_VALUE);
        }
    }
}
