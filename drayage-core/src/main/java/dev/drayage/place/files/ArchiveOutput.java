package dev.drayage.place.files;

import dev.drayage.archive.ImageArchive;
import dev.drayage.archive.WriteOptions;
import dev.drayage.file.OwnFiles;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Where an archive is written to: a file, which appears when it is complete, or standard output, a FIFO or a device,
 * which are written in order and keep their names.
 *
 * @param file as the user wrote it; {@code -} is standard output
 */
public record ArchiveOutput(String file) {
    private static final Set<String> STANDARD_OUTPUT = Set.of("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1");
    private static final Path DEVICES = Path.of("/dev");
    private static final Path PROCESSES = Path.of("/proc");
    /** A file system of files like any other. */
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private static final int MAX_LINKS = 40;

    /** Whether it is standard output, by any of its names. */
    public boolean isStandardOutput() {
        return STANDARD_OUTPUT.contains(file);
    }

    /** Whether bytes go on to somebody else as they are written. */
    public boolean isStream() throws IOException {
        Path path = Path.of(file);
        if (Files.isSymbolicLink(path) && !isSystems(path.toAbsolutePath().normalize())) {
            return false; // refused as a file: what it leads to may be a disk
        }
        return isStandardOutput()
                || (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path))
                || leadsToDescriptor(path);
    }

    /** Whether there is a file with something in it; a symbolic link is refused for being one. */
    public boolean holdsSomething() throws IOException {
        Path path = Path.of(file);
        return !isStream()
                && !Files.isSymbolicLink(path)
                && Files.exists(path)
                && (!Files.isRegularFile(path) || Files.size(path) > 0);
    }

    /** Where things can be put aside on the way there: beside the file, if it is one. */
    public Path directory() throws IOException {
        Path parent = Path.of(file).toAbsolutePath().getParent();
        return isStream() || parent == null || !Files.isDirectory(parent)
                ? Path.of(System.getProperty("java.io.tmpdir"))
                : parent;
    }

    /** What messages call it. */
    public String label() {
        return isStandardOutput() ? "standard output" : file;
    }

    /**
     * Writes an archive there; fails as {@link ImageArchive#writeTo} does.
     *
     * @param standardOutput what {@code -} stands for; it stays open
     */
    public void write(ImageArchive archive, WriteOptions options, WritableByteChannel standardOutput)
            throws IOException {
        Path path = Path.of(file);
        if (isStandardOutput()) {
            archive.writeTo(standardOutput, options);
        } else if (isStream()) {
            try (WritableByteChannel channel = OwnFiles.openStream(path)) {
                archive.writeTo(channel, options);
            }
        } else {
            archive.writeTo(path, options);
        }
    }

    private static boolean isSystems(Path path) {
        return (path.startsWith(DEVICES) && !path.startsWith(SHARED_MEMORY)) || path.startsWith(PROCESSES);
    }

    /** What lies below {@code /dev} and {@code /proc}, such as {@code /dev/fd/3}, is no name that can be given away. */
    private static boolean leadsToDescriptor(Path path) throws IOException {
        Path at = path.toAbsolutePath().normalize();
        for (int links = 0; links < MAX_LINKS; links++) {
            if (isSystems(at)) {
                return true;
            }
            if (!Files.isSymbolicLink(at)) {
                return false;
            }
            at = at.resolveSibling(Files.readSymbolicLink(at)).normalize();
        }
        return false;
    }
}
