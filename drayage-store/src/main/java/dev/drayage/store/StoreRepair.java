package dev.drayage.store;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.ImageDestination;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.place.check.ContentRepair;
import dev.drayage.transfer.ImageTransfer;
import dev.drayage.transfer.TransferOptions;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Replaces blobs of the local store as if they were imported again.
 *
 * @param images what is repaired
 * @param destination where blobs are written to; null if none are
 */
record StoreRepair(StoredImages images, @Nullable ImageDestination destination) implements ContentRepair.BlobReplacer {

    @Override
    public Optional<String> obstacle(Descriptor descriptor, boolean isThere) {
        return images.namespace().canBeChanged()
                ? Optional.empty()
                : Optional.of("the store cannot be changed, only read");
    }

    @Override
    public void replace(Descriptor descriptor, Blob right) throws IOException {
        images.distrust(descriptor.digest());
        ImageTransfer.copyBlobs(
                new OneBlob(descriptor, right),
                List.of(descriptor),
                Objects.requireNonNull(destination),
                TransferOptions.defaults());
    }

    /** Content that is one blob, which stays open. */
    private record OneBlob(Descriptor descriptor, Blob blob) implements ReadableContent {
        @Override
        public Blob open(Descriptor wanted) {
            return blob.slice(0, blob.size());
        }

        @Override
        public Optional<ContentInfo> info(Digest digest) {
            return Optional.of(new ContentInfo(descriptor.digest(), descriptor.size()));
        }

        @Override
        public String location() {
            return "the place to repair from";
        }
    }
}
