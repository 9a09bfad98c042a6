package dev.drayage.bucket;

import java.time.Instant;

/**
 * What is known of an object.
 *
 * @param key under which it is found
 * @param size in bytes, 0 or more
 * @param modified when it was written, by the clock of whoever keeps it
 * @param tag what changes whenever the object does: the entity tag of an S3 service; it says nothing of the content
 */
public record ObjectInfo(String key, long size, Instant modified, String tag) {}
