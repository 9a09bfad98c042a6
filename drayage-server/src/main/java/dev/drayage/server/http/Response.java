package dev.drayage.server.http;

import dev.drayage.content.Blob;
import dev.drayage.content.Verification;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A response: status, headers and body. Immutable but for what its body reads from, which {@link #close()} closes.
 *
 * @param status the status, 200 to 599
 * @param headers in the order in which they are sent; Content-Length is the body's
 * @param body what is sent; for HEAD only its length is
 */
public record Response(int status, List<Map.Entry<String, String>> headers, Body body) implements Closeable {

    /** What a response consists of. */
    public sealed interface Body {
        /** Bytes in memory. */
        @SuppressWarnings("ArrayRecordComponent") // nobody compares them
        record Bytes(byte[] bytes) implements Body {}

        /**
         * A range of a blob, sent by the fastest way there is; the blob is closed with the response.
         *
         * @param blob what it is a range of
         * @param offset where it begins
         * @param length how many bytes
         */
        record Range(Blob blob, long offset, long length) implements Body {}

        /**
         * A whole blob that is verified while it is sent: its end is sent only if all of it is right.
         *
         * @param blob closed with the response
         * @param verification takes its bytes in order
         * @param right called when all was found right, before the end is sent
         */
        record Verified(Blob blob, Verification verification, Runnable right) implements Body {}

        /**
         * What is written as it comes, and must have its length: a failure, too, breaks the connection.
         *
         * @param length how many bytes; -1 where that is not known before they are written
         * @param writer writes them
         * @param resource closed with the response
         */
        record Stream(long length, Writer writer, Closeable resource) implements Body {}
    }

    /** Writes a body. */
    @FunctionalInterface
    public interface Writer {
        /** Writes all of it; waits for the client. */
        void writeTo(WritableByteChannel target) throws IOException;
    }

    /** Copies the headers. */
    public Response {
        headers = List.copyOf(headers);
    }

    /** A response without a body. */
    public static Response of(int status) {
        return new Response(status, List.of(), new Body.Bytes(new byte[0]));
    }

    /** A response of bytes of this type. */
    public static Response of(int status, String contentType, byte[] bytes) {
        return new Response(status, List.of(Map.entry("Content-Type", contentType)), new Body.Bytes(bytes));
    }

    /** A response of text of this type, in UTF-8. */
    public static Response of(int status, String contentType, String text) {
        return of(status, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same with one more header. */
    public Response with(String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(headers);
        more.add(Map.entry(name, value));
        return new Response(status, more, body);
    }

    /** The same with another body. */
    public Response withBody(Body other) {
        return new Response(status, headers, other);
    }

    @Override
    public void close() throws IOException {
        if (body instanceof Body.Range range) {
            range.blob().close();
        } else if (body instanceof Body.Verified verified) {
            verified.blob().close();
        } else if (body instanceof Body.Stream stream) {
            stream.resource().close();
        }
    }
}
