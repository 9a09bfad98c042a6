package dev.drayage.ingest;

import dev.drayage.content.IngestStatus;
import dev.drayage.file.OwnFiles;
import dev.drayage.ingest.BulkIngester.SmallBlob;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one ingest, as containerd lays it out: {@code data}, {@code ref}, {@code startedat},
 * {@code updatedat} and {@code total}; {@code expected} and {@code reached} are ours.
 */
public final class IngestFiles {
    static final String READ_ONLY = "r--r--r--";
    static final String WRITABLE = "rw-r--r--";

    private static final String REACHED = "reached";

    /** In the name of a directory that was taken away and is being removed. */
    private static final String ABORTED = ".aborted-";

    private final Path directory;

    /** The ingest in this directory, which need not exist. */
    public IngestFiles(Path directory) {
        this.directory = directory;
    }

    /**
     * What the files say.
     *
     * @param name its name
     * @param status how far it is
     */
    public record State(IngestName name, IngestStatus status) {}

    /** Its directory. */
    public Path directory() {
        return directory;
    }

    Path data() {
        return directory.resolve("data");
    }

    /** What tells the file of its data from another one; null where the file system has nothing of that kind. */
    @Nullable
    Object dataKey() throws IOException {
        return Files.readAttributes(data(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /** Whether there is anything of it. */
    public boolean exists() {
        return Files.exists(directory, LinkOption.NOFOLLOW_LINKS);
    }

    /** How many bytes are there, whatever else is wrong. */
    public long bytes() throws IOException {
        try {
            return isDirectory()
                    ? Files.readAttributes(data(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                            .size()
                    : 0;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return 0;
        }
    }

    /** How far it is; empty if there is none, or its files are not what they should be. */
    public Optional<State> read() throws IOException {
        try {
            if (!isDirectory()) {
                return Optional.empty();
            }
            Optional<IngestName> name = IngestName.parse(OwnFiles.readText(directory.resolve("ref")));
            if (name.isEmpty()
                    || !name.get().key().equals(String.valueOf(directory.getFileName()))
                    || !OwnFiles.isOwn(data())) {
                return Optional.empty();
            }
            Instant started = time("startedat");
            Instant updated =
                    latest(time("updatedat"), Files.getLastModifiedTime(data()).toInstant());
            String total = OwnFiles.readText(directory.resolve("total")).strip();
            Path expected = directory.resolve("expected");
            return Optional.of(new State(
                    name.get(),
                    new IngestStatus(
                            name.get().ref(),
                            Math.min(Files.size(data()), reached()),
                            Long.parseUnsignedLong(total),
                            Files.exists(expected, LinkOption.NOFOLLOW_LINKS)
                                    ? Digest.parse(OwnFiles.readText(expected))
                                    : null,
                            started,
                            updated)));
        } catch (NoSuchFileException
                | NotDirectoryException
                | CharacterCodingException
                | DateTimeException
                | IllegalArgumentException e) {
            // A power cut may leave files empty or absent: the ingest restarts.
            return Optional.empty();
        }
    }

    /** Restarts, whatever there is. Until all files are there it is none, so that each need not be renamed. */
    State create(IngestName name, @Nullable Descriptor expected, Instant now) throws IOException {
        delete();
        Files.createDirectories(directory);
        OwnFiles.create(data()).close();
        long total = expected == null ? 0 : expected.size();
        OwnFiles.write(directory.resolve("ref"), name.text());
        OwnFiles.write(directory.resolve("total"), Long.toString(total));
        if (expected != null) {
            OwnFiles.write(directory.resolve("expected"), expected.digest().toString());
        }
        OwnFiles.write(directory.resolve("updatedat"), now.toString());
        OwnFiles.write(directory.resolve("startedat"), now.toString());
        return new State(
                name, new IngestStatus(name.ref(), 0, total, expected == null ? null : expected.digest(), now, now));
    }

    /** Notes when bytes were last written. */
    void touch(Instant now) throws IOException {
        Path temporary = directory.resolve("updatedat.tmp");
        OwnFiles.write(temporary, now.toString());
        Files.move(
                temporary,
                directory.resolve("updatedat"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** Sets who may do what with the data, where the file system knows that. */
    void allow(String permissions) throws IOException {
        allow(data(), permissions);
    }

    private static void allow(Path file, String permissions) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null) {
            view.setPermissions(PosixFilePermissions.fromString(permissions));
        }
    }

    /** Adds a synced file that is to become content as it is, to an ingest of several such files that has no data. */
    Path add(SmallBlob blob) throws IOException {
        Path file = directory.resolve(blob.descriptor().digest().algorithm().identifier() + "-"
                + blob.descriptor().digest().hex());
        try (FileChannel channel = OwnFiles.create(file)) {
            ByteBuffer bytes = blob.bytes().duplicate();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            allow(file, READ_ONLY);
            channel.force(false);
        }
        return file;
    }

    /** Notes how far it is while bytes are written ahead of that. */
    void noteReached(long offset) throws IOException {
        Path temporary = directory.resolve(REACHED + ".tmp");
        OwnFiles.write(temporary, Long.toString(offset));
        Files.move(
                temporary,
                directory.resolve(REACHED),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** Says that no byte is ahead any more. */
    void forgetReached() throws IOException {
        Files.deleteIfExists(directory.resolve(REACHED));
    }

    private long reached() throws IOException {
        Path file = directory.resolve(REACHED);
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                ? Long.parseUnsignedLong(OwnFiles.readText(file))
                : Long.MAX_VALUE;
    }

    private boolean isDirectory() {
        return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS);
    }

    /** Removes it; nobody may be writing it. */
    public void delete() throws IOException {
        if (!isDirectory()) {
            Files.deleteIfExists(directory); // a link, but nothing of what it leads to
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            return;
        } catch (NotDirectoryException e) {
            // Removed as what it is.
        }
        Files.deleteIfExists(directory);
    }

    /** Whether a directory of this name is what is left of an ingest that was aborted. */
    public static boolean isTakenAway(String directory) {
        return directory.contains(ABORTED);
    }

    /**
     * Takes it away though somebody may be writing it: all at once, so that what is written meanwhile is in no way.
     *
     * @return false if there was none
     */
    public boolean takeAway() throws IOException {
        Path aside = OwnFiles.unforeseen(
                Objects.requireNonNull(directory.getParent()), directory.getFileName() + ABORTED, "");
        try {
            Files.move(directory, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return false;
        }
        new IngestFiles(aside).delete();
        return true;
    }

    private Instant time(String file) throws IOException {
        return OffsetDateTime.parse(OwnFiles.readText(directory.resolve(file)).strip())
                .toInstant();
    }

    private static Instant latest(Instant first, Instant second) {
        return first.isAfter(second) ? first : second;
    }
}
