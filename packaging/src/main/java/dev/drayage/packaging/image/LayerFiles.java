package dev.drayage.packaging.image;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * The files of a layer by their paths. The tar of it depends on what was put in alone: of files on a disk, names, content
 * and whether they may be executed count; all belong to root but the directories that are given to a user.
 */
final class LayerFiles {
    /** When files were last changed. */
    enum Times {
        /** In 1970, so that a layer whose files stay is the same layer in the next version. */
        NONE,
        /** As on the disk: the class archive is refused where the jar's time is another than when it was made. */
        KEPT
    }

    private static final int FILE = 0644;
    private static final int PROGRAM = 0755;
    private static final int DIRECTORY = 0755;

    private interface FileContent {
        void writeTo(OutputStream target) throws IOException;
    }

    private record Entry(TarArchiveEntry header, FileContent content) {}

    private final NavigableMap<String, Entry> entries = new TreeMap<>();

    /** Adds a directory, and those it lies in. */
    LayerFiles directory(String path, int mode, long owner) {
        parents(path);
        TarArchiveEntry header = header(path + "/", TarConstants.LF_DIR, mode);
        header.setIds((int) owner, (int) owner);
        entries.put(path + "/", new Entry(header, target -> {}));
        return this;
    }

    /** Adds a text file that everybody may read. */
    LayerFiles text(String path, List<String> lines) {
        byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry header = header(path, TarConstants.LF_NORMAL, FILE);
        header.setSize(bytes.length);
        return put(path, new Entry(header, target -> target.write(bytes)));
    }

    /** Adds everything that lies in a directory on the disk; links stay links. */
    LayerFiles tree(Path directory, String at, Times times) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String relative = directory.relativize(file).toString();
                add(file, relative.isEmpty() ? at : at.isEmpty() ? relative : at + "/" + relative, times);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return this;
    }

    private void add(Path file, String path, Times times) throws IOException {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            if (!path.isEmpty()) {
                directory(path, DIRECTORY, 0);
            }
            return;
        }
        TarArchiveEntry header;
        FileContent content = target -> {};
        if (Files.isSymbolicLink(file)) {
            header = header(path, TarConstants.LF_SYMLINK, 0777);
            header.setLinkName(Files.readSymbolicLink(file).toString());
        } else if (Files.isRegularFile(file)) {
            header = header(path, TarConstants.LF_NORMAL, Files.isExecutable(file) ? PROGRAM : FILE);
            header.setSize(Files.size(file));
            content = target -> Files.copy(file, target);
        } else {
            throw new IOException(
                    file + " is neither a file, a directory nor a link, and does not go into an image; remove it");
        }
        if (times == Times.KEPT) {
            header.setModTime(Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS));
        }
        put(path, new Entry(header, content));
    }

    private LayerFiles put(String path, Entry entry) {
        parents(path);
        if (entries.put(path, entry) != null) {
            throw new IllegalStateException("/" + path + " is put into the layer twice");
        }
        return this;
    }

    private void parents(String path) {
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            String parent = path.substring(0, slash + 1);
            entries.computeIfAbsent(
                    parent, name -> new Entry(header(name, TarConstants.LF_DIR, DIRECTORY), target -> {}));
        }
    }

    private static TarArchiveEntry header(String path, byte type, int mode) {
        TarArchiveEntry header = new TarArchiveEntry(path, type);
        header.setMode(mode);
        header.setIds(0, 0);
        header.setNames("", "");
        header.setModTime(FileTime.fromMillis(0));
        return header;
    }

    /** Writes the tar, sorted by path; {@code target} stays open. */
    void writeTo(OutputStream target) throws IOException {
        TarArchiveOutputStream tar = new TarArchiveOutputStream(target, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        for (Entry entry : entries.values()) {
            tar.putArchiveEntry(entry.header());
            entry.content().writeTo(tar);
            tar.closeArchiveEntry();
        }
        tar.finish();
    }
}
