package dev.drayage.store;

import dev.drayage.file.DirectorySync;
import dev.drayage.ingest.IngestCommitter;
import dev.drayage.ingest.IngestName;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Makes content of ingests in a directory that several machines see. */
final class DirectoryCommitter implements IngestCommitter {
    private final Path root;
    private final BlobFiles blobs;
    private final SharedCommits commits;

    DirectoryCommitter(Path root, BlobFiles blobs, SharedCommits commits) {
        this.root = root;
        this.blobs = blobs;
        this.commits = commits;
    }

    @Override
    public Set<Digest> stored(Collection<Descriptor> expected) throws IOException {
        return commits.stored(expected);
    }

    @Override
    public void begun(IngestName name) throws IOException {
        commits.begun(name);
    }

    @Override
    public void aborted(IngestName name) throws IOException {
        commits.aborted(name);
    }

    /**
     * {@inheritDoc} The files are first moved to where nobody looks for them, and only then is it asked whether the
     * ingest still is this process's: so they are not another's that goes on with it.
     */
    @Override
    public List<Result> finish(IngestName name, List<Finished> files) throws IOException {
        commits.faults().reached("data synced");
        Map<Digest, Path> own = new HashMap<>();
        List<SharedCommits.Complete> complete = new ArrayList<>();
        Set<Digest> placed = new HashSet<>();
        boolean done = false;
        try {
            for (Finished file : files) {
                Path aside = file.file().resolveSibling(file.file().getFileName() + "." + UUID.randomUUID());
                try {
                    Files.move(file.file(), aside, StandardCopyOption.ATOMIC_MOVE);
                } catch (NoSuchFileException e) {
                    throw SharedCommits.lost(name);
                }
                own.put(file.digest(), aside);
                complete.add(new SharedCommits.Complete(file.digest(), file.size(), file.labels()));
            }
            List<Result> results = commits.commit(name, complete, absent -> place(name, own, absent, placed));
            done = true;
            return results;
        } finally {
            if (!done) {
                giveBack(files, own, placed);
            }
        }
    }

    private void place(IngestName name, Map<Digest, Path> own, Set<Digest> absent, Set<Digest> placed)
            throws IOException {
        Set<Path> folders = new HashSet<>();
        for (Digest digest : absent) {
            Path target = blobs.path(digest);
            Path folder = Objects.requireNonNull(target.getParent());
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
                folders.add(root);
                folders.add(root.resolve(BlobPaths.FOLDER));
            }
            if (placed.add(digest)) {
                BlobFiles.requireFree(target, digest);
                Files.move(Objects.requireNonNull(own.get(digest)), target, StandardCopyOption.ATOMIC_MOVE);
            } else if (!Files.exists(target)) {
                throw SharedCommits.lost(name);
            }
            folders.add(folder);
        }
        for (Path folder : folders) {
            DirectorySync.sync(folder);
        }
    }

    private void giveBack(List<Finished> files, Map<Digest, Path> own, Set<Digest> placed) {
        for (Finished file : files) {
            Path aside = own.get(file.digest());
            if (aside != null && !placed.contains(file.digest())) {
                try {
                    // A move would replace what another writer has begun since.
                    Files.createLink(file.file(), aside);
                    Files.delete(aside);
                } catch (IOException e) {
                    // The failure that led here is the one to be told; the ingest restarts.
                }
            }
        }
    }
}
