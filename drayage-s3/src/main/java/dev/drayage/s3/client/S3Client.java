package dev.drayage.s3.client;

import dev.drayage.content.Blob;
import dev.drayage.s3.access.AccessKeys;
import dev.drayage.s3.access.KeySource;
import dev.drayage.s3.access.RequestSignature;
import dev.drayage.task.Backoff;
import dev.drayage.task.Retries;
import dev.drayage.task.Sleeper;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests about one bucket, signed. What failed in a way that may pass is sent again, later each time; a service that
 * asks for fewer requests gets fewer. Thread-safe.
 */
public final class S3Client implements Closeable {
    /** As much as a response in XML may have: a thousand keys, each as long as keys can be, encoded. */
    private static final int MAX_XML_BYTES = 16 << 20;

    /** Above this a body's digest costs more than it is worth where TLS says that nothing was changed. */
    private static final int DIGESTED_BYTES = 64 << 10;

    private static final String EMPTY = RequestSignature.sha256(new byte[0]);

    private final S3Endpoint endpoint;
    private final KeySource keys;
    private final S3Limits limits;
    private final S3Connections connections;
    private final Sleeper sleeper;
    private final RequestPace pace;
    private final RequestSignature signature;
    private final ErrorSentences sentences;

    /** A client of a bucket; closing it closes the connections. */
    public S3Client(S3Endpoint endpoint, KeySource keys, S3Limits limits, S3Connections connections, Sleeper sleeper) {
        this.endpoint = endpoint;
        this.keys = keys;
        this.limits = limits;
        this.connections = connections;
        this.sleeper = sleeper;
        this.pace = new RequestPace(sleeper);
        this.signature = new RequestSignature("s3", endpoint.region());
        this.sentences = new ErrorSentences(endpoint);
    }

    /** What is asked for at once. */
    public S3Limits limits() {
        return limits;
    }

    /** The clock by which it waits. */
    public Sleeper sleeper() {
        return sleeper;
    }

    /** The tries of something that more than one request may be needed for. */
    public Retries retries() {
        return Retries.ofAttempts(
                limits.attempts(),
                sleeper,
                Backoff.withJitter(limits.firstWait(), limits.longestWait(), ThreadLocalRandom.current()::nextDouble),
                "waiting to ask an S3 service again");
    }

    /** Sends a request whose response has nothing in it that anybody wants. */
    public S3Response sendAll(S3Request request, Integer... expected) throws IOException {
        S3Response response = send(request, expected);
        try (response) {
            if (response.status() < 300) {
                response.bytes(MAX_XML_BYTES);
            }
        }
        return response;
    }

