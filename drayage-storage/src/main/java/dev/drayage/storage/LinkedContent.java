package dev.drayage.storage;

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
 * What of the blobs of a storage is linked in one repository.
 *
 * @param storage all of it
 * @param path of the repository
 */
record LinkedContent(RegistryStorage storage, String path) implements ReadableContent {

    private boolean has(Digest digest) throws IOException {
        return storage.hasLink(RegistryKeys.layer(path, digest), digest)
                || storage.hasLink(RegistryKeys.revision(path, digest), digest);
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        if (!has(descriptor.digest())) {
            throw ContentNotFoundException.of(descriptor, location());
        }
        return storage.content().open(descriptor);
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        return has(digest) ? storage.content().info(digest) : Optional.empty();
    }

    @Override
    public int parallelism() {
        return storage.content().parallelism();
    }

    @Override
    public String location() {
        return storage.location() + ":" + path;
    }
}
