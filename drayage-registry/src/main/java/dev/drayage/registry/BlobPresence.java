package dev.drayage.registry;

import dev.drayage.content.ContentException;
import dev.drayage.oci.Digest;
import dev.drayage.registry.Mirrors.MirrorResponse;
import dev.drayage.registry.hosts.Capability;
import dev.drayage.registry.http.Request;
import dev.drayage.registry.http.Response;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether blobs are there, and how large they are. HEAD is cheap, but registries and what stands before them refuse it,
 * redirect it to addresses that are good for GET only, and respond with no length or a wrong one: a response to it counts
 * only where it confirms what is expected. Otherwise GET decides. Thread-safe.
 */
final class BlobPresence {
    private static final Pattern TOTAL = Pattern.compile("bytes (?:\\d{1,18}-\\d{1,18}|\\*)/(\\d{1,18})");

    private final Mirrors mirrors;
    private final String path;
    private final String location;

    /** Set once GET has contradicted HEAD: asking twice is then once too often. */
    private volatile boolean headIsUseless;

    BlobPresence(Mirrors mirrors, String path, String location) {
        this.mirrors = mirrors;
        this.path = path;
        this.location = location;
    }

    /**
     * The size of a blob, if it is there.
     *
     * @param expected the size that a descriptor gives it; empty if none is known
     */
    Optional<Long> size(Digest digest, OptionalLong expected) throws IOException {
        return size(digest, expected, headIsUseless ? HeadResult.NOTHING : head(digest));
    }

    private Optional<Long> size(Digest digest, OptionalLong expected, HeadResult head) throws IOException {
        if (head.confirms(expected)) {
            return Optional.of(head.length());
        }
        Optional<Long> size = sizeByGet(digest, expected);
        headIsUseless |= size.isPresent() && size.get() != head.length();
        return size;
    }

    /**
     * The size of a blob that need not be sent. Where that cannot be found out, it is as if it were not there: sending it
     * once more does no harm, and what the registry says to that counts.
     */
    Optional<Long> sizeForPush(Digest digest, OptionalLong expected) throws IOException {
        try {
            HeadResult head = headIsUseless ? HeadResult.NOTHING : head(digest);
            return head.status() == 404 ? Optional.empty() : size(digest, expected, head);
        } catch (ContentException e) {
            return Optional.empty();
        }
    }

    /** The response to HEAD; the status is 0 if there was none. */
    private record HeadResult(int status, long length) {
        private static final HeadResult NOTHING = new HeadResult(0, 0);

        /** An empty blob cannot be told from a response that only lacks its length. */
        boolean confirms(OptionalLong expected) {
            return status == 200 && length > 0 && (expected.isEmpty() || expected.getAsLong() == length);
        }
    }

    private HeadResult head(Digest digest) throws IOException {
        // Once: where it fails, GET is tried as often as it takes.
        try (MirrorResponse reply = mirrors.ask(
                Capability.PULL, Access.pull(path), mirror -> Request.of("HEAD", mirror.uri(path + "/blobs/" + digest))
                        .once())) {
            Response response = reply.response();
            return new HeadResult(response.status(), response.contentLength().orElse(0));
        } catch (ContentException e) {
            // No response, or a redirect that leads nowhere: GET may be sent elsewhere.
            return HeadResult.NOTHING;
        }
    }

    private Optional<Long> sizeByGet(Digest digest, OptionalLong expected) throws IOException {
        try (MirrorResponse reply = mirrors.ask(
                Capability.PULL, Access.pull(path), mirror -> Request.of("GET", mirror.uri(path + "/blobs/" + digest))
                        .withHeader("Range", "bytes=0-0"))) {
            Response response = reply.response();
            return switch (response.status()) {
                case 404 -> Optional.empty();
                case 200 -> {
                    OptionalLong size = firstPresent(response.contentLength(), expected);
                    yield Optional.of(size.isPresent() ? size.getAsLong() : count(response));
                }
                case 206 -> Optional.of(firstPresent(total(response), expected).orElse(1));
                // Nothing has no first byte.
                case 416 -> Optional.of(total(response).orElse(0));
                default -> throw ErrorResponses.of(response, "cannot look for blob " + digest + " in " + location);
            };
        }
    }

    private static OptionalLong firstPresent(OptionalLong one, OptionalLong other) {
        return one.isPresent() ? one : other;
    }

    private static OptionalLong total(Response response) {
        Matcher range = TOTAL.matcher(response.header("Content-Range").orElse(""));
        return range.matches() ? OptionalLong.of(Long.parseLong(range.group(1))) : OptionalLong.empty();
    }

    private static long count(Response response) throws IOException {
        ByteBuffer passed = ByteBuffer.allocate(64 << 10);
        long count = 0;
        for (int read = response.read(passed); read >= 0; read = response.read(passed.clear())) {
            count += read;
        }
        return count;
    }
}
