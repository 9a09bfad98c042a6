package dev.drayage.delta;

import dev.drayage.compress.Compression;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentProvider;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.content.SizeMismatchException;
import dev.drayage.delta.tardiff.OldFile;
import dev.drayage.delta.tardiff.OldFiles;
import dev.drayage.file.SpoolFile;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.tar.LayerTar;
import dev.drayage.tar.TarEntry;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Regular files of an image as its layers together show them, put aside so that they can be read at any offset. Paths are
 * those of the entries: what lies behind a symbolic link is found by its own path alone. Thread-safe once it is read.
 */
final class OldTree implements OldFiles, Closeable {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    /** All that a delta may refer to: others apply deltas to unpacked trees, as whoever they are. */
    static final Wanted ALL = (path, mode) -> (mode & 4) != 0;

    private static final int BUFFER_BYTES = 256 << 10;

    /** Which files are kept. */
    interface Wanted {
        boolean isWanted(String path, long mode);
    }

    /** Where a file lies in what was put aside, and which layer it is of, from 0. */
    private record Kept(int layer, long offset, long size) {}

    private final String location;
    private final TreeMap<String, Kept> files = new TreeMap<>();

    /** What each path takes, versions that are replaced in upper layers included. */
    private final Map<String, Long> bytes = new HashMap<>();

    private final SpoolFile spool;
    private final Wanted wanted;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private long end;
    private Blob kept;

    private OldTree(String location, Wanted wanted, Path directory) throws IOException {
        this.location = location;
        this.wanted = wanted;
        this.spool = SpoolFile.create(directory);
        this.kept = spool.toBlob();
    }

    /**
     * Reads the layers of an image, verified. Those that are no tar, packed in a way that is not read, or not there though they
     * need not be, have no files here.
     *
     * @param wanted the files that are kept
     * @param maxZstdWindow the largest window of a layer in zstd, in bytes
     * @param directory where what is kept is put
     */
    static OldTree read(
            ContentProvider content, List<Descriptor> layers, Wanted wanted, long maxZstdWindow, Path directory)
            throws IOException {
        OldTree tree = new OldTree(content.location(), wanted, directory);
        try {
            for (int i = 0; i < layers.size(); i++) {
                if (isReadable(content, layers.get(i))) {
                    tree.addReadable(i, content, layers.get(i), maxZstdWindow);
                }
            }
            tree.kept = tree.spool.toBlob();
            return tree;
        } catch (IOException | RuntimeException e) {
            tree.close();
            throw e;
        }
    }

    /** Whether a layer should be a tar, packed or not: others are encrypted, or images of file systems. */
    static boolean isTar(Descriptor layer) {
        String type = layer.mediaType();
        return MediaTypes.isLayer(type) && !type.equals(MediaTypes.EROFS_LAYER) && !type.contains("+encrypted");
    }

    private static boolean isReadable(ContentProvider content, Descriptor layer) throws IOException {
        if (!isTar(layer)) {
            return false;
        }
        try (Blob blob = content.open(layer)) {
            return Compression.of(blob).isReadable();
        } catch (ContentNotFoundException e) {
            if (MediaTypes.isNonDistributable(layer.mediaType())) {
                return false;
            }
            throw e;
        }
    }

    /** What is right by its digest, and no tar all the same, has the files that come before what cannot be read. */
    private void addReadable(int layer, ContentProvider content, Descriptor descriptor, long maxZstdWindow)
            throws IOException {
        try {
            add(layer, content, descriptor, maxZstdWindow);
        } catch (DigestMismatchException | SizeMismatchException | ContentNotFoundException e) {
            throw e;
        } catch (ContentException e) {
            if (!e.saysOfContent()) {
                throw e;
            }
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
        if (entry.type() == TarEntry.Type.FILE
                && entry.size() > 0
                && wanted.isWanted(path, tar.attributes().mode())) {
            long start = end;
            OutputStream out = spool.output();
            InputStream in = tar.content(entry);
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
                end += count;
            }
            files.put(path, new Kept(layer, start, entry.size()));
            bytes.merge(path, entry.size(), Long::sum);
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

    /** What keeping these files takes, in bytes; a path that is none of them counts nothing. */
    long size(Iterable<String> paths) {
        long sum = 0;
        for (String path : paths) {
            sum += bytes.getOrDefault(path, 0L);
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
