package dev.drayage.repository;

import dev.drayage.oci.Digest;
import dev.drayage.repository.ImageRoots.Root;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The images of a repository that were looked at last. Thread-safe. */
final class RecentRoots {
    private static final int MOST = 32;
    private static final int MOST_REPOSITORIES = 256;

    private final Map<Digest, Root> roots = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, Root> eldest) {
            return size() > MOST;
        }
    };

    synchronized void used(Root root) {
        roots.put(root.image().digest(), root);
    }

    /** The last one first. */
    synchronized List<Root> all() {
        List<Root> all = new ArrayList<>(roots.values());
        Collections.reverse(all);
        return all;
    }

    /** Those of all repositories of a place. */
    static final class OfPlace {
        private final Map<String, RecentRoots> repositories = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, RecentRoots> eldest) {
                return size() > MOST_REPOSITORIES;
            }
        };

        synchronized RecentRoots of(String repository) {
            return repositories.computeIfAbsent(repository, name -> new RecentRoots());
        }
    }
}
