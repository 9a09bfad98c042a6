package dev.drayage.server.page;

import dev.drayage.server.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** Asks a handler for pages. */
final class Browsing {
    final List<String> problems = new ArrayList<>();
    private final WebPage handler;

    Browsing(StockedRepositories repositories, PageOptions options) {
        this.handler = WebPage.of(repositories, options, problems::add);
    }

    /** A response that was read to its end. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answered(int status, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        Document page() {
            return Jsoup.parse(text());
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    Answered get(String target) throws IOException {
        return ask(PageRequest.get(target));
    }

    Document page(String target) throws IOException {
        Answered response = get(target);
        if (response.status() != 200) {
            throw new AssertionError(target + ": " + response.status() + " " + response.text());
        }
        return response.page();
    }

    Answered ask(PageRequest request) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Response response = send(request, body);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
        return new Answered(response.status(), headers, body.toByteArray());
    }

    /** Writes the body as a server does, and closes the response. */
    Response send(PageRequest request, ByteArrayOutputStream body) throws IOException {
        try (Response response = handler.handle(request)) {
            if (response.body() instanceof Response.Body.Bytes bytes) {
                body.write(bytes.bytes());
            } else if (response.body() instanceof Response.Body.Stream stream) {
                stream.writer().writeTo(Channels.newChannel(body));
            }
            return response;
        }
    }
}
