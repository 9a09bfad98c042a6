package dev.drayage.repository;

import dev.drayage.document.Limits;
import dev.drayage.layout.ImageLayout;
import dev.drayage.layout.WritableLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The images of a layout in a directory by repository; those with a bare tag, or no name, are in the one without a name.
 * {@code index.json} is read again whenever it was replaced.
 */
public final class LayoutRepositories implements Repositories {
    private final Path directory;
    private final ImageLayout.Links links;
    private final ImageLayout layout;
    private final UploadMarkers markers;
    private final LinkedDocuments documents;
    private final RecentRoots.OfPlace recent = new RecentRoots.OfPlace();
    private final @Nullable WritableLayout writable;
    private final @Nullable LayoutSweep sweep;
    private @Nullable Listing listing;

    /** What was read of a file that looked like this. */
    private record Listing(
            FileTime changed, long size, @Nullable Object key, ImageList images) {
        boolean isOf(BasicFileAttributes file) {
            return changed.equals(file.lastModifiedTime())
                    && size == file.size()
                    && Objects.equals(key, file.fileKey());
        }
    }

    private LayoutRepositories(
            Path directory, ImageLayout.Links links, InstantSource clock, @Nullable WritableLayout writable)
            throws IOException {
        this.directory = directory;
        this.links = links;
        this.layout = ImageLayout.open(directory, Limits.defaults(), links);
        this.markers = new UploadMarkers(directory.resolve(WritableLayout.OWN_FOLDER), layout.location(), clock);
        this.documents = new LinkedDocuments(layout.content());
        this.writable = writable;
        this.sweep = writable == null ? null : new LayoutSweep(writable, markers, clock);
    }

    /** Those of the layout in a directory, to be read; fails as {@link ImageLayout#open(Path)} does. */
    public static LayoutRepositories reading(Path directory, ImageLayout.Links links) throws IOException {
        return new LayoutRepositories(directory, links, InstantSource.system(), null);
    }

    /**
     * Those of a layout, to be pushed to.
     *
     * @param directory where it is
     * @param layout the same, opened to be written to; closed with them
     * @param clock what time it is
     */
    public static LayoutRepositories writing(Path directory, WritableLayout layout, InstantSource clock)
            throws IOException {
        LayoutRepositories opened = new LayoutRepositories(directory, ImageLayout.Links.INSIDE, clock, layout);
        opened.markers.requireWithin();
        Objects.requireNonNull(opened.sweep).run();
        return opened;
    }

    private synchronized ImageList images() throws IOException {
        BasicFileAttributes now =
                Files.readAttributes(directory.resolve(ImageLayout.INDEX_FILE), BasicFileAttributes.class);
        Listing read = listing;
        if (read == null || !read.isOf(now)) {
            // Looked at before it is read: what is replaced in between is read again.
            try (ImageLayout opened = ImageLayout.open(directory, Limits.defaults(), links)) {
                read = new Listing(now.lastModifiedTime(), now.size(), now.fileKey(), new ImageList(opened.images()));
            }
            listing = read;
        }
        return read.images();
    }

    private LayoutRepository repository(String name) {
        return new LayoutRepository(name, layout.content(), this::listed, markers);
    }

    private ListedRepository listed(String name) throws IOException {
        return ListedRepository.of(name, images(), layout.content(), documents, recent.of(name));
    }

    @Override
    public Optional<Repository> find(String name) throws IOException {
        return images().repositories().containsKey(name) || (TaggedName.isRepository(name) && markers.isInUse(name))
                ? Optional.of(repository(name))
                : Optional.empty();
    }

    @Override
    public List<String> names(@Nullable String after, int limit) throws IOException {
        return images().names(after, limit);
    }

    @Override
    public Optional<WritableRepository> writable(String name) throws IOException {
        TaggedName.requireRepository(name, location());
        return writable == null || sweep == null
                ? Optional.empty()
                : Optional.of(new WritableLayoutRepository(repository(name), writable, markers, sweep, documents));
    }

    @Override
    public String location() {
        return layout.location();
    }

    @Override
    public void close() throws IOException {
        try (layout) {
            if (writable != null) {
                writable.close();
            }
        }
    }
}
