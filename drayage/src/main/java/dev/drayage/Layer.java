package dev.drayage;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentProvider;
import dev.drayage.oci.Descriptor;
import dev.drayage.tar.EntryNames;
import dev.drayage.tar.LayerTar;
import dev.drayage.tar.TarEntry;
import dev.drayage.tar.TarFieldException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A layer of an image, packed or not: a tar, read from its first entry to its last, as a stream. Each call reads all of it,
 * and returns when its size and digest have been verified. Thread-safe; it is open as long as its image.
 */
public final class Layer {
    /** How large a file {@link #read(String)} reads: 64 MiB. */
    public static final int DEFAULT_MAX_BYTES = 64 << 20;

    /** For each the layer is read once more. */
    private static final int MAX_HARD_LINKS = 10;

    private final ContentProvider content;
    private final Descriptor descriptor;
    private final long maxZstdWindow;

    Layer(ContentProvider content, Descriptor descriptor, long maxZstdWindow) {
        this.content = content;
        this.descriptor = descriptor;
        this.maxZstdWindow = maxZstdWindow;
    }

    /** Takes the entries of a layer, one after another. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * One entry.
         *
         * @param bytes the content of a file, until this returns; empty for anything else
         */
        void visit(LayerFile file, InputStream bytes) throws IOException;
    }

    /** Media type, digest and size of the layer as it is stored. */
    public Descriptor descriptor() {
        return descriptor;
    }

    /**
     * What is in the layer, in its order; a name that is there twice is listed twice, and the last one counts.
     *
     * @throws ContentException of kind {@link Kind#FAILED_PRECONDITION} if the layer is corrupt, no tar, or over a limit: a
     *     million entries, or 1100 times its size
     */
    public List<LayerFile> files() throws IOException {
        List<LayerFile> files = new ArrayList<>();
        walk((file, bytes) -> files.add(file));
        return files;
    }

    /**
     * Shows every entry to a visitor, in order; fails as {@link #files} does. What the visitor was shown is right only when
     * this has returned.
     */
    public void walk(Visitor visitor) throws IOException {
        try (LayerTar tar = LayerTar.open(content, descriptor, maxZstdWindow)) {
            for (Optional<TarEntry> next = tar.next(); next.isPresent(); next = tar.next()) {
                LayerFile file = file(next.get());
                boolean isFile = file.type() == LayerFile.Type.FILE;
                visitor.visit(file, isFile ? tar.content(next.get()) : InputStream.nullInputStream());
            }
            tar.finish();
        }
    }

    private static LayerFile file(TarEntry entry) {
        LayerFile.Type type =
                switch (entry.type()) {
                    case FILE -> LayerFile.Type.FILE;
                    case DIRECTORY -> LayerFile.Type.DIRECTORY;
                    case HARD_LINK -> LayerFile.Type.HARD_LINK;
                    case SYMBOLIC_LINK -> LayerFile.Type.SYMBOLIC_LINK;
                    case SPARSE -> LayerFile.Type.SPARSE;
                    case SPECIAL, UNKNOWN -> LayerFile.Type.OTHER;
                };
        return new LayerFile(entry.path(), type, entry.size(), entry.linkTarget());
    }

    /** The content of a file of up to {@link #DEFAULT_MAX_BYTES}; fails as the other does. */
    public byte[] read(String path) throws IOException {
        return read(path, DEFAULT_MAX_BYTES);
    }

    /**
     * The content of a file; of several of its name the last one's, and of a hard link that of the file it is another name
     * of.
     *
     * @param maxBytes how large it may be, 0 or more
     * @throws ContentNotFoundException if this layer has no such entry; a lower one may
     * @throws ContentException of kind {@link Kind#INVALID_ARGUMENT} if it is no file, or larger; else as {@link #files}
     */
    public byte[] read(String path, int maxBytes) throws IOException {
        String name = clean(path);
        // A hard link is to an earlier entry.
        int entries = Integer.MAX_VALUE;
        for (int links = 0; links <= MAX_HARD_LINKS; links++) {
            Found found = new Found(name, entries, maxBytes);
            walk(found);
            LayerFile file = found.file;
            if (file == null) {
                throw ContentNotFoundException.of(
                        List.of(), label() + " has no " + name + "; a lower layer may have it");
            }
            if (file.type() != LayerFile.Type.HARD_LINK) {
                return content(file, found.bytes, maxBytes);
            }
            name = target(file);
            entries = found.number;
        }
        throw new ContentException(
                Kind.FAILED_PRECONDITION,
                path + " in " + label() + " is behind more than " + MAX_HARD_LINKS + " hard links, the limit");
    }

    private byte[] content(LayerFile file, byte[] bytes, int maxBytes) throws ContentException {
        String path = file.path();
        if (file.type() != LayerFile.Type.FILE) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    path + " in " + label() + " is no file but "
                            + (file.type() == LayerFile.Type.SYMBOLIC_LINK
                                    ? "a symbolic link to " + file.linkTarget()
                                    : "of type " + file.type()));
        }
        if (file.size() > maxBytes) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    path + " in " + label() + " has " + file.size() + " bytes, over the limit of " + maxBytes
                            + " that was given");
        }
        return bytes;
    }

    private String target(LayerFile link) throws ContentException {
        try {
            return clean(link.linkTarget());
        } catch (IllegalArgumentException e) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    link.path() + " in " + label() + " is a hard link to what is no entry: " + e.getMessage(),
                    e);
        }
    }

    private static String clean(String path) {
        try {
            return EntryNames.clean(path.startsWith("/") ? path.substring(1) : path);
        } catch (TarFieldException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private String label() {
        return descriptor.kind() + " " + descriptor.digest() + " in " + content.location();
    }

    @Override
    public String toString() {
        return label();
    }

    /** The last entry of a name among the first ones. */
    private static final class Found implements Visitor {
        private final String path;
        private final int entries;
        private final int maxBytes;
        private int seen;
        private int number;
        private @Nullable LayerFile file;
        private byte[] bytes = {};

        Found(String path, int entries, int maxBytes) {
            this.path = path;
            this.entries = entries;
            this.maxBytes = maxBytes;
        }

        @Override
        public void visit(LayerFile each, InputStream content) throws IOException {
            if (seen < entries && each.path().equals(path)) {
                file = each;
                number = seen;
                bytes = each.size() > maxBytes ? new byte[0] : content.readAllBytes();
            }
            seen++;
        }
    }
}
