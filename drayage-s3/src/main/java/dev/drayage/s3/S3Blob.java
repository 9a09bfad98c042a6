package dev.drayage.s3;

import dev.drayage.bucket.ObjectInfo;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.Ranges;
import dev.drayage.s3.client.S3Request;
import dev.drayage.s3.client.S3Response;
import dev.drayage.task.Retries;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An object, read by range, always the same one: each request names its tag. What breaks off is gone on with at the byte
 * that comes next. The first bytes come with opening it, so that a small object is one request; of a larger one that is
 * read in order, one response rests between two reads.
 */
final class S3Blob implements Blob {
    /** How much comes with opening it. */
    private static final int FIRST_BYTES = 64 << 10;

    /** How much is asked for at once where several stretches are read at the same time, or one after the other. */
    private static final long STRETCH = 16 << 20;

    private static final int BUFFER_BYTES = 256 << 10;
    private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

    private final S3Bucket bucket;
    private final ObjectInfo object;
    private final byte[] first;
    private @Nullable Stretch resting;
    private long lastEnd;
    private volatile boolean closed;

    private S3Blob(S3Bucket bucket, ObjectInfo object, byte[] first) {
        this.bucket = bucket;
        this.object = object;
        this.first = first;
        this.lastEnd = first.length;
    }

