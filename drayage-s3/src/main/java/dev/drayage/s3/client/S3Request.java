package dev.drayage.s3.client;

import dev.drayage.content.Blob;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A request about a bucket or an object in it.
 *
 * @param method such as {@code GET}
 * @param key of the object, in full; null for the bucket
 * @param query its parameters, not encoded; an empty value for one without
 * @param headers what it needs beside those of signature and connection
 * @param body what is sent; null for nothing
 * @param inTime whether it may still be sent
 */
public record S3Request(
        String method,
        @Nullable String key,
        SortedMap<String, String> query,
        Map<String, String> headers,
        @Nullable Blob body,
        BooleanSupplier inTime) {
    /** A request about an object. */
    public static S3Request of(String method, String key) {
        return new S3Request(method, key, new TreeMap<>(), Map.of(), null, () -> true);
    }

    /** A request about the bucket. */
    public static S3Request ofBucket(String method) {
        return new S3Request(method, null, new TreeMap<>(), Map.of(), null, () -> true);
    }

    /** The same with a parameter. */
    public S3Request with(String parameter, String value) {
        SortedMap<String, String> more = new TreeMap<>(query);
        more.put(parameter, value);
        return new S3Request(method, key, more, headers, body, inTime);
    }

    /** The same with a header. */
    public S3Request header(String name, String value) {
        return headers(Map.of(name, value));
    }

    /** The same with more headers. */
    public S3Request headers(Map<String, String> others) {
        SortedMap<String, String> more = new TreeMap<>(headers);
        more.putAll(others);
        return new S3Request(method, key, query, more, body, inTime);
    }

    /** The same with a body. */
    public S3Request body(Blob bytes) {
        return new S3Request(method, key, query, headers, bytes, inTime);
    }

    /** The same, which is not sent, nor sent again, once this is false. */
    public S3Request only(BooleanSupplier before) {
        return new S3Request(method, key, query, headers, body, before);
    }
}
