package dev.drayage.bucket;

import java.time.Instant;

/**
 * An object that was begun.
 *
 * @param key under which it will be found
 * @param id by which {@link Bucket#resume} goes on with it
 * @param began when, by the clock of whoever keeps it
 */
public record OpenUpload(String key, String id, Instant began) {}
