package dev.drayage.graph;

import dev.drayage.oci.Descriptor;
import dev.drayage.platform.Platform;
import dev.drayage.platform.PlatformMatcher;
import java.util.Comparator;

/** Orders descriptors by how well their platform fits, best first and those without a platform last. */
record PlatformOrder(PlatformMatcher matcher) implements Comparator<Descriptor> {
    @Override
    public int compare(Descriptor a, Descriptor b) {
        Platform first = a.platform();
        Platform second = b.platform();
        if (first == null || second == null) {
            return Boolean.compare(first == null, second == null);
        }
        return matcher.compare(first, second);
    }
}
