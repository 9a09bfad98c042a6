package dev.drayage.registry;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.json.Quotes;
import dev.drayage.oci.Descriptor;
import dev.drayage.registry.Mirrors.MirrorResponse;
import dev.drayage.registry.hosts.Capability;
import dev.drayage.registry.http.Origin;
import dev.drayage.registry.http.Request;
import dev.drayage.registry.http.Response;
import dev.drayage.registry.http.Transport;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks for ranges of one blob. Thread-safe.
 *
 * <p>There is no {@code If-Range}: the address names the digest, so what it gives can only be the same or wrong, and the
 * digest of the whole tells that for sure, where an entity tag would only tell what a cache between us believes. Many
 * registries and storages give no tag, or another one from each of their servers.
 */
final class RangeSource {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

    /**
     * Bytes that come in.
     *
     * @param response whose body they are
     * @param start the offset of the first one
     * @param end the offset after the last one; as far as known, or the largest number
     * @param total the size of the blob, if the response gives it
     */
    record Range(Response response, long start, long end, OptionalLong total) {}

    private final Mirrors mirrors;
    private final String repository;
    private final Descriptor descriptor;
    private final String location;

    /** Where the last response came from: a storage that the registry sent us to, and the mirror that did. */
    private volatile @Nullable Direct direct;

    private record Direct(URI uri, Mirror mirror) {}

    private volatile @Nullable Transport transport;

    RangeSource(Mirrors mirrors, String repository, Descriptor descriptor, String location) {
        this.mirrors = mirrors;
        this.repository = repository;
        this.descriptor = descriptor;
        this.location = location;
    }

    Descriptor descriptor() {
        return descriptor;
    }

    String location() {
        return location;
    }

    /** What to pause with after failures; there is one once something has been asked for. */
    Transport transport() {
        Transport used = transport;
        if (used == null) {
            throw new IllegalStateException("nothing was asked for yet");
        }
        return used;
    }

    /**
     * Asks for the bytes from {@code start} to {@code end}; what is given may be the whole blob, or end earlier.
     *
     * @throws ContentNotFoundException if the blob is not there
     */
    Range get(long start, long end) throws IOException {
        Direct shortcut = direct;
        if (shortcut != null) {
            Response response = shortcut.mirror().send(ranged(Request.of("GET", shortcut.uri()), start, end), pull());
            if (response.status() == 200 || response.status() == 206) {
                return checked(response, start, end);
            }
            // What a signed address opens closes after a while.
            response.close();
            direct = null;
        }
        String path = repository + "/blobs/" + descriptor.digest();
        MirrorResponse reply =
                mirrors.ask(Capability.PULL, pull(), mirror -> ranged(Request.of("GET", mirror.uri(path)), start, end));
        if (reply.response().status() == 416 && start == 0 && end > 0) {
            // Some storages refuse every range; the whole begins with the same byte.
            reply.close();
            reply = mirrors.ask(Capability.PULL, pull(), mirror -> Request.of("GET", mirror.uri(path)));
        }
        Response response = reply.response();
        transport = reply.mirror().transport();
        if (response.status() != 200 && response.status() != 206) {
            try (response) {
                throw response.status() == 404
                        ? ContentNotFoundException.of(descriptor, location)
                        : ErrorResponses.of(response, what());
            }
        }
        if (!Origin.of(response.uri())
                .equals(Origin.of(reply.mirror().endpoint().base()))) {
            direct = new Direct(response.uri(), reply.mirror());
        }
        return checked(response, start, end);
    }

    private Access pull() {
        return Access.pull(repository);
    }

    private static Request ranged(Request request, long start, long end) {
        return end == 0 ? request : request.withHeader("Range", "bytes=" + start + "-" + (end - 1));
    }

    private Range checked(Response response, long start, long end) throws IOException {
        try {
            if (response.status() == 200) {
                if (response.sentLength().orElse(-1) == descriptor.size()) {
                    // The packed bytes are the blob: some storages say so of what they were given as gzip.
                    response.readAsSent();
                }
                return new Range(response, 0, Long.MAX_VALUE, response.contentLength());
            }
            Matcher range =
                    CONTENT_RANGE.matcher(response.header("Content-Range").orElse(""));
            if (!range.matches()) {
                throw ErrorResponses.protocolViolation(response, what(), "answers a range without saying which");
            }
            long first = Long.parseLong(range.group(1));
            long after = Long.parseLong(range.group(2)) + 1;
            if (first != start || after <= first || after > end) {
                throw ErrorResponses.protocolViolation(
                        response,
                        what(),
                        "was asked for bytes " + start + " to " + (end - 1) + " and gives " + first + " to "
                                + (after - 1));
            }
            String total = range.group(3);
            Optional<String> encoding = response.contentEncoding();
            if (encoding.isPresent()) {
                if (!total.equals(String.valueOf(descriptor.size()))) {
                    throw ErrorResponses.protocolViolation(
                            response,
                            what(),
                            "gives a range of something packed with Content-Encoding: " + Quotes.quote(encoding.get())
                                    + ", which was not asked for");
                }
                response.readAsSent();
            }
            return new Range(
                    response,
                    start,
                    after,
                    total.equals("*") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(total)));
        } catch (ContentException e) {
            response.close();
            throw e;
        }
    }

    String what() {
        return "cannot read " + descriptor.kind() + " " + descriptor.digest() + " in " + location;
    }
}
