package dev.drayage.layout;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.ingest.IngestedContent;
import dev.drayage.ingest.Ingests;
import dev.drayage.ingest.Locks;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * The blobs of a layout in a directory as a store. It keeps no labels: those given with a commit are dropped, and to
 * change some is refused.
 */
final class LayoutContent extends IngestedContent {
    private static final Duration REF_TIMEOUT = Duration.ofSeconds(2);
    private static final String NAMESPACE = "layout";

    /** As the local store has it. */
    private static final Duration RETENTION = Duration.ofDays(1);

    private final Path directory;
    private final DirectoryFiles files;
    private final Ingests ingests;

    private LayoutContent(Path directory, DirectoryFiles files, Ingests ingests) {
        super(ingests);
        this.ingests = ingests;
        this.directory = directory;
        this.files = files;
    }

    static LayoutContent of(Path directory, Path ingestFolder, Locks locks) {
        DirectoryFiles files = new DirectoryFiles(directory, ImageLayout.Links.INSIDE);
        LayoutCommits commits = new LayoutCommits(directory, locks);
        return new LayoutContent(
                directory,
                files,
                new Ingests(ingestFolder, NAMESPACE, locks, REF_TIMEOUT, InstantSource.system(), commits));
    }

    /** Removes ingests that were interrupted, and that nobody has gone on with for a day. */
    void removeLeftIngests() {
        ingests.removeLeft(Instant.now().minus(RETENTION));
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        return files.open(descriptor);
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        return files.info(digest);
    }

    @Override
    public ContentInfo label(Digest digest, Map<String, String> changes) throws IOException {
        return replaceLabels(digest, changes);
    }

    @Override
    public ContentInfo replaceLabels(Digest digest, Map<String, String> labels) throws IOException {
        ContentInfo info = info(digest).orElseThrow(() -> absent(digest));
        if (!labels.isEmpty()) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT, location() + " keeps no labels; an image layout has no place for them");
        }
        return info;
    }

    @Override
    public void walk(Visitor visitor) throws IOException {
        for (ContentInfo info : files.blobs()) {
            visitor.visit(info);
        }
    }

    @Override
    public void delete(Digest digest) throws IOException {
        if (!Files.deleteIfExists(path(digest))) {
            throw absent(digest);
        }
    }

    @Override
    public String location() {
        return files.location();
    }

    private Path path(Digest digest) {
        return directory.resolve(BlobPaths.path(digest));
    }

    private ContentException absent(Digest digest) {
        return ContentNotFoundException.of("blob " + digest + " is missing from " + location(), null);
    }
}
