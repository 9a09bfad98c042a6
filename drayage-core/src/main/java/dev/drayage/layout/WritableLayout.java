package dev.drayage.layout;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentIngester;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentStore;
import dev.drayage.content.InfoProvider;
import dev.drayage.content.ReadableContent;
import dev.drayage.document.Limits;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.ingest.Locks;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.layout.format.LayoutMarker;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.Index;
import dev.drayage.task.Sleeper;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An OCI image layout in a directory, to be written to by any number of threads and processes at once. Blobs appear when
 * they are complete, verified and synced; {@code index.json} is replaced as a whole, and loses no entry to another
 * writer that uses this class.
 *
 * <p>Ingests that were broken off, and locks, are kept in a directory {@code .dray} of the layout; those that nobody has
 * gone on with for a day are removed when the layout is opened.
 */
public final class WritableLayout implements ImageDestination {
    /** The directory within a layout for what is no part of it. */
    public static final String OWN_FOLDER = ".dray";

    private static final String INGESTS = "ingest";
    private static final String LOCKS = "locks";

    private final Locks locks;
    private final LayoutContent content;
    private final IndexFile index;

    private WritableLayout(Path directory, Locks locks) {
        Path own = directory.resolve(OWN_FOLDER);
        this.locks = locks;
        this.content = LayoutContent.of(directory, own.resolve(INGESTS), locks);
        this.index = new IndexFile(directory, locks, Limits.defaults());
    }

