package dev.drayage.content;

import dev.drayage.oci.Digest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far an ingest is (containerd's {@code content.Status}).
 *
 * @param ref what it is called
 * @param offset bytes written so far, 0 or more
 * @param total bytes it will have; 0 where that is not known
 * @param expected the digest it will have; null where that is not known
 * @param startedAt when it was begun
 * @param updatedAt when bytes were last written
 */
public record IngestStatus(
        String ref, long offset, long total, @Nullable Digest expected, Instant startedAt, Instant updatedAt) {}
