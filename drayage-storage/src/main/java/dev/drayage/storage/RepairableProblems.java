package dev.drayage.storage;

import dev.drayage.oci.Digest;
import dev.drayage.place.check.WholePlaceCheck.Kind;
import dev.drayage.place.check.WholePlaceCheck.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps what is found, by what would repair it. */
final class RepairableProblems extends StorageProblems {
    private final Map<Digest, List<Problem>> blobs = new LinkedHashMap<>();
    private final Map<Digest, Problem> corrupt = new LinkedHashMap<>();
    private final Map<String, Problem> problems = new LinkedHashMap<>();
    private final Map<String, Digest> links = new LinkedHashMap<>();
    private final List<Problem> others = new ArrayList<>();

    RepairableProblems() {
        super(problem -> {});
    }

    /** Those of an earlier check of all blobs that were not repaired. */
    void keepCorruptBlobs(RepairableProblems before) {
        corrupt.putAll(before.corrupt);
    }

    @Override
    void missing(String name, String message) {
        others.add(new Problem(Kind.MISSING, name, message));
    }

    @Override
    void corrupt(String name, String message) {
        others.add(new Problem(Kind.CORRUPT, name, message));
    }

    @Override
    void corruptBlob(Digest digest, String message) {
        corrupt.put(digest, new Problem(Kind.CORRUPT, digest.toString(), message));
    }

    @Override
    void missingBlob(Digest digest, String message) {
        blobs.computeIfAbsent(digest, any -> new ArrayList<>())
                .add(new Problem(Kind.MISSING, digest.toString(), message));
    }

    @Override
    void missingLink(String key, Digest target, String message) {
        links.put(key, target);
        problems.put(key, new Problem(Kind.MISSING, key, message));
    }

    @Override
    void corruptLink(String key, Digest target, String message) {
        links.put(key, target);
        problems.put(key, new Problem(Kind.CORRUPT, key, message));
    }

    /** Blobs that are missing or corrupt. */
    List<Digest> blobs() {
        List<Digest> all = new ArrayList<>(corrupt.keySet());
        all.addAll(blobs.keySet());
        return all;
    }

    /** Links to be written, with what they lead to. */
    Map<String, Digest> links() {
        return new LinkedHashMap<>(links);
    }

    void repaired(Digest digest) {
        corrupt.remove(digest);
        blobs.remove(digest);
    }

    void repaired(String link) {
        links.remove(link);
        problems.remove(link);
    }

    /** What was not repaired. */
    List<Problem> left() {
        List<Problem> all = new ArrayList<>(corrupt.values());
        blobs.values().forEach(all::addAll);
        all.addAll(problems.values());
        all.addAll(others);
        return all;
    }
}
