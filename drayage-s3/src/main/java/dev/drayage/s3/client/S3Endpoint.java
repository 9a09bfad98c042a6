package dev.drayage.s3.client;

import dev.drayage.s3.access.UriText;
import java.net.URI;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a bucket is found.
 *
 * @param base the service's address, or with virtual hosts the bucket's: without a query
 * @param bucket its name
 * @param isPath whether addresses have the bucket in their path, and not in the host
 * @param region that requests are signed for
 */
public record S3Endpoint(URI base, String bucket, boolean isPath, String region) {

    /** The address of an object, or of the bucket. */
    URI uri(@Nullable String key, SortedMap<String, String> query) {
        String path = Optional.ofNullable(base.getRawPath()).orElse("");
        StringBuilder uri = new StringBuilder(base.getScheme())
                .append("://")
                .append(base.getRawAuthority())
                .append(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
        if (isPath) {
            uri.append('/').append(bucket);
        }
        if (key != null) {
            uri.append('/').append(UriText.encodePath(key));
        } else if (!isPath) {
            uri.append('/');
        }
        if (!query.isEmpty()) {
            uri.append('?').append(UriText.query(query));
        }
        return URI.create(uri.toString());
    }
}
