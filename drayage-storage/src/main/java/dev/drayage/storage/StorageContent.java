package dev.drayage.storage;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.Buckets;
import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.Optional;

/**
 * All blobs of a storage, whichever repository has them.
 *
 * @param bucket where they are
 * @param location what messages call it
 */
record StorageContent(Bucket bucket, String location) implements ReadableContent {
    /** As many as one host is asked at once without being held up. */
    private static final int REQUESTS = 16;

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        try {
            return bucket.open(RegistryKeys.blob(descriptor.digest()));
        } catch (ContentNotFoundException e) {
            throw ContentNotFoundException.of(descriptor, location);
        }
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        return bucket.find(RegistryKeys.blob(digest)).map(object -> new ContentInfo(digest, object.size()));
    }

    @Override
    public int parallelism() {
        return Buckets.isName(bucket.location()) ? REQUESTS : 1;
    }
}
