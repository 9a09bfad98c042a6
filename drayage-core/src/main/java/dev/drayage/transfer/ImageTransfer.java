package dev.drayage.transfer;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ReadableContent;
import dev.drayage.copy.BlobCopier;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.naming.PinnedNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.selection.ContentSelection;
import dev.drayage.task.TaskScope;
import dev.drayage.verify.ImageVerification;
import dev.drayage.verify.VerifyOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Moves images from any place to any other, digests unchanged. Everything missing is reported before anything is moved;
 * blobs go first, several at once, then manifests, then indexes, so that nothing is ever there without what it refers
 * to; every byte is verified where it arrives. What is there already is not read, but to compare diffIDs.
 */
public final class ImageTransfer {
    private static final int BATCH_BLOBS = 500;
    private static final long BATCH_BYTES = 4 << 20;

    private final ContentSelection selection;
    private final BlobTransfer transfer;
    private final TransferOptions options;
    private final AtomicLong moved = new AtomicLong();
    private final AtomicLong movedBytes = new AtomicLong();
    private final AtomicLong present = new AtomicLong();

    private ImageTransfer(ContentSelection selection, BlobTransfer transfer, TransferOptions options) {
        this.selection = selection;
        this.transfer = transfer;
        this.options = options;
    }

    /** Moves images with the default options; see {@link #copy(ReadableContent, List, ImageDestination, TransferOptions)}. */
    public static TransferReport copy(ReadableContent source, List<NamedImage> images, ImageDestination destination)
            throws IOException {
        return copy(source, images, destination, TransferOptions.defaults());
    }

    /**
     * Moves images, and has them listed when all of them are there. Broken off, it goes on from where it was when it is
     * run again.
     *
     * @param from where they are; what it {@linkplain ReadableContent#whereabouts knows to be elsewhere} may be in the
     *     destination already, or be {@linkplain ReadableContent#upon made} of what is there
     * @param images one or more, in the order in which they are to be listed
     * @throws dev.drayage.content.ContentNotFoundException if content is missing that the options do not let be missing;
     *     it names everything that is
     * @throws dev.drayage.content.DigestMismatchException for the first corrupt blob; nothing is listed then
     * @throws ContentException of kind {@link Kind#FAILED_PRECONDITION} if a name pins another digest than the image has,
     *     or diffIDs are compared and one is wrong;
     *     of kind {@link Kind#INVALID_ARGUMENT} if two different images have one name, or if an
     *     index would go without some of what it lists to a place that {@linkplain
     *     ImageDestination#takesSparseIndexes() does not take that}
     */
    public static TransferReport copy(
            ReadableContent from, List<NamedImage> images, ImageDestination destination, TransferOptions options)
            throws IOException {
        TransferReport copied = copyUnlisted(from, images, destination, options);
        List<NamedImage> listed = destination.putAll(images);
        List<String> warnings = new ArrayList<>(copied.warnings());
        warnings.addAll(destination.warnings());
        return new TransferReport(listed, copied.moved(), copied.movedBytes(), copied.present(), warnings);
    }

    /**
     * Moves images, and leaves it to the caller to have them {@linkplain ImageDestination#putAll listed}, together with
     * others; fails as {@link #copy(ReadableContent, List, ImageDestination, TransferOptions)} does.
     *
     * @return what was done, with the images as they were given, and without the {@linkplain ImageDestination#warnings()
     *     warnings} of the destination
     */
    public static TransferReport copyUnlisted(
            ReadableContent from, List<NamedImage> images, ImageDestination destination, TransferOptions options)
            throws IOException {
        ReadableContent source =
                new ReceivedContent(destination.readable().map(from::upon).orElse(from), destination);
        requireDistinctNames(source, images);
        for (NamedImage image : images) {
            PinnedNames.require(image.descriptor(), image.name(), destination.location());
        }
        ContentSelection selection = ContentSelection.of(source, images, options.selection());
        if (!destination.takesSparseIndexes()) {
            SparseIndexes.refuse(selection, destination);
        }
        BlobTransfer transfer = new BlobTransfer(source.withEmbedded(), destination, options);
        ImageTransfer all = new ImageTransfer(selection, transfer, options);
        if (options.diffIds() != TransferOptions.DiffIds.TRUSTED) {
            all.requireDiffIds(source);
        }
        destination.expect(images);
        all.moveBlobs();
        all.label(source.labels(), destination);
        return new TransferReport(
                images, all.moved.get(), all.movedBytes.get(), all.present.get(), selection.warnings());
    }

    /** Moves these blobs and nothing that they refer to; what is there already is not read. */
    public static void copyBlobs(
            ReadableContent source, List<Descriptor> blobs, ImageDestination destination, TransferOptions options)
            throws IOException {
        BlobTransfer transfer = new BlobTransfer(source.withEmbedded(), destination, options);
        try (TaskScope scope = TaskScope.open("dray-transfer", options.parallelism())) {
            BlobCopier copier = new BlobCopier(scope);
            for (Descriptor blob : blobs) {
                scope.fork(() -> transfer.move(blob, copier));
            }
            scope.join();
        }
    }

