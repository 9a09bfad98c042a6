package dev.drayage.storage.directory;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.BucketProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Buckets that are directories: {@code file:///srv/registry}. */
public final class DirectoryBuckets implements BucketProvider {
    private static final String SCHEME = "file";

    /** Made by the service loader. */
    public DirectoryBuckets() {}

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public Bucket open(String name, Map<String, String> environment) throws IOException {
        String path = name.substring(SCHEME.length() + 1);
        if (!path.startsWith("///") || path.length() == 3) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no directory; write file:/// and then its path from the root");
        }
        return DirectoryBucket.create(Path.of(path.substring(2)));
    }
}
