package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.oci.Digest;
import dev.drayage.oci.InvalidDigestException;
import dev.drayage.task.Backoff;
import dev.drayage.task.Retries;
import dev.drayage.task.Sleeper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Reads what links say. */
final class LinkReader {
    private static final int TRIES = 4;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

    private LinkReader() {}

    /**
     * The digest that a link's text is; empty if it is gone.
     *
     * @throws InvalidDocumentException if it is none
     */
    static Optional<Digest> read(Bucket bucket, String key, Sleeper sleeper) throws IOException {
        Retries tries = tries(sleeper);
        while (true) {
            Optional<String> text = text(bucket, key);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(Digest.parse(text.get()));
            } catch (InvalidDigestException e) {
                if (!tries.failed()) {
                    throw new InvalidDocumentException(key, "is a link and names no digest: " + e.getMessage());
                }
                tries.pause();
            }
        }
    }

    /** The registry writes files in place: what is half written is read again a moment later. */
    static Retries tries(Sleeper sleeper) {
        return Retries.ofAttempts(
                TRIES,
                sleeper,
                new Backoff(FIRST_PAUSE, FIRST_PAUSE.multipliedBy(TRIES)),
                "waiting for what is written");
    }

    private static Optional<String> text(Bucket bucket, String key) throws IOException {
        try (Blob blob = bucket.open(key)) {
            ByteBuffer text = ByteBuffer.allocate((int) Math.min(blob.size(), RegistryKeys.MAX_LINK_BYTES));
            blob.readAt(0, text);
            return Optional.of(new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip());
        } catch (ContentNotFoundException e) {
            return Optional.empty();
        }
    }
}
