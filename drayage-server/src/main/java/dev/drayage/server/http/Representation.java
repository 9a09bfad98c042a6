package dev.drayage.server.http;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Bytes of known length that a URL stands for, to be got whole, in part, or not again: conditional requests and ranges as
 * RFC 9110 has them (sections 13 and 14). There is no date of the last change, so conditions on one are never met by a
 * range and otherwise ignored.
 *
 * @param size how many bytes; -1 if that is not known before they are written, so that there are no ranges of them
 * @param tag what no other bytes at this URL have
 * @param headers what a response has besides, such as the type of the content
 */
public record Representation(long size, EntityTag tag, List<Map.Entry<String, String>> headers) {

    /** What there is to send. */
    @FunctionalInterface
    public interface Content {
        /**
         * Opens a range of it; called at most once for a response, and not if it has no body.
         *
         * @param offset where it begins
         * @param length how many bytes; all there are for the whole, -1 where that is not known
         */
        Response.Body open(long offset, long length) throws IOException;
    }

    /** Copies the headers. */
    public Representation {
        headers = List.copyOf(headers);
    }

    /**
     * The response to GET or HEAD: 200, 206, 304, 412 or 416. Of several ranges that are there the whole is sent: no client
     * of registries or of downloads asks for such, and a response in parts has neither the length nor the bytes that
     * can be foreseen.
     */
    public Response get(Request request, Content content) throws IOException {
        List<String> ifMatch = request.headers("If-Match");
        if (!ifMatch.isEmpty() && !tag.meets(ifMatch)) {
            return Response.of(412).with("ETag", tag.toString());
        }
        if (tag.isKnownBy(request.headers("If-None-Match"))) {
            return notModified();
        }
        boolean isHead = request.method().equals("HEAD");
        // A range has no meaning for HEAD (section 14.2).
        Optional<List<ByteRange>> ranges =
                isHead || size < 0 || !rangeApplies(request) ? Optional.empty() : ranges(request);
        if (ranges.isPresent() && ranges.get().isEmpty()) {
            return Response.of(416)
                    .with("Content-Range", "bytes */" + size)
                    .with("Accept-Ranges", "bytes")
                    .with("ETag", tag.toString());
        }
        if (ranges.isPresent()
                && ranges.get().size() == 1
                && ranges.get().get(0).length() > 0) {
            ByteRange range = ranges.get().get(0);
            return withHeaders(206, content.open(range.offset(), range.length()))
                    .with("Content-Range", range.contentRange(size));
        }
        return withHeaders(200, isHead ? lengthAlone() : content.open(0, size));
    }

    private boolean rangeApplies(Request request) {
        List<String> ifRange = request.headers("If-Range");
        return ifRange.isEmpty()
                || (ifRange.size() == 1
                        && EntityTag.parse(ifRange.get(0))
                                .filter(tag::matchesStrongly)
                                .isPresent());
    }

    private Optional<List<ByteRange>> ranges(Request request) {
        List<String> values = request.headers("Range");
        return values.size() == 1 ? ByteRange.parse(values.get(0), size) : Optional.empty();
    }

    /** What a cache needs to keep what it has; what describes a body is left out (section 15.4.5). */
    private Response notModified() {
        Response response = Response.of(304).with("ETag", tag.toString());
        for (Map.Entry<String, String> header : headers) {
            if (!header.getKey().toLowerCase(Locale.ROOT).startsWith("content-")) {
                response = response.with(header.getKey(), header.getValue());
            }
        }
        return response;
    }

    private Response withHeaders(int status, Response.Body body) {
        return new Response(status, headers, body)
                .with("ETag", tag.toString())
                .with("Accept-Ranges", size < 0 ? "none" : "bytes");
    }

    private Response.Body lengthAlone() {
        return new Response.Body.Stream(
                size,
                target -> {
                    throw new IllegalStateException("a response to HEAD has no body to write");
                },
                () -> {});
    }
}
