package dev.drayage.testkit.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sends requests over HTTP, by the JDK's own client: nothing of this project has a part in it. */
public final class HttpApiTransport implements ApiTransport {
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final String base;

    /** @param base scheme, host and port, without a slash at its end */
    public HttpApiTransport(String base) {
        this.base = base;
    }

    @Override
    public ApiResponse send(ApiRequest request) throws IOException {
        String target = request.target();
        URI uri = URI.create(target.startsWith("/") ? base + target : target);
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri).method(request.method(), publisher(request));
        request.headers().forEach(header -> builder.header(header.getKey(), header.getValue()));
        try {
            HttpResponse<byte[]> response = client.send(builder.build(), BodyHandlers.ofByteArray());
            List<Map.Entry<String, String>> headers = new ArrayList<>();
            response.headers()
                    .map()
                    .forEach((name, values) -> values.forEach(value -> headers.add(Map.entry(name, value))));
            return new ApiResponse(response.statusCode(), headers, response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + uri);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static BodyPublisher publisher(ApiRequest request) {
        byte[] body = request.body();
        if (request.framing() == ApiRequest.Framing.STREAMED) {
            return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
        }
        boolean hasBody = body.length > 0 || !List.of("GET", "HEAD", "DELETE").contains(request.method());
        return hasBody ? BodyPublishers.ofByteArray(body) : BodyPublishers.noBody();
    }
}