    /** Sends a request whose response is a document; one that says that it failed after all counts as such. */
    public XmlElement sendForXml(S3Request request) throws IOException {
        Retries retries = retries();
        while (true) {
            try (S3Response response = send(request)) {
                XmlElement document = XmlElement.parse(response.bytes(MAX_XML_BYTES));
                if (!document.name().equals("Error")) {
                    return document;
                }
                // A copy, or parts put together: it took so long that the status was sent before.
                S3Error error = new S3Error(500, document.text("Code"), document.text("Message"), Optional.empty());
                if (!error.mayPass() || !retries.failed()) {
                    throw sentences.of(request, error, Optional.empty(), Optional.empty(), sleeper.instant());
                }
            } catch (XmlElement.NotXmlException e) {
                throw sentences.notS3(request, 200, e);
            } catch (S3Exception e) {
                throw e;
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted() || !retries.failed()) {
                    throw e;
                }
            }
            retries.pause();
        }
    }

    /**
     * Sends a request, and again where that may help.
     *
     * @param expected statuses of 300 and above that are responses too
     * @return a response of a status below 300, or of an expected one; the caller closes it
     * @throws S3Exception if the service refuses, or went on failing, or the time for it is over
     */
    public S3Response send(S3Request request, Integer... expected) throws IOException {
        Set<Integer> wanted = Set.of(expected);
        Retries retries = retries();
        boolean uncertain = false;
        boolean renewed = false;
        while (true) {
            pace.await();
            if (!request.inTime().getAsBoolean()) {
                throw sentences.late(request);
            }
            Duration asked = Duration.ZERO;
            try {
                Optional<AccessKeys> signing = signing();
                S3Response response = attempt(request, signing, uncertain);
                if (response.status() < 300 || wanted.contains(response.status())) {
                    pace.served();
                    return response;
                }
                Optional<String> date = response.header("Date");
                asked = retryAfter(response);
                S3Error error = S3Error.of(response);
                if (error.code().isEmpty()
                        && request.method().equals("HEAD")
                        && !error.mayPass()
                        && !error.isThrottled()) {
                    error = explain(request, error, signing);
                }
                if (error.isThrottled()) {
                    pace.throttled();
                }
                boolean renew = error.code().equals("ExpiredToken") && !renewed;
                if (renew) {
                    renewed = true;
                    keys.forget();
                }
                if (!(error.mayPass() || error.isThrottled() || renew) || !retries.failed()) {
                    throw sentences.of(request, error, signing.map(AccessKeys::id), date, sleeper.instant());
                }
                uncertain |= error.mayPass();
            } catch (S3Exception e) {
                throw e;
            } catch (S3Connections.UnreadableBodyException e) {
                throw e.why();
            } catch (SSLException | UnknownHostException e) {
                if (!isBroken(e) || !retries.failed()) {
                    throw sentences.of(request, e, 1);
                }
                uncertain = true;
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e instanceof InterruptedIOException ? e : S3Connections.interrupted(e);
                }
                if (e instanceof KeysUnavailable unavailable) {
                    throw unavailable.why;
                }
                if (!retries.failed()) {
                    throw sentences.of(request, e, retries.failures());
                }
                uncertain = true;
            }
            retries.pause(asked);
        }
    }

    private S3Response attempt(S3Request request, Optional<AccessKeys> signing, boolean uncertain) throws IOException {
        URI uri = endpoint.uri(request.key(), request.query());
        TreeMap<String, String> headers = new TreeMap<>(request.headers());
        if (signing.isPresent()) {
            signature.sign(request.method(), uri, headers, digest(request.body()), signing.get(), sleeper.instant());
        }
        return connections.send(request.method(), uri, headers, request.body(), uncertain);
    }

    /** A response without a body says less than one with. */
    private S3Error explain(S3Request request, S3Error error, Optional<AccessKeys> signing) throws IOException {
        S3Request asking = S3Request.of("GET", String.valueOf(request.key())).header("Range", "bytes=0-0");
        S3Response response = attempt(asking, signing, false);
        if (response.status() < 300) {
            response.close();
            return error;
        }
        S3Error explained = S3Error.of(response);
        return explained.code().isEmpty() ? error : explained;
    }

    /** A connection that broke while it was encrypted, and not a certificate that is wrong. */
    private static boolean isBroken(IOException e) {
        return e instanceof SSLException && e.getCause() instanceof java.net.SocketException;
    }

    private static Duration retryAfter(S3Response response) {
        try {
            return Duration.ofSeconds(Math.max(
                    0,
                    Math.min(60, Long.parseLong(response.header("Retry-After").orElse("0")))));
        } catch (NumberFormatException e) {
            return Duration.ZERO; // a date, which clocks disagree about
        }
    }

    private String digest(@Nullable Blob body) throws IOException {
        if (body == null || body.size() == 0) {
            return EMPTY;
        }
        if (endpoint.base().getScheme().equals("https") && body.size() > DIGESTED_BYTES) {
            return RequestSignature.UNSIGNED;
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(256 << 10, body.size()));
            for (long at = 0; body.readAt(at, buffer.clear()) > 0; at += buffer.limit()) {
                digest.update(buffer.flip().duplicate());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new S3Connections.UnreadableBodyException(e);
        }
    }

    /** No keys could be had, which another try does not change. */
    private static final class KeysUnavailable extends IOException {
        private static final long serialVersionUID = 1L;

        private final IOException why;

        KeysUnavailable(IOException why) {
            super(why);
            this.why = why;
        }
    }

    private Optional<AccessKeys> signing() throws IOException {
        try {
            return keys.get();
        } catch (IOException e) {
            throw new KeysUnavailable(e);
        }
    }

    @Override
    public void close() throws IOException {
        connections.close();
    }
}
