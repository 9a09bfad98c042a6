package dev.drayage.content;

import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.Optional;

/** Tells what is known of content without opening it (containerd's {@code content.InfoProvider}). Thread-safe. */
@FunctionalInterface
public interface InfoProvider {

    /** What is known of the content with this digest; empty when it is not here. */
    Optional<ContentInfo> info(Digest digest) throws IOException;
}
