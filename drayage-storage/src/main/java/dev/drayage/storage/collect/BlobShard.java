package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.Bucket.Depth;
import dev.drayage.bucket.Bucket.Listing;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.bucket.RegistryKeys;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The blobs whose digests begin with the same byte, in order. For one thread. */
final class BlobShard {
    static final int SHARDS = 256;

    private final Bucket bucket;
    private final String prefix;
    private Iterator<ObjectInfo> page = List.<ObjectInfo>of().iterator();
    private @Nullable String after;
    private boolean isLast;
    private @Nullable ObjectInfo object;
    private byte[] digest = new byte[0];

    BlobShard(Bucket bucket, int shard) throws IOException {
        this.bucket = bucket;
        this.prefix =
                RegistryKeys.blobs(DigestAlgorithm.SHA256) + HexFormat.of().toHexDigits((byte) shard) + "/";
        next();
    }

    /** The blob it is at; null behind the last. */
    @Nullable
    ObjectInfo object() {
        return object;
    }

    /** The digest of that. */
    byte[] digest() {
        return digest;
    }

    void next() throws IOException {
        while (true) {
            while (page.hasNext()) {
                ObjectInfo each = page.next();
                Optional<Digest> named = RegistryKeys.blobOf(each.key());
                if (named.isPresent()) {
                    object = each;
                    digest = Sha256.bytes(named.get());
                    return;
                }
            }
            if (isLast) {
                object = null;
                return;
            }
            Listing listing = bucket.list(prefix, Depth.ALL, after);
            page = listing.objects().iterator();
            after = listing.next();
            isLast = after == null;
        }
    }
}