    /**
     * Opens the layout in a directory; one that is absent or empty is made a layout.
     *
     * @throws ContentException of kind {@link Kind#INVALID_ARGUMENT} if it is not a directory, or holds something else
     *     than a layout; of kind {@link Kind#FAILED_PRECONDITION} if it is a layout that is damaged
     */
    public static WritableLayout open(Path directory) throws IOException {
        try {
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException e) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    "oci:" + directory + " is not a directory; an archive is named oci-archive:" + directory,
                    e);
        }
        requireAllWithin(directory);
        Path own = directory.resolve(OWN_FOLDER);
        boolean isNew = !Files.exists(own);
        Files.createDirectories(own);
        Locks locks = new Locks(own.resolve(LOCKS), Sleeper.ofSystem());
        try {
            WritableLayout layout = new WritableLayout(directory, locks);
            layout.index.create(own);
            ImageLayout.open(directory).close();
            layout.content.removeLeftIngests();
            return layout;
        } catch (IOException | RuntimeException e) {
            locks.close();
            if (isNew) {
                Files.deleteIfExists(own.resolve(LOCKS));
                Files.deleteIfExists(own);
            }
            throw e;
        }
    }

    /** Whether a directory is none, but {@link #open} makes a layout of it: it is empty, or one is being made there. */
    public static boolean canBeMadeOf(Path directory) throws IOException {
        return Files.isDirectory(directory)
                && !Files.exists(directory.resolve(LayoutMarker.FILE))
                && IndexFile.foreign(directory, directory.resolve(OWN_FOLDER)).isEmpty();
    }

    /**
     * Removes what {@link #open} made of a directory, if nothing was put there since: no image is listed, no blob is there
     * and no ingest was left off. The directory itself stays. Nothing else should have the layout open.
     */
    public static void removeIfEmpty(Path directory) throws IOException {
        Path own = directory.resolve(OWN_FOLDER);
        List<Path> folders = new ArrayList<>(List.of(own.resolve(INGESTS), directory.resolve(BlobPaths.FOLDER)));
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            folders.add(0, directory.resolve(BlobPaths.FOLDER).resolve(algorithm.identifier()));
        }
        Path index = directory.resolve(ImageLayout.INDEX_FILE);
        if (Files.exists(index) && !Arrays.equals(Files.readAllBytes(index), Index.encode(List.of()))) {
            return;
        }
        try {
            for (Path folder : folders) {
                Files.deleteIfExists(folder);
            }
        } catch (DirectoryNotEmptyException e) {
            return;
        }
        Files.deleteIfExists(directory.resolve(LayoutMarker.FILE));
        Files.deleteIfExists(index);
        Files.deleteIfExists(own.resolve(LOCKS));
        try {
            Files.deleteIfExists(own);
        } catch (DirectoryNotEmptyException e) {
            // Not ours.
        }
    }

    /** What is written lies in the layout itself: nothing that is written to or in may be a link, or a FIFO that waits. */
    private static void requireAllWithin(Path directory) throws ContentException {
        Path blobs = directory.resolve(BlobPaths.FOLDER);
        List<Path> folders = new ArrayList<>(List.of(
                directory.resolve(OWN_FOLDER), directory.resolve(OWN_FOLDER).resolve(INGESTS), blobs));
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            folders.add(blobs.resolve(algorithm.identifier()));
        }
        for (Path folder : folders) {
            require(directory, folder, "a directory", Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS));
        }
        for (String name : List.of(ImageLayout.INDEX_FILE, LayoutMarker.FILE, OWN_FOLDER + "/" + LOCKS)) {
            Path file = directory.resolve(name);
            require(directory, file, "a regular file", Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
        }
    }

    private static void require(Path directory, Path path, String what, boolean isSo) throws ContentException {
        if (!isSo && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    "oci:" + directory + " is not written to: " + directory.relativize(path) + " is not " + what
                            + (Files.isSymbolicLink(path) ? " but a symbolic link" : "")
                            + ", and what lies elsewhere is not to be changed; put " + what + " in its place");
        }
    }

    /** Its blobs; it keeps no labels. */
    public ContentStore content() {
        return content;
    }

    @Override
    public ContentIngester ingester() {
        return content;
    }

    @Override
    public InfoProvider present() {
        return content;
    }

    @Override
    public Optional<ReadableContent> readable() {
        return Optional.of(content);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A name without any of {@code / : @} is a tag. An entry that had the name is replaced; its blobs stay.
     */
    @Override
    public void put(Descriptor root, @Nullable String name) throws IOException {
        putAll(List.of(new NamedImage(root, name)));
    }

    @Override
    public List<NamedImage> putAll(List<NamedImage> images) throws IOException {
        Set<Digest> there = new HashSet<>();
        for (NamedImage image : images) {
            Descriptor root = image.descriptor();
            if (there.add(root.digest()) && content.info(root.digest()).isEmpty()) {
                throw ContentNotFoundException.of(root, location());
            }
        }
        index.putAll(images);
        return images;
    }

    /** {@inheritDoc} So it is with {@code index.json}. */
    @Override
    public boolean listsInGroups() {
        return true;
    }

    /** {@inheritDoc} Its blobs stay: nothing collects those of a layout. */
    @Override
    public boolean removeName(String name, Digest image) throws IOException {
        boolean[] was = new boolean[1];
        index.edit(listed -> {
            List<Descriptor> left = listed.stream()
                    .filter(entry -> !entry.digest().equals(image)
                            || !name.equals(NamedImage.of(entry).name()))
                    .toList();
            was[0] = left.size() < listed.size();
            return left;
        });
        return was[0];
    }

    /** Changes the list of images of a layout. */
    @FunctionalInterface
    public interface Edit {
        /**
         * What is to be listed.
         *
         * @param listed what {@code index.json} lists now, in its order
         * @return the same for no change
         */
        List<Descriptor> of(List<Descriptor> listed) throws IOException;
    }

    /**
     * Changes what is listed as a whole, while no other writer that uses this class does: entries may be removed, whose blobs
     * stay.
     *
     * @throws ContentException of kind {@link Kind#INVALID_ARGUMENT} if it would be more than a layout may list
     */
    public void edit(Edit edit) throws IOException {
        index.edit(edit);
    }

    /** Removes ingests that were interrupted, and that nobody has gone on with for a day, as {@link #open} does. */
    public void removeLeftIngests() {
        content.removeLeftIngests();
    }

    @Override
    public String location() {
        return content.location();
    }

    @Override
    public void close() throws IOException {
        locks.close();
    }
}
