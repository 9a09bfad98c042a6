package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.LinkText;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.oci.Digest;
import dev.drayage.task.Backoff;
import dev.drayage.task.Retries;
import dev.drayage.task.Sleeper;
import java.io.IOException;
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
            LinkText text = LinkText.read(bucket, key);
            if (text.target() != null || !text.isThere()) {
                return Optional.ofNullable(text.target());
            }
            if (!tries.failed()) {
                throw new InvalidDocumentException(key, "is a link and names no digest: " + text.problem());
            }
            tries.pause();
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
}
