package dev.drayage.store;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of a database that was rebuilt.
 *
 * @param blobs how many blobs no namespace knew, and one knows now
 * @param bytes what these have
 * @param keptUntil how long all content stays without a name
 * @param damaged where the database is that was of no use; null if it was kept and added to
 */
public record RebuildReport(
        long blobs, long bytes, Instant keptUntil, @Nullable Path damaged) {}
