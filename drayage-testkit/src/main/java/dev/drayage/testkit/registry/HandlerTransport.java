package dev.drayage.testkit.registry;

import dev.drayage.server.http.Handler;
import dev.drayage.server.http.Request;
import dev.drayage.server.http.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Calls a handler as an HTTP server would, without one. */
@SuppressWarnings("exports") // to our modules alone
public final class HandlerTransport implements ApiTransport {
    private final Handler handler;

    /** Calls this one. */
    public HandlerTransport(Handler handler) {
        this.handler = handler;
    }

    @Override
    public ApiResponse send(ApiRequest request) throws IOException {
        try (Response response = handler.handle(new Parsed(request))) {
            List<Map.Entry<String, String>> headers = new ArrayList<>(response.headers());
            long length = length(response.body());
            if (length >= 0 && response.status() != 204 && response.status() != 304) {
                headers.add(Map.entry("Content-Length", Long.toString(length)));
            }
            byte[] body = request.method().equals("HEAD") ? new byte[0] : bytes(response.body());
            return new ApiResponse(response.status(), headers, body);
        }
    }

    private static long length(Response.Body body) {
        if (body instanceof Response.Body.Bytes bytes) {
            return bytes.bytes().length;
        }
        if (body instanceof Response.Body.Range range) {
            return range.length();
        }
        return body instanceof Response.Body.Verified verified
                ? verified.blob().size()
                : ((Response.Body.Stream) body).length();
    }

    /** The whole body of a response, which is closed. */
    static byte[] bytes(Response response) throws IOException {
        try (response) {
            return bytes(response.body()).clone();
        }
    }

    private static byte[] bytes(Response.Body body) throws IOException {
        if (body instanceof Response.Body.Bytes bytes) {
            return bytes.bytes();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (WritableByteChannel target = Channels.newChannel(out)) {
            if (body instanceof Response.Body.Range range) {
                range.blob().transferTo(range.offset(), range.length(), target);
            } else if (body instanceof Response.Body.Verified verified) {
                verified.blob().transferTo(0, verified.blob().size(), target);
                verified.verification().update(ByteBuffer.wrap(out.toByteArray()));
                verified.verification().finish();
                verified.right().run();
            } else {
                ((Response.Body.Stream) body).writer().writeTo(target);
            }
        }
        if (length(body) >= 0 && out.size() != length(body)) {
            throw new IOException("the body has " + out.size() + " bytes, not " + length(body));
        }
        return out.toByteArray();
    }

    private static final class Parsed implements Request {
        private final ApiRequest request;

        Parsed(ApiRequest request) {
            this.request = request;
        }

        @Override
        public String method() {
            return request.method();
        }

        @Override
        public String path() {
            return decode(request.target().split("\\?", 2)[0]);
        }

        @Override
        public List<String> headers(String name) {
            return request.headers().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .toList();
        }

        @Override
        public List<String> parameters(String name) {
            String[] parts = request.target().split("\\?", 2);
            return Arrays.stream((parts.length < 2 ? "" : parts[1]).split("&", -1))
                    .map(pair -> pair.split("=", 2))
                    .filter(pair -> decode(pair[0]).equals(name))
                    .map(pair -> pair.length < 2 ? "" : decode(pair[1]))
                    .toList();
        }

        private static String decode(String text) {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        }

        @Override
        public OptionalLong contentLength() {
            return request.framing() == ApiRequest.Framing.SIZED
                    ? OptionalLong.of(request.body().length)
                    : OptionalLong.empty();
        }

        @Override
        public InputStream body() {
            return new ByteArrayInputStream(request.body());
        }

        @Override
        public String origin() {
            return "http://registry.example";
        }

        @Override
        public String client() {
            return "127.0.0.1";
        }
    }
}