    static Blob open(S3Bucket bucket, String key) throws IOException {
        S3Request request = S3Request.of("GET", bucket.full(key)).header("Range", "bytes=0-" + (FIRST_BYTES - 1));
        Retries retries = bucket.client().retries();
        while (true) {
            try (S3Response response = bucket.client().send(request, 404, 416)) {
                if (response.status() == 404) {
                    // Whether it is the bucket that is missing, the other door finds out.
                    ObjectInfo there = bucket.find(key).orElseThrow(() -> bucket.missing(key));
                    throw new ContentException(
                            Kind.UNAVAILABLE,
                            bucket.name(key) + " was written while it was opened; try again: " + there.size());
                }
                if (response.status() == 416) {
                    // Nothing can be asked for of what has no bytes.
                    ObjectInfo object = bucket.find(key).orElseThrow(() -> bucket.missing(key));
                    if (object.size() == 0) {
                        return new S3Blob(bucket, object, new byte[0]);
                    }
                } else {
                    return opened(bucket, key, response);
                }
            } catch (ContentException e) {
                throw e;
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted() || !retries.failed()) {
                    throw e;
                }
            }
            retries.pause();
        }
    }

    private static Blob opened(S3Bucket bucket, String key, S3Response response) throws IOException {
        String range = response.header("Content-Range").orElse("");
        Matcher parts = RANGE.matcher(range);
        long size = parts.matches() ? Long.parseLong(parts.group(3)) : response.length();
        if (size < 0
                || (response.status() == 206
                        && (!parts.matches() || !parts.group(1).equals("0")))) {
            throw new ContentException(
                    Kind.INTERNAL,
                    bucket.name(key) + ": the service does not say which bytes it gives, which S3 does; check"
                            + " AWS_ENDPOINT_URL_S3");
        }
        ObjectInfo object = bucket.info(key, response, Long.toString(size));
        byte[] first = new byte[(int) Math.min(size, FIRST_BYTES)];
        for (int at = 0; at < first.length; ) {
            int read = response.read(first, at, first.length - at);
            if (read < 0) {
                throw new IOException("the response to a request for " + bucket.name(key) + " ends early");
            }
            at += read;
        }
        return new S3Blob(bucket, object, first);
    }

    @Override
    public long size() {
        return object.size();
    }

    @Override
    public long preferredChunkSize() {
        return object.size() <= first.length ? 0 : STRETCH;
    }

    @Override
    public int readAt(long position, ByteBuffer target) throws IOException {
        requireOpen();
        return Ranges.read(position, target, object.size(), (at, within) -> {
            while (within.hasRemaining()) {
                at += readSome(at, within, within.remaining());
            }
        });
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        Ranges.requirePosition(position);
        Ranges.requireCount(count);
        requireOpen();
        long end = position + Math.min(count, Math.max(0, object.size() - position));
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(0, end - position)));
        long at = position;
        while (at < end) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
            at += readSome(at, buffer, end - at);
            buffer.flip();
            while (buffer.hasRemaining()) {
                target.write(buffer);
            }
        }
        return at - position;
    }

    /**
     * Fills some of the target.
     *
     * @param wanted how much is read from there on, by this call and by those that follow
     */
    private int readSome(long position, ByteBuffer target, long wanted) throws IOException {
        if (position < first.length) {
            int count = (int) Math.min(target.remaining(), first.length - position);
            target.put(first, (int) position, count);
            return count;
        }
        Stretch stretch = take(position, wanted);
        boolean whole = false;
        try {
            int read = stretch.read(target);
            whole = true;
            return read;
        } finally {
            if (whole) {
                putBack(stretch);
            } else {
                stretch.close();
            }
        }
    }

    private Stretch take(long position, long wanted) throws IOException {
        Stretch candidate;
        boolean inOrder;
        synchronized (this) {
            requireOpen();
            candidate = resting;
            if (candidate != null && candidate.position == position) {
                resting = null;
            } else {
                candidate = null;
            }
            inOrder = position == lastEnd;
        }
        if (candidate != null) {
            return candidate.resumed();
        }
        long length = inOrder ? Math.max(STRETCH, wanted) : wanted;
        return new Stretch(position, Math.min(object.size(), position + length));
    }

    private void putBack(Stretch stretch) throws IOException {
        Stretch surplus = stretch;
        synchronized (this) {
            lastEnd = stretch.position;
            if (!closed && stretch.rest()) {
                surplus = resting;
                resting = stretch;
            }
        }
        if (surplus != null) {
            surplus.close();
        }
    }

    private void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public void close() throws IOException {
        Stretch left;
        synchronized (this) {
            closed = true;
            left = resting;
            resting = null;
        }
        if (left != null) {
            left.close();
        }
    }

    @Override
    public String toString() {
        return bucket.name(object.key());
    }

    /** A response with the bytes from one offset to another, asked for again at the next byte where it breaks off. */
    private final class Stretch {
        private final long end;
        private long position;
        private @Nullable S3Response response;

        Stretch(long position, long end) {
            this.position = position;
            this.end = end;
        }

        /** Reads until the target is full or the stretch ends. */
        int read(ByteBuffer target) throws IOException {
            Retries retries = bucket.client().retries();
            byte[] buffer = target.hasArray() ? target.array() : new byte[Math.min(BUFFER_BYTES, target.remaining())];
            int total = 0;
            while (target.hasRemaining() && position < end) {
                int room = (int) Math.min(target.remaining(), end - position);
                try {
                    S3Response open = response == null ? ask() : response;
                    int offset = target.hasArray() ? target.arrayOffset() + target.position() : 0;
                    int read = open.read(buffer, offset, target.hasArray() ? room : Math.min(room, buffer.length));
                    if (read < 0) {
                        throw new IOException("the response ends after " + position + " bytes of " + end);
                    }
                    if (target.hasArray()) {
                        target.position(target.position() + read);
                    } else {
                        target.put(buffer, 0, read);
                    }
                    position += read;
                    total += read;
                    retries.progressed();
                } catch (ContentException e) {
                    throw e;
                } catch (IOException e) {
                    close();
                    if (Thread.currentThread().isInterrupted()) {
                        throw e instanceof InterruptedIOException ? e : interrupted(e);
                    }
                    if (!retries.failed()) {
                        throw new ContentException(
                                Kind.UNAVAILABLE,
                                bucket.name(object.key()) + " cannot be read on from offset " + position + " ("
                                        + e.getMessage() + "); try again later",
                                e);
                    }
                    retries.pause();
                }
            }
            if (position == end) {
                close();
            }
            return total;
        }

        private S3Response ask() throws IOException {
            S3Response asked = bucket.client()
                    .send(
                            S3Request.of("GET", bucket.full(object.key()))
                                    .header("Range", "bytes=" + position + "-" + (end - 1))
                                    .header("If-Match", "\"" + object.tag() + "\""),
                            404,
                            412,
                            416);
            String tag = S3Bucket.tag(asked.header("ETag").orElse(""));
            if (asked.status() > 299 || !tag.equals(object.tag())) {
                asked.close();
                throw new ContentException(
                        Kind.UNAVAILABLE,
                        bucket.name(object.key()) + " was replaced or removed while it was read; try again");
            }
            Matcher range = RANGE.matcher(asked.header("Content-Range").orElse(""));
            boolean isRight = range.matches()
                    && Long.parseLong(range.group(1)) == position
                    && Long.parseLong(range.group(3)) == object.size();
            if (asked.status() != 206 || !isRight) {
                asked.close();
                throw new ContentException(
                        Kind.INTERNAL,
                        bucket.name(object.key()) + ": the service gives other bytes than those asked for; check"
                                + " AWS_ENDPOINT_URL_S3");
            }
            response = asked;
            return asked;
        }

        private InterruptedIOException interrupted(IOException cause) {
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while reading an object");
            interrupted.initCause(cause);
            return interrupted;
        }

        /** Whether another read may go on with it. */
        boolean rest() {
            return response != null && response.rest();
        }

        Stretch resumed() throws IOException {
            if (response != null) {
                try {
                    response.resume();
                } catch (InterruptedIOException e) {
                    close();
                    throw e;
                }
            }
            return this;
        }

        void close() throws IOException {
            S3Response open = response;
            response = null;
            if (open != null) {
                open.close();
            }
        }
    }
}
