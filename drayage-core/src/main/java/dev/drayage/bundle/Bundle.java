package dev.drayage.bundle;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ReadableContent;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.image.ImageSearch;
import dev.drayage.image.ImageSource;
import dev.drayage.layout.format.LayoutFiles;
import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;

/** A layout, in a tar or a directory, without the blobs that its bases have. Thread-safe. */
public final class Bundle implements ImageSource {
    private final ImageSource layout;
    private final BundleContent content;
    private final Limits limits;

    private Bundle(ImageSource layout, BundleContent content, Limits limits) {
        this.layout = layout;
        this.content = content;
        this.limits = limits;
    }

    /**
     * The layout as a bundle, if its {@code index.json} names bases and it says what they have; else as it is. A
     * {@code blobs.json} of somebody else's means nothing.
     *
     * @param annotations what {@code index.json} notes
     * @param directory where files and layers are put aside that are made of its deltas
     * @param maxZstdWindow the largest window of a layer in zstd that such are made of, in bytes
     * @throws ContentException of kind {@link Kind#FAILED_PRECONDITION} if the list is damaged or of another bundle
     */
    public static ImageSource of(
            ImageSource layout,
            LayoutFiles files,
            SortedMap<String, String> annotations,
            Limits limits,
            Path directory,
            long maxZstdWindow)
            throws IOException {
        String bases = annotations.get(BundleBlobs.BASE_ANNOTATION);
        if (bases == null) {
            return layout;
        }
        Optional<Blob> file = files.file(BundleBlobs.FILE);
        if (file.isEmpty()) {
            return layout;
        }
        BundleBlobs blobs;
        try (Blob blob = file.get()) {
            if (blob.size() > BundleBlobs.LIMITS.maxBytes()) {
                throw damaged(
                        layout,
                        BundleBlobs.FILE + " has " + blob.size() + " bytes, over the limit of "
                                + BundleBlobs.LIMITS.maxBytes());
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) blob.size());
            blob.readAt(0, bytes);
            blobs = BundleBlobs.parse(bytes.array());
        } catch (InvalidDocumentException e) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION, layout.location() + ": " + e.getMessage() + "; fetch it again", e);
        }
        if (!blobs.baseAnnotation().equals(bases)) {
            throw damaged(
                    layout,
                    BundleBlobs.FILE + " is of a bundle upon " + blobs.baseAnnotation() + ", but index.json names "
                            + bases);
        }
        return new Bundle(
                layout, new BundleContent(layout.content(), blobs, new MadeLayers(directory, maxZstdWindow)), limits);
    }

    private static ContentException damaged(ImageSource layout, String problem) {
        return new ContentException(Kind.FAILED_PRECONDITION, layout.location() + ": " + problem + "; fetch it again");
    }

    /**
     * The content of several places, with what is made of deltas in those that are bundles: upon the other places, and what is
     * made of those.
     *
     * @return one for each place, in their order
     */
    public static List<ReadableContent> uponEachOther(List<ReadableContent> places) {
        List<Integer> order = IntStream.range(0, places.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> depth(places.get(i))))
                .toList();
        ReadableContent[] completed = new ReadableContent[places.size()];
        List<ReadableContent> below = new ArrayList<>();
        for (int i : order) {
            completed[i] =
                    below.isEmpty() ? places.get(i) : places.get(i).upon(ReadableContent.combine(List.copyOf(below)));
            below.add(completed[i]);
        }
        return List.of(completed);
    }

    /** How many bases a place was made upon, and those: more than each of them. */
    private static int depth(ReadableContent place) {
        return place instanceof BundleContent bundle ? bundle.blobs().bases().size() : 0;
    }

    /**
     * This bundle with what it lacks.
     *
     * @param bases where that should be; whether it is shows when it is looked for. Closing them stays with the caller
     */
    public ImageSource completedBy(List<ReadableContent> bases) {
        return new CompletedBundle(this, CompletedContent.of(content, bases));
    }

    /** The deltas in a place, if it is a bundle, completed or not. */
    public static List<Descriptor> deltas(ImageSource place) {
        if (place instanceof CompletedBundle completed) {
            return deltas(completed.bundle());
        }
        return place instanceof Bundle bundle ? bundle.needed().deltas() : List.of();
    }

    /** What it needs, and where that is. */
    public BundleBlobs needed() {
        return content.blobs();
    }

    @Override
    public ReadableContent content() {
        return content;
    }

    @Override
    public List<Descriptor> images() throws IOException {
        return layout.images();
    }

    @Override
    public Descriptor find(String name) throws IOException {
        return new ImageSearch(content, limits, images()).find(name);
    }

    @Override
    public List<ContentInfo> blobs() throws IOException {
        return layout.blobs();
    }

    @Override
    public String location() {
        return layout.location();
    }

    @Override
    public void close() throws IOException {
        try (layout) {
            content.layers().close();
        }
    }
}
