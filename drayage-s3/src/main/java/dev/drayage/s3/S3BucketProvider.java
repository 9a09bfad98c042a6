package dev.drayage.s3;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.BucketProvider;
import java.io.IOException;
import java.util.Map;

/** {@code s3://BUCKET[/PREFIX]}: buckets of S3, and of services that are compatible with it. */
@SuppressWarnings("exports") // for modules of Drayage
public final class S3BucketProvider implements BucketProvider {
    /** As {@link java.util.ServiceLoader} makes it. */
    public S3BucketProvider() {
        // It keeps nothing.
    }

    @Override
    public String scheme() {
        return "s3";
    }

    @Override
    public Bucket open(String name, Map<String, String> environment) throws IOException {
        return S3Opening.open(BucketAddress.parse(name), environment);
    }
}
