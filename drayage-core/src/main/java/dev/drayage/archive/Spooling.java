package dev.drayage.archive;

import dev.drayage.compress.Compression;
import dev.drayage.compress.codec.TrailingBytesException;
import dev.drayage.compress.codec.ZstdWindowException;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentIngester;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes a file of a stream, unpacked, so that it can be read at any offset. An archive says at its end what it holds, and
 * parents may come before children; with a file the one way of importing serves all.
 */
final class Spooling {
    private final String location;
    private final Path directory;
    private final ArchiveLimits limits;
    private final @Nullable ContentIngester ingester;

    Spooling(String location, ArchiveReadOptions options) {
        this.location = location;
        this.directory = options.directory();
        this.limits = options.limits();
        this.ingester = options.ingester();
    }

    Blob spool(ReadableByteChannel source) throws IOException {
        PackedStream packed = new PackedStream(source);
        Compression compression = Compression.of(packed.peek(Compression.MAGIC_BYTES));
        if (!compression.isReadable()) {
            String tool = compression.words();
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    location + " is compressed with " + tool + ", which is not read here; decompress it first: " + tool
                            + " -dc FILE | dray import -");
        }
        ArchiveSpool spool = ArchiveSpool.create(location, directory, ingester);
        try {
            if (compression == Compression.NONE) {
                copy(packed, spool);
            } else {
                unpack(packed, compression, spool);
            }
            return spool.toBlob();
        } catch (SpoolFailure e) {
            spool.close();
            throw e.problem;
        } catch (IOException | RuntimeException e) {
            spool.close();
            throw e;
        }
    }

    private void copy(PackedStream plain, ArchiveSpool target) throws IOException {
        for (ByteBuffer bytes = target.buffer(); plain.fill(bytes); bytes = target.buffer()) {
            requireWithinLimits(plain.count(), plain.count());
            write(target, bytes);
        }
    }

    private void unpack(PackedStream packed, Compression compression, ArchiveSpool target) throws IOException {
        long total = 0;
        try (InputStream unpacked = compression.unpack(packed, limits.maxZstdWindow())) {
            byte[] bytes = new byte[ArchiveSpool.BUFFER_BYTES];
            for (int count = unpacked.read(bytes); count >= 0; count = unpacked.read(bytes)) {
                total += count;
                requireWithinLimits(packed.count(), total);
                write(target, target.buffer().put(bytes, 0, count));
            }
        } catch (TrailingBytesException e) {
            // What an archive was padded with comes after the end mark of the tar, where nobody reads.
            return;
        } catch (ContentException | InterruptedIOException | SpoolFailure e) {
            throw e;
        } catch (ZstdWindowException e) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT, location + " cannot be unpacked as zstd: " + e.getMessage(), e);
        } catch (EOFException e) {
            throw damaged(compression, "it is cut short", e);
        } catch (IOException e) {
            throw damaged(compression, String.valueOf(e.getMessage()), e);
        }
    }

    private void write(ArchiveSpool target, ByteBuffer bytes) throws IOException {
        try {
            target.write(bytes.flip());
        } catch (IOException e) {
            throw new SpoolFailure(e);
        }
    }

    private void requireWithinLimits(long packed, long unpacked) throws ContentException {
        if (unpacked > limits.maxUnpackedBytes()) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    location + " unpacks to more than " + limits.maxUnpackedBytes() + " bytes, the limit");
        }
        if (unpacked > ArchiveLimits.FREE_BYTES && unpacked / limits.maxRatio() > packed) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    location + " unpacks to more than " + limits.maxRatio() + " times its size, the limit (" + packed
                            + " bytes gave " + unpacked
                            + "); it may be a decompression bomb, decompress it yourself if it is not");
        }
    }

    private ContentException damaged(Compression compression, String problem, IOException cause) {
        return new ContentException(
                Kind.FAILED_PRECONDITION,
                location + " cannot be unpacked as " + compression.words() + ": " + problem + "; fetch it again",
                cause);
    }

    /** What was read could not be written: no fault of the source. */
    private static final class SpoolFailure extends IOException {
        private static final long serialVersionUID = 1L;

        private final IOException problem;

        SpoolFailure(IOException problem) {
            super(problem);
            this.problem = problem;
        }
    }
}
