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
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

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
     * @throws ContentException of kind {@link Kind#FAILED_PRECONDITION} if the list is damaged or of another bundle
     */
    public static ImageSource of(
            ImageSource layout, LayoutFiles files, SortedMap<String, String> annotations, Limits limits)
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
        return new Bundle(layout, new BundleContent(layout.content(), blobs), limits);
    }

    private static ContentException damaged(ImageSource layout, String problem) {
        return new ContentException(Kind.FAILED_PRECONDITION, layout.location() + ": " + problem + "; fetch it again");
    }

    /**
     * This bundle with what it lacks.
     *
     * @param bases where that should be; whether it is shows when it is looked for. Closing them stays with the caller
     */
    public ImageSource completedBy(List<ReadableContent> bases) {
        return new CompletedBundle(this, new CompletedContent(content, bases));
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
        layout.close();
    }
}
