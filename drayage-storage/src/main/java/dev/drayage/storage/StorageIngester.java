package dev.drayage.storage;

import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentIngester;
import dev.drayage.content.ContentWriter;
import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes blobs into a storage. Each goes to where it will be, and is there when its digest is right.
 *
 * @param storage where to
 */
record StorageIngester(RegistryStorage storage) implements ContentIngester {

    @Override
    public ContentWriter writer(String ref, @Nullable Descriptor expected) throws IOException {
        if (ref.isEmpty() || expected == null) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT, "a registry's storage takes no blob before its digest is known");
        }
        Optional<ContentInfo> info = storage.content().info(expected.digest());
        // One of another size is damaged, and is replaced.
        if (info.isPresent() && info.get().size() == expected.size()) {
            throw new AlreadyExistsException(
                    expected.kind() + " " + expected.digest() + " is in " + storage.location() + " already");
        }
        return new StorageBlobWriter(storage.bucket(), RegistryKeys.blob(expected.digest()), ref, expected);
    }
}
