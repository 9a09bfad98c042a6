package dev.drayage.registry;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.oci.Digest;
import dev.drayage.registry.http.BodyUnreadableException;
import dev.drayage.registry.http.NoResponseException;
import dev.drayage.registry.http.Request;
import dev.drayage.registry.http.RequestBody;
import dev.drayage.registry.http.Response;
import dev.drayage.task.Retries;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * An upload that a registry has begun to take: chunk by chunk, from where it says that it stands. For one thread at a
 * time.
 */
final class UploadSession {
    private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-(\\d{1,18})");
    /** Statuses of servers that know no PATCH. */
    private static final Set<Integer> WITHOUT_PATCH = Set.of(404, 405, 411, 501);

    /** Sizes that limits of requests are likely to allow, the largest first. */
    private static final long[] PARTS = {64 << 20, 16 << 20, 4 << 20, 1 << 20};

    private static final String OCTETS = "application/octet-stream";

    /** Restarts an upload, when the registry has lost the first. */
    @FunctionalInterface
    interface Begin {
        UploadSession again() throws IOException;
    }

    private final Mirror mirror;
    private final Access access;
    private final String what;
    private final Begin begin;
    private final int minChunk;
    private URI next;
    private long offset;

    /** @param begun the response that began it */
    UploadSession(Mirror mirror, Access access, Response begun, String what, Begin begin) throws ContentException {
        this.mirror = mirror;
        this.access = access;
        this.what = what;
        this.begin = begin;
        this.minChunk =
                begun.header("OCI-Chunk-Min-Length").map(UploadSession::number).orElse(0);
        this.next = begun.location()
                .orElseThrow(
                        () -> ErrorResponses.protocolViolation(begun, what, "begins an upload without saying where"));
    }

