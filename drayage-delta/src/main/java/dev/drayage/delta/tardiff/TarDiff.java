package dev.drayage.delta.tardiff;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.json.Quotes;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads diffs. Nothing in a diff says which tar it makes, and of which files: whoever applies it compares the digest of
 * what comes out.
 */
public final class TarDiff {
    /** The media type of such a diff. */
    public static final String MEDIA_TYPE = "application/vnd.tar-diff";

    /** As many as a layer may have entries. */
    private static final int MAX_PATHS = 1_000_000;

    private static final int MAX_PATH_CHARACTERS = 64 << 20;
    private static final int BUFFER_BYTES = 128 << 10;

    private TarDiff() {}

    /**
     * The paths of the old files that a diff refers to, in the order of first use.
     *
     * @param maxSize the largest size that the new tar may have, in bytes
     * @throws ContentException of kind {@link ContentException.Kind#FAILED_PRECONDITION} if the diff is damaged
     */
    public static List<String> paths(Blob diff, long maxSize) throws IOException {
        Set<String> paths = new LinkedHashSet<>();
        long characters = 0;
        try (TarDiffReader reader = new TarDiffReader(diff, maxSize)) {
            while (reader.next()) {
                if (reader.operation() != TarDiffOperation.OPEN) {
                    continue;
                }
                String path = reader.path();
                if (paths.add(path)) {
                    characters += path.length();
                    if (paths.size() > MAX_PATHS || characters > MAX_PATH_CHARACTERS) {
                        throw reader.damaged("more than " + MAX_PATHS + " files or " + MAX_PATH_CHARACTERS
                                + " characters of paths are referred to, the limits");
                    }
                }
            }
        }
        return List.copyOf(paths);
    }

    /**
     * Writes the new tar, in bounded memory. What was written when this throws is good for nothing.
     *
     * @param maxSize the largest size that the new tar may have, in bytes
     * @throws ContentException of kind {@link ContentException.Kind#FAILED_PRECONDITION} if the diff is damaged, or the
     *     files are not those that it was made for
     */
    public static void apply(Blob diff, OldFiles files, long maxSize, OutputStream target) throws IOException {
        try (TarDiffReader reader = new TarDiffReader(diff, maxSize);
                Source source = new Source(files)) {
            byte[] bytes = new byte[BUFFER_BYTES];
            byte[] old = new byte[BUFFER_BYTES];
            while (reader.next()) {
                switch (reader.operation()) {
                    case DATA -> {
                        while (reader.left() > 0) {
                            target.write(bytes, 0, reader.read(bytes, 0, bytes.length));
                        }
                    }
                    case OPEN -> source.open(reader.path());
                    case SEEK -> source.position = reader.size();
                    case COPY -> {
                        for (long left = source.require(reader); left > 0; ) {
                            int count = (int) Math.min(left, bytes.length);
                            source.read(bytes, count);
                            target.write(bytes, 0, count);
                            left -= count;
                        }
                    }
                    case ADD -> {
                        source.require(reader);
                        while (reader.left() > 0) {
                            int count = reader.read(bytes, 0, bytes.length);
                            source.read(old, count);
                            for (int i = 0; i < count; i++) {
                                bytes[i] += old[i];
                            }
                            target.write(bytes, 0, count);
                        }
                    }
                }
            }
        }
    }

    /** The old file that was opened last. */
    private static final class Source implements Closeable {
        private final OldFiles files;
        private @Nullable Blob file;
        private String path = "";
        private long position;

        Source(OldFiles files) {
            this.files = files;
        }

        void open(String newPath) throws IOException {
            position = 0;
            if (!newPath.equals(path)) {
                close();
                file = files.open(newPath);
                path = newPath;
            }
        }

        /** Checks that the file has what the operation takes; says how much that is. */
        long require(TarDiffReader reader) throws IOException {
            long size = reader.size();
            if (file == null) {
                throw reader.damaged("bytes of an old file are wanted, and none was opened");
            }
            if (size > file.size() - position) {
                throw reader.damaged(size + " bytes at offset " + position + " of " + Quotes.quote(path)
                        + " are wanted, which has " + file.size() + " in the image that it is applied to");
            }
            return size;
        }

        void read(byte[] target, int count) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(target, 0, count);
            if (file == null || file.readAt(position, buffer) < count) {
                throw ContentException.truncated(Quotes.quote(path), position + count, position + buffer.position());
            }
            position += count;
        }

        @Override
        public void close() throws IOException {
            if (file != null) {
                file.close();
                file = null;
                path = "";
            }
        }
    }
}
