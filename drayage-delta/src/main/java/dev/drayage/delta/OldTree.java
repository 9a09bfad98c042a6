package dev.drayage.delta;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentProvider;
import dev.drayage.delta.tardiff.OldFile;
import dev.drayage.delta.tardiff.OldFiles;
import dev.drayage.file.SpoolFile;
import dev.drayage.oci.Descriptor;
import dev.drayage.tar.LayerTar;
import dev.drayage.tar.TarEntry;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Regular files of an image as its layers together show them, put aside so that they can be read at any offset. Paths are
 * those of the entries: what lies behind a symbolic link is found by its own path alone. Thread-safe once it is read.
 */
final class OldTree implements OldFiles, Closeable {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final int READABLE_BY_OTHERS = 4;
    private static final int BUFFER_BYTES = 256 << 10;

    /** Where a file lies in what was put aside, and which layer it is of, from 0. */
    private record Kept(int layer, long offset, long size) {}

    private final String location;
    private final TreeMap<String, Kept> files = new TreeMap<>();
    private final SpoolFile spool;
    private final Predicate<String> wanted;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private long end;
    private Blob kept;

    private OldTree(String location, Predicate<String> wanted, Path directory) throws IOException {
        this.location = location;
        this.wanted = wanted;
        this.spool = SpoolFile.create(directory);
        this.kept = spool.toBlob();
    }

    /**
     * Reads the layers of an image, verified.
     *
     * @param wanted the paths that are kept
     * @param maxZstdWindow the largest window of a layer in zstd, in bytes
     * @param directory where what is kept is put
     */
    static OldTree read(
            ContentProvider content,
            List<Descriptor> layers,
            Predicate<String> wanted,
            long maxZstdWindow,
            Path directory)
            throws IOException {
        OldTree tree = new OldTree(content.location(), wanted, directory);
        try {
            for (int i = 0; i < layers.size(); i++) {
                tree.add(i, content, layers.get(i), maxZstdWindow);
            }
            tree.kept = tree.spool.toBlob();
            return tree;
        } catch (IOException | RuntimeException e) {
            tree.close();
            throw e;
        }
    }

    private void add(int layer, ContentProvider content, Descriptor descriptor, long maxZstdWindow) throws IOException {
        try (LayerTar tar = LayerTar.open(content, descriptor, maxZstdWindow)) {
            for (Optional<TarEntry> next = tar.next(); next.isPresent(); next = tar.next()) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("interrupted while reading " + tar.location());
                }
                Optional<String> path = path(next.get().path());
                if (path.isPresent()) {
                    add(layer, tar, next.get(), path.get());
                }
            }
            tar.finish();
        }
    }

    private void add(int layer, LayerTar tar, TarEntry entry, String path) throws IOException {
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        if (name.equals(OPAQUE)) {
            removeBelow(path.substring(0, slash + 1), layer);
            return;
        }
        if (name.startsWith(WHITEOUT)) {
            String removed = path.substring(0, slash + 1) + name.substring(WHITEOUT.length());
            remove(removed, layer);
            removeBelow(removed + "/", layer);
            return;
        }
        files.remove(path);
        if (entry.type() == TarEntry.Type.DIRECTORY) {
            return;
        }
        removeBelow(path + "/", layer + 1);
        boolean isUsable = entry.type() == TarEntry.Type.FILE
                && entry.size() > 0
                && (tar.attributes().mode() & READABLE_BY_OTHERS) != 0;
        if (isUsable && wanted.test(path)) {
            files.put(path, new Kept(layer, end, entry.size()));
            OutputStream out = spool.output();
            InputStream in = tar.content(entry);
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
            }
            end += entry.size();
        }
    }

    private void remove(String path, int below) {
        Kept file = files.get(path);
        if (file != null && file.layer() < below) {
            files.remove(path);
        }
    }

    /** Removes what begins with this, of layers below this one. */
    private void removeBelow(String prefix, int below) {
        files.subMap(prefix, prefix + Character.MAX_VALUE).values().removeIf(file -> file.layer() < below);
    }

    /** The path without what means nothing in it; empty if it leads out, or is the top itself. */
    private static Optional<String> path(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                return Optional.empty();
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("/", parts));
    }

    /** All of them, in order of their paths. */
    List<OldFile> all() {
        List<OldFile> all = new ArrayList<>();
        files.forEach((path, file) -> all.add(new OldFile(path, kept.slice(file.offset(), file.size()))));
        return all;
    }

    /** Bytes of these files; a path that is none of them counts nothing. */
    long size(Iterable<String> paths) {
        long sum = 0;
        for (String path : paths) {
            Kept file = files.get(path);
            sum += file == null ? 0 : file.size();
        }
        return sum;
    }

    @Override
    public Blob open(String path) throws IOException {
        Kept file = files.get(path);
        if (file == null) {
            throw ContentNotFoundException.of(
                    List.of(), "the image that the delta is applied to, in " + location + ", has no file " + path);
        }
        return kept.slice(file.offset(), file.size());
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }
}
