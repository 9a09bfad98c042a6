package dev.drayage.storage;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a link holds.
 *
 * @param target where it leads; null if that is no digest, or the link is gone
 * @param problem what is wrong with it; empty for nothing
 */
record LinkText(@Nullable Digest target, String problem) {

    static LinkText read(RegistryStorage storage, String key) throws IOException {
        try {
            Optional<Digest> target = storage.link(key);
            return new LinkText(target.orElse(null), target.isPresent() ? "" : "it was removed while it was read");
        } catch (ContentException e) {
            if (e.kind() != Kind.FAILED_PRECONDITION) {
                throw e;
            }
            return new LinkText(null, String.valueOf(e.getMessage()));
        }
    }
}
