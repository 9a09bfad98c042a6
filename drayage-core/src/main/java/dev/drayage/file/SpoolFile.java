package dev.drayage.file;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file for bytes that have to be put somewhere before they can be read at any offset. It has no name where the system
 * allows that (not on Windows), so nothing of it is left however the program ends.
 */
public final class SpoolFile implements Closeable {
    private final Path directory;
    private final Path path;
    private final FileChannel channel;

    private SpoolFile(Path directory, Path path, FileChannel channel) {
        this.directory = directory;
        this.path = path;
        this.channel = channel;
    }

    /**
     * Makes an empty one.
     *
     * @param directory where its bytes are kept
     * @throws ContentException of kind {@link ContentException.Kind#INVALID_ARGUMENT} if the directory does not exist or
     *     cannot be written
     */
    public static SpoolFile create(Path directory) throws IOException {
        Path path = OwnFiles.unforeseen(directory, ".dray-spool-", ".tmp");
        try {
            FileChannel channel = OwnFiles.createNameless(path);
            return new SpoolFile(directory, path, channel);
        } catch (NoSuchFileException e) {
            throw new ContentException(
                    ContentException.Kind.INVALID_ARGUMENT,
                    "cannot put bytes aside: directory " + directory + " does not exist",
                    e);
        } catch (AccessDeniedException e) {
            throw new ContentException(
                    ContentException.Kind.INVALID_ARGUMENT,
                    "cannot put bytes aside: directory " + directory + " cannot be written to",
                    e);
        }
    }

    /**
     * Appends all these bytes.
     *
     * @throws DiskFullException if there is no room for them; it names the directory, and how to choose another
     */
    public void write(ByteBuffer bytes) throws IOException {
        long written = channel.position();
        try {
            while (bytes.hasRemaining()) {
                written += channel.write(bytes);
            }
        } catch (IOException e) {
            throw DiskFullException.explainSpool(e, directory, written);
        }
    }

    /** Goes on so many bytes behind, and leaves a hole that takes no room. */
    public void skip(long bytes) throws IOException {
        channel.position(channel.position() + bytes);
    }

    /** A stream that appends, and that needs not be closed. */
    public OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                SpoolFile.this.write(ByteBuffer.wrap(bytes, offset, length));
            }
        };
    }

    /**
     * What was written so far, as a blob; closing that closes the file. A thread that is interrupted while it reads
     * closes it too, for all: there is no name to open it by again.
     */
    public Blob toBlob() throws IOException {
        return Blob.ofChannel(path, channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
