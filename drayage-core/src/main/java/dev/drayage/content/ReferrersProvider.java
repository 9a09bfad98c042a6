package dev.drayage.content;

import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.util.List;

/**
 * Knows what refers to a manifest or index, such as signatures, SBOMs and attestations: what some places can do besides
 * (containerd's {@code content.ReferrersProvider}). Thread-safe.
 */
@FunctionalInterface
public interface ReferrersProvider {

    /** The manifests and indexes whose subject it is, directly; empty if there are none. */
    List<Descriptor> referrers(Descriptor subject) throws IOException;
}
