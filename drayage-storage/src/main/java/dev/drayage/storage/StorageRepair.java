package dev.drayage.storage;

import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.place.check.PlaceRepair.Mode;
import dev.drayage.place.check.PlaceRepair.RepairListener;
import dev.drayage.place.check.PlaceRepair.RepairReport;
import dev.drayage.place.check.WholePlaceCheck.Problem;
import dev.drayage.storage.directory.DirectoryInTheWayException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replaces blobs from elsewhere and writes links that manifests call for. A manifest that came back may call for more, so
 * links are looked at again until nothing more can be done; blobs are hashed once.
 */
final class StorageRepair {
    /** As deep as an index may lie in another. */
    private static final int MAX_ROUNDS = 64;

    private final RegistryStorage storage;
    private final List<ReadableContent> sources;
    private final Mode mode;
    private final RepairListener told;

    /** What cannot be written, by its name, and why. */
    private final Map<String, String> blocked = new HashMap<>();

    private long repaired;
    private long bytes;
    private long left;

    StorageRepair(RegistryStorage storage, List<ReadableContent> sources, Mode mode, RepairListener told) {
        this.storage = storage;
        this.sources = sources;
        this.mode = mode;
        this.told = told;
    }

    RepairReport run() throws IOException {
        RepairableProblems problems = new RepairableProblems();
        StorageCheck check = new StorageCheck(storage, problems);
        check.run();
        for (int round = 1; repair(problems, check) && mode == Mode.WRITE && round < MAX_ROUNDS; round++) {
            RepairableProblems next = new RepairableProblems();
            next.keepCorruptBlobs(problems);
            check.withProblems(next).checkLinks();
            problems = next;
        }
        for (Problem problem : problems.left()) {
            left++;
            String reason = blocked.get(problem.name());
            told.left(
                    reason == null
                            ? problem
                            : new Problem(problem.kind(), problem.name(), problem.message() + "; " + reason));
        }
        return new RepairReport(repaired, bytes, left);
    }

    /** Repairs what can be, and says whether anything was. */
    private boolean repair(RepairableProblems problems, StorageCheck check) throws IOException {
        long before = repaired;
        for (Digest digest : problems.blobs()) {
            if (replace(digest)) {
                problems.repaired(digest);
                check.becameSound(digest);
            }
        }
        for (Map.Entry<String, Digest> link : problems.links().entrySet()) {
            if (check.isThere(link.getValue())) {
                writeLink(link.getKey(), link.getValue(), problems);
            }
        }
        return repaired > before;
    }

    private void writeLink(String key, Digest target, RepairableProblems problems) throws IOException {
        if (mode == Mode.WRITE) {
            try {
                storage.writeLink(key, target);
            } catch (DirectoryInTheWayException e) {
                blocked.put(key, e.getMessage());
                return;
            }
        }
        problems.repaired(key);
        done("link " + key);
    }

    private void done(String what) throws IOException {
        repaired++;
        told.repaired(what);
    }

    private boolean replace(Digest digest) throws IOException {
        for (ReadableContent source : sources) {
            Optional<ContentInfo> info = source.info(digest);
            if (info.isPresent() && replace(digest, info.get().size(), source)) {
                bytes += info.get().size();
                done("blob " + digest + " (" + info.get().size() + " bytes) from " + source.location());
                return true;
            }
        }
        return false;
    }

    /** False if the source has wrong bytes too. */
    private boolean replace(Digest digest, long size, ReadableContent source) throws IOException {
        if (mode == Mode.REPORT) {
            return true;
        }
        Descriptor descriptor = Descriptor.of(MediaTypes.OCTET_STREAM, digest, size);
        String key = RegistryKeys.blob(digest);
        try (Blob right = source.open(descriptor);
                ContentWriter writer = new StorageBlobWriter(storage.bucket(), key, "repair-" + digest, descriptor)) {
            writer.write(right, 0, right.size());
            writer.commit(size, digest, Map.of());
            return true;
        } catch (DirectoryInTheWayException e) {
            blocked.put(digest.toString(), e.getMessage());
            return false;
        } catch (ContentException e) {
            if (e.kind() == Kind.FAILED_PRECONDITION || e.kind() == Kind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }
}
