package dev.drayage.store;

import dev.drayage.file.OwnFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How many synced commits the database has had, in a file beside it. The database counts them too: one that knows of
 * fewer is an older copy, or has lost its log. The file is written after the commit and never synced, so it is never ahead
 * of a database that has lost nothing.
 */
final class CommitCount {
    private final Path file;

    CommitCount(Path file) {
        this.file = file;
    }

    /** The highest count that is known; 0 if there is none, and the highest of all if the file holds something else. */
    long read() throws IOException {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ')
                    .strip();
            // A power cut may have left the file without its bytes.
            return text.isEmpty() ? 0 : Long.parseUnsignedLong(text);
        } catch (NoSuchFileException e) {
            return 0;
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Notes a commit that is done. */
    void write(long count) {
        byte[] text = String.format(Locale.ROOT, "%010d%n", count).getBytes(StandardCharsets.ISO_8859_1);
        try (FileChannel channel = OwnFiles.openShared(file)) {
            channel.write(ByteBuffer.wrap(text), 0);
        } catch (IOException e) {
            // The commit is done; a count that is too low only means that a loss may go unnoticed.
        }
    }
}
