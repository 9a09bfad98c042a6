package dev.drayage.server.page;

import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.server.http.EntityTag;
import dev.drayage.server.http.Request;
import dev.drayage.server.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** Responses with the headers that keep a browser from doing more with them than showing them. */
final class PageResponses {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'; sandbox";
    private static final int NAME_CHARS = 150;

    /** Pages of what never changes are made by this program: another may make others. */
    private final String version = UUID.randomUUID().toString();

    /** A page of what may change: asked for each time, sent if it did. */
    Response page(Request request, int status, HtmlPage page) {
        byte[] bytes = page.html().getBytes(StandardCharsets.UTF_8);
        EntityTag tag = tag(Digest.compute(DigestAlgorithm.SHA256, bytes).hex());
        if (status == 200 && matches(request, tag)) {
            return cached(plain(Response.of(304), POLICY), tag, "private, no-cache");
        }
        Response response = plain(Response.of(status, "text/html; charset=utf-8", bytes), POLICY);
        return status == 200 ? cached(response, tag, "private, no-cache") : response.with("Cache-Control", "no-store");
    }

    /** The tag of a page that shows the same as long as this program runs, made of all that it depends on. */
    EntityTag tagOf(String... parts) {
        String all = version + "\0" + String.join("\0", parts);
        return tag(Digest.compute(DigestAlgorithm.SHA256, all.getBytes(StandardCharsets.UTF_8))
                .hex());
    }

    private static EntityTag tag(String hex) {
        return EntityTag.strong(hex.substring(0, 32));
    }

    /** Whether the client has what it asks for. */
    static boolean matches(Request request, EntityTag tag) {
        return tag.isKnownBy(request.headers("If-None-Match"));
    }

    /** That the client has it. */
    static Response unchanged(EntityTag tag) {
        return cached(plain(Response.of(304), POLICY), tag, "private, max-age=3600");
    }

    /** A page of what never changes. */
    static Response constantPage(HtmlPage page, EntityTag tag) {
        byte[] bytes = page.html().getBytes(StandardCharsets.UTF_8);
        return cached(plain(Response.of(200, "text/html; charset=utf-8", bytes), POLICY), tag, "private, max-age=3600");
    }

    /** A file that pages need. */
    static Response asset(PageAsset asset, String name) {
        Response response = plain(Response.of(200, asset.contentType(), asset.bytes()), NOTHING);
        return response.with(
                "Cache-Control", asset.isCalled(name) ? "public, max-age=31536000, immutable" : "no-cache");
    }

    /** A file to be kept, never to be shown. */
    static Response download(String fileName, Response.Body body, EntityTag tag) {
        Response response = new Response(200, List.of(), body)
                .with("Content-Type", "application/octet-stream")
                .with("Content-Disposition", disposition(fileName));
        return cached(plain(response, NOTHING), tag, "private, max-age=3600");
    }

    /** Text of a few bytes for programs. */
    static Response text(String text) {
        return plain(Response.of(200, "text/plain; charset=utf-8", text), NOTHING);
    }

    /** The last part of a path, in a form that no file system and no header takes for more than a name. */
    private static String disposition(String path) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        StringBuilder name = new StringBuilder();
        last.codePoints().limit(NAME_CHARS).forEach(c -> {
            // A name that begins with a dot would be hidden.
            boolean dot = c == '.' && !name.isEmpty();
            name.appendCodePoint(dot || Character.isLetterOrDigit(c) || "-_+,=@~ ".indexOf(c) >= 0 ? c : '_');
        });
        String ascii = name.toString().replaceAll("[^\\x20-\\x7e]", "_");
        return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''"
                + Href.encode(name.toString()).replace("@", "%40").replace(":", "%3A");
    }

    private static Response cached(Response response, EntityTag tag, String control) {
        return response.with("ETag", tag.toString()).with("Cache-Control", control);
    }

    private static Response plain(Response response, String policy) {
        return response.with("Content-Security-Policy", policy)
                .with("X-Content-Type-Options", "nosniff")
                .with("X-Frame-Options", "DENY")
                .with("Referrer-Policy", "no-referrer")
                .with("Cross-Origin-Opener-Policy", "same-origin")
                .with("Cross-Origin-Resource-Policy", "same-origin")
                .with("Cross-Origin-Embedder-Policy", "require-corp")
                .with("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    }
}
