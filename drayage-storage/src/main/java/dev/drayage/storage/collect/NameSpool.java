package dev.drayage.storage.collect;

import dev.drayage.content.Blob;
import dev.drayage.file.SpoolFile;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Names in a file, each found by the number that it was given. Thread-safe; read when all have been added. */
final class NameSpool implements Closeable {
    /** In bytes; a key of S3 has no more than 1024. */
    private static final int MAX_NAME = 8 << 10;

    private static final int BUFFER = 64 << 10;

    private final SpoolFile file;
    private final ByteBuffer pending = ByteBuffer.allocate(BUFFER);
    private long flushed;
    private @Nullable Blob finished;

    NameSpool(Path directory) throws IOException {
        this.file = SpoolFile.create(directory);
    }

    /** Adds a name, and says which number it has. */
    synchronized long add(String name) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_NAME) {
            throw new IOException(
                    "a name of " + bytes.length + " bytes is longer than any key may be: " + name.substring(0, 80));
        }
        if (pending.remaining() < Short.BYTES + bytes.length) {
            flush();
        }
        long number = flushed + pending.position();
        pending.putShort((short) bytes.length).put(bytes);
        return number;
    }

    private void flush() throws IOException {
        pending.flip();
        flushed += pending.remaining();
        file.write(pending);
        pending.clear();
    }

    /** The name that has this number. */
    String name(long number) throws IOException {
        Blob names = blob();
        byte[] bytes = new byte[Short.BYTES];
        read(names, number, bytes);
        byte[] name = new byte[ByteBuffer.wrap(bytes).getShort()];
        read(names, number + Short.BYTES, name);
        return new String(name, StandardCharsets.UTF_8);
    }

    private synchronized Blob blob() throws IOException {
        if (finished == null) {
            flush();
            finished = file.toBlob();
        }
        return finished;
    }

    private static void read(Blob names, long position, byte[] target) throws IOException {
        if (target.length > 0 && names.readAt(position, ByteBuffer.wrap(target)) != target.length) {
            throw new EOFException("a file of names is cut short at byte " + position);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
