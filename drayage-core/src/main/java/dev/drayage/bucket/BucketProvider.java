package dev.drayage.bucket;

import java.io.IOException;
import java.util.Map;

/**
 * A kind of bucket, found by {@link java.util.ServiceLoader}: so a public class with a public constructor without parameters.
 * It keeps no state, and loads nothing heavy until a bucket is opened.
 */
public interface BucketProvider {

    /** What its names begin with, before a colon: {@code s3}. */
    String scheme();

    /**
     * Opens a bucket, or a part of one.
     *
     * @param name with its scheme, {@code s3://bucket/prefix}
     * @param environment where credentials, the region and the service's address are found, as {@link System#getenv()} has it
     * @throws IllegalArgumentException if no bucket can be meant; the message is a sentence for whoever wrote it
     */
    Bucket open(String name, Map<String, String> environment) throws IOException;
}
