package dev.drayage.server.page;

import dev.drayage.oci.Digest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Facts about the manifests that were looked at last; they never change. Thread-safe. */
final class RecentFacts {
    private static final int MAX_BLOBS = 40_000;

    private final Map<Digest, ManifestFacts> facts = new LinkedHashMap<>(16, 0.75f, true);
    private int blobs;

    synchronized Optional<ManifestFacts> get(Digest manifest) {
        return Optional.ofNullable(facts.get(manifest));
    }

    synchronized void put(Digest manifest, ManifestFacts read) {
        ManifestFacts before = facts.put(manifest, read);
        blobs += weight(read) - (before == null ? 0 : weight(before));
        for (var oldest = facts.values().iterator(); blobs > MAX_BLOBS && oldest.hasNext(); ) {
            blobs -= weight(oldest.next());
            oldest.remove();
        }
    }

    private static int weight(ManifestFacts facts) {
        return 4 + facts.blobs().size();
    }
}
