package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.Bucket.Depth;
import dev.drayage.bucket.Bucket.Listing;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.bucket.RegistryKey;
import dev.drayage.bucket.RegistryKeys;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/** Lists every object of all repositories, several shards at the same time. */
final class RepositoryWalk {
    private static final String HEX = "0123456789abcdef";

    /** So many shards for each thread, that no thread is left with the largest alone. */
    private static final int SHARDS_EACH = 8;

    private final Bucket bucket;
    private final Workers workers;

    RepositoryWalk(Bucket bucket, Workers workers) {
        this.bucket = bucket;
        this.workers = workers;
    }

    /** Takes the objects of a shard, in order of their keys, in one thread. */
    interface Visitor {
        void visit(ObjectInfo object, RegistryKey key) throws IOException;
    }

    /** Lists everything, each shard with a visitor of its own. */
    void walk(Supplier<Visitor> visitors) throws IOException {
        Iterator<String> shards = shards().iterator();
        workers.run("list", () -> shards.hasNext() ? shards.next() : null, shard -> {
            Visitor visitor = visitors.get();
            for (String after = null; ; ) {
                Listing page = bucket.list(shard, Depth.ALL, after);
                for (ObjectInfo object : page.objects()) {
                    visitor.visit(object, RegistryKey.parse(object.key()));
                }
                after = page.next();
                if (after == null) {
                    return;
                }
            }
        });
    }

    /** Prefixes that have everything below them; no key has two of them. */
    private List<String> shards() throws IOException {
        int enough = workers.parallelism() * SHARDS_EACH;
        Deque<String> open = new ArrayDeque<>(List.of(RegistryKeys.REPOSITORIES));
        List<String> shards = new ArrayList<>();
        while (!open.isEmpty() && open.size() + shards.size() < enough) {
            String folder = open.remove();
            if (folder.endsWith("/_layers/")) {
                // The links of a repository are the most there is of it.
                for (int i = 0; i < HEX.length(); i++) {
                    shards.add(folder + "sha256/" + HEX.charAt(i));
                }
                shards.addAll(folders(folder, "sha256/"));
            } else if (folder.endsWith("/_manifests/")) {
                shards.addAll(folders(folder, ""));
            } else if (folder.endsWith("/_uploads/")) {
                shards.add(folder);
            } else {
                open.addAll(folders(folder, ""));
            }
        }
        shards.addAll(open);
        return shards;
    }

    private List<String> folders(String folder, String except) throws IOException {
        List<String> all = new ArrayList<>();
        for (String after = null; ; ) {
            Listing page = bucket.list(folder, Depth.FOLDER, after);
            page.folders().stream()
                    .filter(each -> except.isEmpty() || !each.equals(folder + except))
                    .forEach(all::add);
            after = page.next();
            if (after == null) {
                return all;
            }
        }
    }
}
