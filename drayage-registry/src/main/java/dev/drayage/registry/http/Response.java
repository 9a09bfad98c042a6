package dev.drayage.registry.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** An answer whose body is read as it comes in. It holds a connection until it is closed. For one thread at a time. */
public final class Response implements Closeable {
    private static final int DRAINED_BYTES = 64 << 10;

    private final Request request;
    private final Answer answer;
    private final ConnectionLimit.Permit permit;
    private boolean atEnd;

    Response(Request request, Answer answer, ConnectionLimit.Permit permit) {
        this.request = request;
        this.answer = answer;
        this.permit = permit;
    }

    /** What was asked for. */
    public Request request() {
        return request;
    }

    /** The status code. */
    public int status() {
        return answer.status();
    }

    /** The address that answered, after all redirects. */
    public URI uri() {
        return answer.uri();
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /** All values of a header. */
    public List<String> headers(String name) {
        return answer.headers(name);
    }

    /** The length that the answer claims to have, if it does. */
    public OptionalLong contentLength() {
        try {
            return header("Content-Length")
                    .map(Long::parseLong)
                    .map(OptionalLong::of)
                    .orElse(OptionalLong.empty());
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** The media type of the body without parameters, in lower case; empty if none is named. */
    public String mediaType() {
        String type = header("Content-Type").orElse("");
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
    }

    /** The address that {@code Location} names, made absolute. */
    public Optional<URI> location() {
        return header("Location").flatMap(text -> {
            try {
                return Optional.of(answer.uri().resolve(text));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        });
    }

    /** Reads some bytes, at least one; -1 at the end of the body. */
    public int read(ByteBuffer target) throws IOException {
        int read = answer.read(target);
        atEnd |= read < 0;
        return read;
    }

    /** Reads on until the target is full or the body ends; tells how many bytes it gave. */
    public int readFully(ByteBuffer target) throws IOException {
        int start = target.position();
        while (target.hasRemaining() && !atEnd) {
            read(target);
        }
        return target.position() - start;
    }

    /**
     * The whole body if it has at most so many bytes; else those and one more.
     *
     * @param maxBytes fewer than {@link Integer#MAX_VALUE}
     */
    public byte[] readUpTo(int maxBytes) throws IOException {
        int limit = maxBytes + 1;
        long claimed = contentLength().orElse(8 << 10);
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(limit, Math.max(1, claimed + 1)));
        while (readFully(bytes) > 0 && !bytes.hasRemaining() && bytes.capacity() < limit) {
            bytes = ByteBuffer.allocate((int) Math.min(limit, bytes.capacity() * 2L))
                    .put(bytes.flip());
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** Lets the connection be given up while nobody reads; false if that should be done at once, by closing. */
    public boolean rest() {
        return permit.rest(answer::giveUp);
    }

    /** Goes on reading after a rest; false if the connection has been given up. */
    public boolean resume() {
        return permit.resume();
    }

    /** Reads what little may be left, so that the connection can be used again. */
    void drain() {
        try {
            ByteBuffer rest = ByteBuffer.allocate(DRAINED_BYTES);
            if (readFully(rest) < DRAINED_BYTES) {
                atEnd = true;
            }
        } catch (IOException e) {
            // Then the connection is lost, and there is nothing to be saved.
        }
    }

    @Override
    public void close() {
        if (!atEnd) {
            answer.giveUp();
        }
        permit.release();
    }
}
