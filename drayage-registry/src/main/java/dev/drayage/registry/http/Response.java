package dev.drayage.registry.http;

import dev.drayage.json.Quotes;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.jspecify.annotations.Nullable;

/** A response whose body is read as it comes in. It holds a connection until it is closed. For one thread at a time. */
public final class Response implements Closeable {
    private static final int DRAINED_BYTES = 64 << 10;

    private static final int BLOCK_BYTES = 64 << 10;

    private final Request request;
    private final HttpConnections.Exchange exchange;
    private final ConnectionLimit.Permit permit;
    private final RateLimit rate;
    private final Duration idleTimeout;
    private final RequestLog log;
    private final @Nullable InputStream body;
    private @Nullable InputStream unpacked;
    private boolean asSent;
    private boolean elsewhere;
    private byte @Nullable [] block;
    private boolean atEnd;

    Response(
            Request request,
            HttpConnections.Exchange exchange,
            ConnectionLimit.Permit permit,
            RateLimit rate,
            Duration idleTimeout,
            RequestLog log)
            throws IOException {
        this.request = request;
        this.exchange = exchange;
        this.permit = permit;
        this.rate = rate;
        this.idleTimeout = idleTimeout;
        this.log = log;
        HttpEntity entity = exchange.response().getEntity();
        this.body = entity == null ? null : entity.getContent();
        this.atEnd = body == null;
    }

    /** What was asked for. */
    public Request request() {
        return request;
    }

    /** The status code. */
    public int status() {
        return exchange.response().getCode();
    }

    /** The address it came from, after all redirects. */
    public URI uri() {
        return request.uri();
    }

    /** Says that it came from a host that no credentials are shown to: one that the registry names, and not the user. */
    public Response fromElsewhere() {
        elsewhere = true;
        return this;
    }

    /** Whether it came from a host that no credentials are shown to. */
    public boolean isElsewhere() {
        return elsewhere;
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /** All values of a header. */
    public List<String> headers(String name) {
        List<String> values = new ArrayList<>();
        for (Header header : exchange.response().getHeaders(name)) {
            values.add(header.getValue() == null ? "" : header.getValue());
        }
        return values;
    }

    /** The length that the body claims to have, if it does; none where it is packed and is going to be unpacked. */
    public OptionalLong contentLength() {
        return contentEncoding().isPresent() && !asSent ? OptionalLong.empty() : sentLength();
    }

    /** The length of what is sent, packed or not, if the response gives it. */
    public OptionalLong sentLength() {
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
        return header("Location").flatMap(text -> LenientUri.resolve(request.uri(), text));
    }

    /**
     * How the body is packed, though nobody asked for it: {@code gzip}, which is unpacked while it is read, or something
     * else, which fails then. Empty if it is not.
     */
    public Optional<String> contentEncoding() {
        String encodings = String.join(",", headers("Content-Encoding")).toLowerCase(Locale.ROOT);
        return Optional.of(Stream.of(encodings.split("[,\\s]+", -1))
                        .filter(encoding -> !encoding.isEmpty() && !encoding.equals("identity"))
                        .collect(Collectors.joining(",")))
                .filter(encoding -> !encoding.isEmpty());
    }

    /** Reads the body as it is sent, where {@code Content-Encoding} is known to describe the stored bytes. */
    public void readAsSent() {
        asSent = true;
    }

    /**
     * Reads some bytes, at least one; -1 at the end of the body.
     *
     * @param target best one with an array, into which the bytes go without another step
     * @throws IdleTimeoutException if nothing comes for too long, or next to nothing
     * @throws InterruptedIOException if the thread is interrupted
     */
    public int read(ByteBuffer target) throws IOException {
        if (atEnd || body == null) {
            return -1;
        }
        int read;
        try {
            read = read(unpacked(body), target);
        } catch (IOException e) {
            exchange.request().cancel();
            log.failed(e);
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while reading a response");
            }
            if (e instanceof SocketTimeoutException) {
                throw new IdleTimeoutException("fewer than " + ReadTimer.LEAST_BYTES + " bytes came", idleTimeout);
            }
            if (e instanceof ZipException) {
                throw new MalformedResponseException(
                        "its body is not what Content-Encoding says: " + e.getMessage(), e);
            }
            if (e instanceof MalformedChunkCodingException && !(e instanceof TruncatedChunkException)) {
                throw new MalformedResponseException("its response is not HTTP/1.1: " + e.getMessage(), e);
            }
            throw e;
        }
        if (read < 0) {
            atEnd = true;
            log.ended(true);
            return -1;
        }
        log.received(read);
        rate.take(read);
        return read;
    }

    private InputStream unpacked(InputStream sent) throws IOException {
        if (unpacked == null) {
            String encoding = asSent ? "" : contentEncoding().orElse("");
            unpacked = switch (encoding) {
                case "" -> sent;
                case "gzip", "x-gzip" -> new GZIPInputStream(sent, BLOCK_BYTES);
                default ->
                    throw new MalformedResponseException(
                            "its body is packed with Content-Encoding: " + Quotes.quote(encoding)
                                    + ", which was not asked for and cannot be unpacked",
                            null);
            };
        }
        return unpacked;
    }

    private int read(InputStream from, ByteBuffer target) throws IOException {
        if (target.hasArray()) {
            int read = from.read(target.array(), target.arrayOffset() + target.position(), target.remaining());
            target.position(target.position() + Math.max(0, read));
            return read;
        }
        if (block == null) {
            block = new byte[BLOCK_BYTES];
        }
        int read = from.read(block, 0, Math.min(block.length, target.remaining()));
        target.put(block, 0, Math.max(0, read));
        return read;
    }

    /** Reads on until the target is full or the body ends; returns how many bytes it read. */
    public int readFully(ByteBuffer target) throws IOException {
        int start = target.position();
        while (target.hasRemaining() && !atEnd) {
            read(target);
        }
        return target.position() - start;
    }

    /**
     * The whole body; empty if it has more than so many bytes, of which then hardly more are read and none kept.
     *
     * @param maxBytes fewer than {@link Integer#MAX_VALUE}
     */
    public Optional<byte[]> readUpTo(int maxBytes) throws IOException {
        if (contentLength().orElse(0) > maxBytes) {
            return Optional.empty();
        }
        // Blocks, which need not be copied for one that is larger: a body of a length unknown may be over the limit.
        List<ByteBuffer> blocks = new ArrayList<>();
        int size = 0;
        while (!atEnd) {
            ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
            size += readFully(block);
            if (size > maxBytes) {
                return Optional.empty();
            }
            blocks.add(block.flip());
        }
        ByteBuffer whole = ByteBuffer.allocate(size);
        blocks.forEach(whole::put);
        return Optional.of(whole.array());
    }

    /** Lets the connection be given up while nobody reads; false if that should be done at once, by closing. */
    public boolean rest() {
        return permit.rest(exchange.request()::cancel);
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
            exchange.request().cancel();
        }
        log.ended(atEnd);
        permit.release();
    }
}