    private static int number(String text) {
        try {
            return Math.max(0, Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** How many bytes the registry has. */
    long offset() {
        return offset;
    }

    /** The smallest chunk that it takes, but for the last one. */
    int minChunk() {
        return minChunk;
    }

    /** A registry that takes nothing in parts; it may take all at once. */
    static final class PatchRefusedException extends ContentException {
        private static final long serialVersionUID = 1L;

        private PatchRefusedException(RegistryException refusal) {
            super(refusal.kind(), String.valueOf(refusal.getMessage()), refusal);
        }
    }

    /**
     * Sends a range of a blob, as often as it takes; what the registry has already is not sent again. Where one request may
     * not be that large, it goes in parts.
     *
     * @throws PatchRefusedException if the registry knows no such request, and has nothing yet
     */
    void append(Blob blob, long position, long count) throws IOException {
        long start = offset;
        long end = start + count;
        long part = count;
        long farthest = start;
        Retries retries = mirror.transport().retries();
        while (offset < end) {
            long length = Math.min(part, end - offset);
            RequestBody body = RequestBody.of(blob, position + (offset - start), length);
            Request patch = Request.of("PATCH", next)
                    .withHeader("Content-Range", offset + "-" + (offset + length - 1))
                    .withBody(body, OCTETS)
                    .once();
            String problem;
            Duration asked = Duration.ZERO;
            try (Response response = send(patch)) {
                if (response.status() >= 200 && response.status() < 300) {
                    taken(response, start, offset + length);
                    continue;
                }
                if (response.status() == 413 && smaller(length).isPresent()) {
                    part = smaller(length).getAsLong();
                    continue;
                }
                Optional<Duration> wait = mirror.transport().asked(response);
                if (!mayPass(response.status()) || wait.isEmpty()) {
                    throw refusedPatch(response);
                }
                asked = wait.get();
                problem = "the registry answered " + response.status();
            } catch (NoResponseException e) {
                problem = String.valueOf(e.getMessage());
            }
            // What was lost and is sent again is no progress.
            if (offset > farthest) {
                retries.progressed();
                farthest = offset;
            }
            if (!retries.failed()) {
                throw broken(problem + " (tried " + retries.failures() + " times)");
            }
            retries.pause(asked);
            refresh(start, end);
        }
    }

    /** What was to be sent and cannot be read fails as what it is. */
    private Response send(Request request) throws IOException {
        try {
            return mirror.send(request, access);
        } catch (BodyUnreadableException e) {
            throw e.getCause() instanceof IOException cause ? cause : e;
        }
    }

    /** The largest part below a length that was too much for one request; empty if there is none that is worth it. */
    private OptionalLong smaller(long length) {
        return LongStream.of(PARTS)
                .filter(part -> part < length && part >= minChunk)
                .findFirst();
    }

    private ContentException refusedPatch(Response response) throws IOException {
        RegistryException refusal = ErrorResponses.of(response, what);
        if (offset > 0 || !WITHOUT_PATCH.contains(response.status())) {
            return refusal;
        }
        // Nobody knows what is left of an upload that something before the registry may have refused a part of.
        restart();
        return new PatchRefusedException(refusal);
    }

    private static boolean mayPass(int status) {
        return status == 408 || status == 416 || status == 429 || (status >= 500 && status != 501 && status != 505);
    }

    private void taken(Response response, long start, long end) throws IOException {
        response.location().ifPresent(uri -> next = uri);
        long held = held(response).orElse(end);
        if (held <= offset || held > end) {
            throw ErrorResponses.protocolViolation(
                    response, what, "was sent bytes " + offset + " to " + (end - 1) + " and says it has " + held);
        }
        offset = Math.max(start, held);
    }

    /** Bytes that the registry says it has: the range that it names begins at 0, so none and one look the same. */
    private static Optional<Long> held(Response response) {
        Matcher range = RANGE.matcher(response.header("Range").orElse(""));
        return range.matches() ? Optional.of(Long.parseLong(range.group(1)) + 1) : Optional.empty();
    }

    /** Asks how far the upload has come, within what is being sent. */
    private void refresh(long start, long end) throws IOException {
        try (Response response = mirror.send(Request.of("GET", next), access)) {
            if (response.status() == 204 || response.status() == 200) {
                response.location().ifPresent(uri -> next = uri);
                long held = held(response).filter(bytes -> bytes > 1).orElse(start);
                if (held >= start && held <= end) {
                    offset = held;
                    return;
                }
            }
        }
        // Some registries throw an upload away whose connection broke.
        if (start > 0) {
            throw broken("the registry has lost the first " + start + " bytes; push it again");
        }
        restart();
    }

    /** Restarts the upload with the first byte. */
    void restart() throws IOException {
        next = begin.again().next;
        offset = 0;
    }

    private ContentException broken(String why) {
        return new ContentException(Kind.UNAVAILABLE, what + " at offset " + offset + ": " + why);
    }

    /**
     * Sends what is left and says that this is all.
     *
     * @param count how many bytes of the blob are left, none where all were sent before
     */
    void finish(Blob blob, long position, long count, Digest digest, PushPresence present) throws IOException {
        long start = offset;
        Retries retries = mirror.transport().retries();
        while (true) {
            long sent = offset - start;
            Request put = Request.of("PUT", withDigest(digest)).once();
            if (sent < count) {
                put = put.withBody(RequestBody.of(blob, position + sent, count - sent), OCTETS);
            }
            if (sent < count && offset > 0) {
                put = put.withHeader("Content-Range", offset + "-" + (start + count - 1));
            }
            String problem;
            Duration asked = Duration.ZERO;
            try (Response response = send(put)) {
                if (response.status() >= 200 && response.status() < 300) {
                    checkStored(response, digest, present);
                    offset = start + count;
                    return;
                }
                Optional<Duration> wait = mirror.transport().asked(response);
                if (!mayPass(response.status()) || wait.isEmpty()) {
                    throw ErrorResponses.of(response, what);
                }
                asked = wait.get();
                problem = "the registry answered " + response.status();
            } catch (NoResponseException e) {
                problem = String.valueOf(e.getMessage());
            }
            // The response may have been lost, and not the blob.
            if (present.hasArrived(digest)) {
                offset = start + count;
                return;
            }
            if (!retries.failed()) {
                throw broken(problem + " (tried " + retries.failures() + " times)");
            }
            retries.pause(asked);
            refresh(start, start + count);
        }
    }

    private void checkStored(Response response, Digest digest, PushPresence present) throws IOException {
        if (namesOther(response, digest)) {
            throw ErrorResponses.protocolViolation(
                    response,
                    what,
                    "stored it as " + response.header("Docker-Content-Digest").orElse(""));
        }
        // What answers without creating anything may be a page to log in at, which a redirect led to.
        if (response.status() != 201 && !present.hasArrived(digest)) {
            throw ErrorResponses.protocolViolation(
                    response, what, "answered " + response.status() + " and has not stored it");
        }
    }

    /** Whether a response says that another blob is there now than the one that was meant. */
    static boolean namesOther(Response response, Digest digest) {
        String told = response.header("Docker-Content-Digest").orElse("");
        return told.startsWith(digest.algorithm().identifier() + ":") && !told.equals(digest.toString());
    }

    private URI withDigest(Digest digest) {
        String text = next.toString();
        return URI.create(text + (text.indexOf('?') < 0 ? "?" : "&") + "digest=" + digest);
    }

    /** Throws it away. */
    void cancel() throws IOException {
        mirror.send(Request.of("DELETE", next).once(), access).close();
    }
}
