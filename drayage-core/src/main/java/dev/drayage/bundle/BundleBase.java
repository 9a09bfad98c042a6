package dev.drayage.bundle;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.NamedImage;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.MediaTypes;
import dev.drayage.selection.ContentSelection;
import dev.drayage.selection.MissingContent;
import dev.drayage.selection.SelectionOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a bundle is made upon: the blobs that the images of a place are made of, as far as they are there; where the place
 * is a bundle itself, those too that are in its bases. It is the same wherever those images lie. Immutable.
 */
public final class BundleBase {
    private final BundleBlobs blobs;
    private final List<String> images;

    private BundleBase(BundleBlobs blobs, List<String> images) {
        this.blobs = blobs;
        this.images = images;
    }

    /**
     * Looks through images. Their documents are read; of layers and configs only presence and size are looked at.
     *
     * @throws dev.drayage.content.ContentNotFoundException if one of the images is not there
     * @throws dev.drayage.content.ContentException of kind {@code FAILED_PRECONDITION} if a document is corrupt, a blob has
     *     the wrong size, or a limit is exceeded
     */
    public static BundleBase of(ReadableContent content, List<Descriptor> images) throws IOException {
        BundleBlobs declared = content instanceof BundleContent bundle ? bundle.blobs() : null;
        List<NamedImage> roots = images.stream().map(NamedImage::of).toList();
        ContentSelection selection = ContentSelection.of(
                declared == null ? content : new Declared(content, declared),
                roots,
                SelectionOptions.defaults().withMissing(MissingContent.SPARSE));
        List<ListedBlob> found = new ArrayList<>();
        for (Descriptor blob : selection.blobs()) {
            // What a document embeds need not be stored.
            if (blob.embeddedData().isEmpty() || content.info(blob.digest()).isPresent()) {
                found.add(new ListedBlob(blob.mediaType(), blob.digest(), blob.size(), base(blob, declared)));
            }
        }
        return new BundleBase(
                new BundleBlobs(declared == null ? List.of() : declared.bases(), List.of(), found),
                BundleBlobs.sorted(images.stream().map(BundleBase::name).toList()));
    }

    private static int base(Descriptor blob, @Nullable BundleBlobs declared) {
        return declared == null
                ? ListedBlob.HERE
                : declared.find(blob.digest()).map(ListedBlob::base).orElse(ListedBlob.HERE);
    }

    private static String name(Descriptor image) {
        return ImageNames.fullName(image)
                .or(() -> image.annotation(ImageAnnotations.REF_NAME))
                .orElseGet(() -> "@" + image.digest());
    }

    /** The digest that this base is known by. */
    public Digest list() {
        return blobs.list();
    }

    /** How many blobs it has. */
    public long size() {
        return blobs.blobs().size();
    }

    /** Whether a bundle upon it can do without a blob. Documents are never left out, so that what is needed can be told. */
    public boolean spares(Descriptor blob) {
        return find(blob.digest())
                        .filter(listed -> listed.size() == blob.size())
                        .isPresent()
                && !MediaTypes.isDocument(blob.mediaType());
    }

    private Optional<ListedBlob> find(Digest digest) {
        return blobs.find(digest).filter(blob -> !MediaTypes.isDocument(blob.mediaType()));
    }

    /** Content without which bundles upon these bases can do: what a base has counts as there, but cannot be opened. */
    public static ReadableContent sparing(ReadableContent content, List<BundleBase> bases) {
        return new Spared(content, List.copyOf(bases));
    }

