package dev.drayage.tar;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.content.Verification;
import dev.drayage.json.Quotes;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.layout.format.LayoutFiles;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The files of an image layout inside a tar that is indexed, not unpacked: its headers are read once, and every blob is
 * a slice of the tar. Thread-safe.
 */
public final class ArchiveContent implements LayoutFiles {
    /** As many as Linux follows. */
    private static final int MAX_LINKS = 40;

    /** How many directories of a name may be links; a layout has two. */
    private static final int MAX_DEPTH = 8;

    private final Blob tar;
    private final String location;
    private final TarIndex entries;

    private ArchiveContent(Blob tar, String location, TarIndex entries) {
        this.tar = tar;
        this.location = location;
        this.entries = entries;
    }

    /** Indexes a tar file with the default limits; fails as {@link #index} does. */
    public static ArchiveContent open(Path file) throws IOException {
        return open(file, TarLimits.defaults());
    }

    /** Indexes a tar file; fails as {@link #index} does. */
    public static ArchiveContent open(Path file, TarLimits limits) throws IOException {
        String location = "oci-archive:" + file;
        try {
            return index(Blob.ofFile(file), location, limits);
        } catch (NoSuchFileException e) {
            throw ContentNotFoundException.of(location + " does not exist; name the file of an OCI archive", e);
        }
    }

    /**
     * Indexes a tar. Closing the result closes the blob, and so does a failure.
     *
     * @param location what messages call the archive
     * @throws ContentException of kind {@link Kind#FAILED_PRECONDITION} if it is no tar, is damaged or cut short, has
     *     names that lead out of it, holds two different entries of one name, or goes over the limits
     */
    public static ArchiveContent index(Blob tar, String location, TarLimits limits) throws IOException {
        try {
            return new ArchiveContent(tar, location, TarIndex.read(tar, location, limits));
        } catch (IOException | RuntimeException e) {
            tar.close();
            throw e;
        }
    }

    @Override
    public Optional<Blob> file(String name) throws IOException {
        Optional<TarEntry> entry = follow(name);
        return entry.isEmpty() ? Optional.empty() : Optional.of(blob(entry.get()));
    }

    /** True if an entry has this name, whatever it is; directories are not known of. */
    @Override
    public boolean has(String name) throws IOException {
        return entries.find(name).isPresent();
    }

    /**
     * The name of the file that a path leads to, as documents in the archive write it: symbolic links are followed,
     * within the archive. {@link #file} opens it.
     *
     * @return empty if there is no entry of the name
     * @throws ContentException of kind {@link Kind#FAILED_PRECONDITION} if the path or a link leads out of the archive or
     *     round in a circle, or a link leads to what is not there
     */
    @Override
    public Optional<String> resolve(String path) throws IOException {
        try {
            return follow(EntryNames.clean(path)).map(TarEntry::path);
        } catch (TarFieldException e) {
            throw new ContentException(Kind.FAILED_PRECONDITION, location + ": " + e.getMessage(), e);
        }
    }

    /** The entry of a name, or the one that it leads to over symbolic links, as its last part or before. */
    private Optional<TarEntry> follow(String path) throws IOException {
        String name = path;
        try {
            for (int links = 0; links <= MAX_LINKS; links++) {
                Optional<TarEntry> entry = entries.find(name);
                if (entry.isPresent() && entry.get().type() != TarEntry.Type.SYMBOLIC_LINK) {
                    return entry;
                }
                Optional<TarEntry> link = entry.isPresent() ? entry : linkAbove(name);
                if (link.isEmpty()) {
                    if (links > 0) {
                        throw new TarFieldException("the link " + Quotes.quote(path) + " leads to " + Quotes.quote(name)
                                + ", which is not there");
                    }
                    return Optional.empty();
                }
                String above = link.get().path();
                String target = EntryNames.follow(above, link.get().linkTarget());
                String rest = name.substring(above.length());
                // A link to the top of the archive has no name to put before the rest.
                name = target.isEmpty() && !rest.isEmpty() ? rest.substring(1) : target + rest;
            }
            throw new TarFieldException(
                    "the link " + Quotes.quote(path) + " leads over more than " + MAX_LINKS + " others");
        } catch (TarFieldException e) {
            throw new ContentException(Kind.FAILED_PRECONDITION, location + ": " + e.getMessage(), e);
        }
    }

    /** The nearest directory of a name that is a symbolic link. */
    private Optional<TarEntry> linkAbove(String name) throws IOException {
        int depth = 0;
        for (int slash = name.lastIndexOf('/');
                slash > 0 && depth < MAX_DEPTH;
                slash = name.lastIndexOf('/', slash - 1)) {
            Optional<TarEntry> above =
                    entries.find(name.substring(0, slash)).filter(entry -> entry.type() == TarEntry.Type.SYMBOLIC_LINK);
            if (above.isPresent()) {
                return above;
            }
            depth++;
        }
        return Optional.empty();
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        return blob(follow(BlobPaths.path(descriptor.digest()))
                .orElseThrow(() -> ContentNotFoundException.of(descriptor, location)));
    }

    @Override
    public Verification verification(Descriptor descriptor) {
        return new TracedVerification(descriptor, this);
    }

    @Override
    public DigestMismatchException mismatch(Descriptor descriptor, Digest actual) {
        return new DigestMismatchException(descriptor, location + damage(descriptor), actual);
    }

    private String damage(Descriptor descriptor) {
        try {
            Optional<TarEntry> entry = follow(BlobPaths.path(descriptor.digest()));
            Optional<String> found = entry.isEmpty()
                    ? Optional.empty()
                    : tar.damage(entry.get().dataOffset(), entry.get().size());
            return found.map(words -> " (" + words + ")").orElse("");
        } catch (IOException e) {
            return ""; // what is wrong is told without it
        }
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        Optional<TarEntry> entry = follow(BlobPaths.path(digest));
        return entry.isEmpty()
                ? Optional.empty()
                : Optional.of(new ContentInfo(digest, blob(entry.get()).size()));
    }

    /** Where in the tar the content of a blob begins; empty if it is not there. */
    public OptionalLong offset(Digest digest) throws IOException {
        Optional<TarEntry> entry = follow(BlobPaths.path(digest));
        return entry.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(entry.get().dataOffset());
    }

    private Blob blob(TarEntry entry) throws ContentException {
        if (entry.type() != TarEntry.Type.FILE) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    location + ": entry " + Quotes.printable(entry.path()) + " at offset " + entry.offset() + " is "
                            + entry.type().words() + "; it has to be a file");
        }
        return tar.slice(entry.dataOffset(), entry.size());
    }

    @Override
    public List<ContentInfo> blobs() throws IOException {
        List<ContentInfo> blobs = new ArrayList<>();
        entries.walk(entry -> {
            if (entry.type() == TarEntry.Type.FILE) {
                BlobPaths.digest(entry.path()).ifPresent(digest -> blobs.add(new ContentInfo(digest, entry.size())));
            }
        });
        blobs.sort(Comparator.comparing(ContentInfo::digest));
        return List.copyOf(blobs);
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