    private static void requireDistinctNames(ReadableContent source, List<NamedImage> images) throws ContentException {
        if (images.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one image to be moved");
        }
        Map<String, Digest> named = new HashMap<>();
        for (NamedImage image : images) {
            Digest digest = image.descriptor().digest();
            Digest other = image.name() == null ? null : named.putIfAbsent(image.name(), digest);
            if (other != null && !other.equals(digest)) {
                throw new ContentException(
                        Kind.INVALID_ARGUMENT,
                        source.location() + ": two different images are named " + image.name() + ": choose @" + other
                                + " or @" + digest);
            }
        }
    }

    private void requireDiffIds(ReadableContent source) throws IOException {
        List<Descriptor> manifests = selection.blobs().stream()
                .filter(blob -> MediaTypes.isManifest(blob.mediaType()))
                .toList();
        VerifyOptions limits = VerifyOptions.defaults()
                .withParallelism(options.parallelism())
                .withMaxZstdWindow(options.maxZstdWindow());
        if (options.diffIds() == TransferOptions.DiffIds.COMPARED) {
            // Those that are there already as well: if they were compared, it was with another config.
            ImageVerification.requireDiffIds(source, manifests, limits);
        } else {
            ImageVerification.requireDiffIdForEachLayer(source, manifests, limits);
        }
    }

    private void label(Map<Digest, SortedMap<String, String>> labels, ImageDestination destination) throws IOException {
        for (Descriptor blob : selection.blobs()) {
            SortedMap<String, String> known = labels.get(blob.digest());
            if (known != null) {
                destination.label(blob.digest(), known);
            }
        }
    }

    private void moveBlobs() throws IOException {
        List<List<Descriptor>> levels = levels();
        options.progress()
                .planned(selection.blobs().stream().mapToLong(Descriptor::size).sum());
        for (List<Descriptor> level : levels) {
            Set<Digest> there = transfer.present(level);
            List<Descriptor> blobs = level.stream()
                    .filter(blob -> !there.contains(blob.digest()))
                    // The largest first, so that no thread is left alone with it at the end.
                    .sorted(Comparator.comparingLong(Descriptor::size).reversed())
                    .toList();
            present.addAndGet(level.size() - blobs.size());
            if (isOneBatch(blobs)) {
                // As most images of a long list have it: threads would cost more than what they do.
                moveSmall(blobs);
                continue;
            }
            try (TaskScope scope = TaskScope.open("dray-transfer", options.parallelism())) {
                move(blobs, scope, new BlobCopier(scope));
                scope.join();
            }
        }
    }

    private boolean isOneBatch(List<Descriptor> blobs) {
        return !blobs.isEmpty()
                && blobs.size() <= BATCH_BLOBS
                && blobs.stream().allMatch(transfer::isSmall)
                && blobs.stream().mapToLong(Descriptor::size).sum() <= BATCH_BYTES;
    }

    private void move(List<Descriptor> blobs, TaskScope scope, BlobCopier copier) {
        List<Descriptor> batch = new ArrayList<>();
        long bytes = 0;
        for (Descriptor blob : blobs) {
            if (!transfer.isSmall(blob)) {
                scope.fork(() -> move(blob, copier));
                continue;
            }
            batch.add(blob);
            bytes += blob.size();
            if (batch.size() == BATCH_BLOBS || bytes >= BATCH_BYTES) {
                forkBatch(batch, scope);
                batch.clear();
                bytes = 0;
            }
        }
        forkBatch(batch, scope);
    }

    private void forkBatch(List<Descriptor> batch, TaskScope scope) {
        List<Descriptor> blobs = List.copyOf(batch);
        if (!blobs.isEmpty()) {
            scope.fork(() -> moveSmall(blobs));
        }
    }

    private void moveSmall(List<Descriptor> blobs) throws IOException {
        Set<Digest> fresh = transfer.moveSmall(blobs);
        for (Descriptor blob : blobs) {
            if (fresh.contains(blob.digest())) {
                moved.incrementAndGet();
                movedBytes.addAndGet(blob.size());
            } else {
                present.incrementAndGet();
            }
        }
    }

    private void move(Descriptor blob, BlobCopier copier) throws IOException {
        if (transfer.move(blob, copier)) {
            moved.incrementAndGet();
            movedBytes.addAndGet(blob.size());
        } else {
            present.incrementAndGet();
        }
    }

    /** All blobs by how many levels are below them, those with nothing below them first. */
    private List<List<Descriptor>> levels() {
        List<List<Descriptor>> levels = new ArrayList<>();
        Map<Digest, Integer> heights = new HashMap<>();
        for (Descriptor blob : selection.blobs()) {
            int height = height(blob, heights);
            while (levels.size() <= height) {
                levels.add(new ArrayList<>());
            }
            levels.get(height).add(blob);
        }
        if (!levels.isEmpty()) {
            levels.get(0).addAll(selection.documentsAsBlobs());
        }
        return levels;
    }

    /** As deep as the selection let the graph be, and no deeper; a cycle counts as level. */
    private int height(Descriptor blob, Map<Digest, Integer> heights) {
        Integer known = heights.putIfAbsent(blob.digest(), 0);
        if (known != null) {
            return known;
        }
        int height = 0;
        for (Descriptor child : selection.childrenOf(blob)) {
            height = Math.max(height, height(child, heights) + 1);
        }
        heights.put(blob.digest(), height);
        return height;
    }
}