    /**
     * What a bundle says of its blobs.
     *
     * @param needed all that its images need
     * @param kept those that it has itself, as they are
     * @param leads the deltas that it has
     */
    public static BundleBlobs list(
            List<BundleBase> bases, Iterable<Descriptor> needed, Map<Digest, ?> kept, List<LayerDeltas.Lead> leads) {
        Map<Digest, Integer> numbers = new HashMap<>();
        List<BaseNote> notes = new ArrayList<>();
        // Those that it is made upon come first, whatever their bases are.
        for (BundleBase base : bases) {
            if (numbers.putIfAbsent(base.list(), notes.size()) == null) {
                notes.add(new BaseNote(base.list(), true, base.images));
            }
        }
        for (BundleBase base : bases) {
            for (BaseNote further : base.blobs.bases()) {
                if (numbers.putIfAbsent(further.list(), notes.size()) == null) {
                    notes.add(new BaseNote(further.list(), false, further.images()));
                }
            }
        }
        List<ListedDelta> deltas = new ArrayList<>();
        Map<Digest, Integer> made = new HashMap<>();
        for (LayerDeltas.Lead lead : leads) {
            lead.made().forEach(layer -> made.put(layer, deltas.size()));
            Integer base = numbers.get(lead.base());
            if (base == null) {
                throw new IllegalArgumentException(
                        "delta " + lead.artifact().digest() + " begins with " + lead.base() + ", which is no base");
            }
            deltas.add(new ListedDelta(lead.artifact(), base));
        }
        List<ListedBlob> listed = new ArrayList<>();
        for (Descriptor blob : needed) {
            int delta = made.getOrDefault(blob.digest(), ListedBlob.AS_IT_IS);
            boolean isHere = kept.containsKey(blob.digest()) || delta != ListedBlob.AS_IT_IS;
            int holder = isHere ? ListedBlob.HERE : holder(bases, blob, numbers);
            listed.add(new ListedBlob(blob.mediaType(), blob.digest(), blob.size(), holder, delta));
        }
        return new BundleBlobs(notes, deltas, listed);
    }

    /** The bundle that holds the bytes, which may be a base of a base. */
    private static int holder(List<BundleBase> bases, Descriptor blob, Map<Digest, Integer> numbers) {
        for (BundleBase base : bases) {
            Optional<ListedBlob> found = base.find(blob.digest());
            if (found.isPresent() && base.spares(blob)) {
                Digest list = found.get().isHere()
                        ? base.list()
                        : base.blobs.bases().get(found.get().base()).list();
                return numbers.getOrDefault(list, ListedBlob.HERE);
            }
        }
        throw new IllegalArgumentException("no base has " + blob.digest());
    }

    /** What a bundle needs, as if all of it were there. */
    private record Declared(ReadableContent content, BundleBlobs blobs) implements ReadableContent {
        @Override
        public Blob open(Descriptor descriptor) throws IOException {
            return content.open(descriptor);
        }

        @Override
        public Optional<ContentInfo> info(Digest digest) throws IOException {
            Optional<ContentInfo> here = content.info(digest);
            return here.isPresent()
                    ? here
                    : blobs.find(digest)
                            .filter(blob -> !blob.isHere() || blob.isMade())
                            .map(blob -> new ContentInfo(digest, blob.size()));
        }

        @Override
        public ReadableContent upon(ReadableContent base) {
            return new Declared(content.upon(base), blobs);
        }

        @Override
        public int parallelism() {
            return content.parallelism();
        }

        @Override
        public String location() {
            return content.location();
        }
    }

    private record Spared(ReadableContent content, List<BundleBase> bases) implements ReadableContent {
        @Override
        public Blob open(Descriptor descriptor) throws IOException {
            return content.open(descriptor);
        }

        @Override
        public ReadableContent upon(ReadableContent base) {
            return new Spared(content.upon(base), bases);
        }

        /** Bases first: a source behind a network is not asked about what is not taken from it. */
        @Override
        public Optional<ContentInfo> info(Digest digest) throws IOException {
            for (BundleBase base : bases) {
                Optional<ListedBlob> found = base.find(digest);
                if (found.isPresent()) {
                    return Optional.of(new ContentInfo(digest, found.get().size()));
                }
            }
            return content.info(digest);
        }

        @Override
        public Optional<String> whereabouts(Digest digest) throws IOException {
            return content.whereabouts(digest);
        }

        @Override
        public int parallelism() {
            return content.parallelism();
        }

        @Override
        public String location() {
            return content.location();
        }
    }
}
