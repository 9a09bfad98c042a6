package dev.drayage.store;

import dev.drayage.content.Blob;
import dev.drayage.file.DirectorySync;
import dev.drayage.file.OwnFiles;
import dev.drayage.ingest.ContentIngests;
import dev.drayage.ingest.Ingests;
import dev.drayage.ingest.Locks;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.InvalidDigestException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Blobs in a directory that several machines see: {@code blobs}, {@code ingest} as in a local store, and {@code leaving}.
 *
 * <p>A blob that is to be removed is first moved there, under a name that nobody else uses, and the database is asked again
 * whether it still is to be: so that whoever was stopped for however long just before removing a file does not remove one
 * that was written since.
 */
final class SharedDirectory implements BlobPlace {
    private static final String ID = "store-id";

    private final Path root;
    private final BlobFiles blobs;
    private final StoreOptions options;
    private final FaultPoints faults;
    private @Nullable Locks locks;
    private @Nullable Database database;

    SharedDirectory(Path root, StoreOptions options, FaultPoints faults) {
        this.root = root;
        this.blobs = new BlobFiles(root);
        this.options = options;
        this.faults = faults;
    }

    /** Has its ingests locked by the database that it belongs to. */
    WorkLocks lockedBy(Database by, Duration lifetime) {
        WorkLocks work = new WorkLocks(by, lifetime, this::takeOver);
        database = by;
        locks = new Locks(work, options.clock());
        return work;
    }

    @Override
    public String location() {
        return root.toString();
    }

    @Override
    public Optional<String> id() throws IOException {
        try {
            return Optional.of(OwnFiles.readText(root.resolve(ID)).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void setId(String id) throws IOException {
        Files.createDirectories(root);
        OwnFiles.write(root.resolve(ID), id + "\n");
        DirectorySync.sync(root);
    }

    @Override
    public Blob open(Digest digest) throws IOException {
        return blobs.open(digest);
    }

    @Override
    public void walk(Visitor visitor) throws IOException {
        blobs.walk(digest -> {
            OptionalLong size = blobs.size(digest);
            if (size.isPresent()) {
                visitor.visit(new BlobTable.Sized(digest, size.getAsLong()));
            }
        });
    }

    private Path ingestFolder() {
        return root.resolve("ingest");
    }

    private Path leaving() {
        return root.resolve("leaving");
    }

    @Override
    public ContentIngests ingests(SharedCommits commits) {
        return new Ingests(
                ingestFolder(),
                commits.namespace(),
                Objects.requireNonNull(locks),
                options.refTimeout(),
                Objects.requireNonNull(database).clock(),
                new DirectoryCommitter(root, blobs, commits));
    }

    /** Whoever wrote an ingest and comes back keeps the file he had: what goes on is a copy. */
    private void takeOver(String lock) throws IOException {
        Path folder = root.resolve(lock);
        Path data = folder.resolve("data");
        Path copy = folder.resolve("data." + UUID.randomUUID());
        try {
            copy(data, copy);
            Files.move(copy, data, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            // There is nothing of it yet.
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                FileChannel out = OwnFiles.create(to)) {
            for (long at = 0; at < in.size(); ) {
                long copied = in.transferTo(at, in.size() - at, out);
                if (copied <= 0) {
                    return; // it was cut meanwhile
                }
                at += copied;
            }
        }
    }

    @Override
    public List<Digest> remove(String token, Collection<Digest> digests, BooleanSupplier inTime) throws IOException {
        Files.createDirectories(leaving());
        List<Digest> removed = new ArrayList<>();
        for (Digest digest : digests) {
            if (!inTime.getAsBoolean()) {
                break;
            }
            try {
                Files.move(blobs.path(digest), leaving(token, digest), StandardCopyOption.ATOMIC_MOVE);
            } catch (NoSuchFileException e) {
                // Its writer died before he had written it, or its remover after that.
            }
            faults.reached("blob removed");
            removed.add(digest);
        }
        return removed;
    }

    private Path leaving(String token, Digest digest) {
        return leaving().resolve(digest.algorithm().identifier() + "-" + digest.hex() + "-" + token);
    }

    @Override
    public void removed(String token, Collection<Digest> digests, Set<Digest> gone) throws IOException {
        for (Digest digest : digests) {
            Path aside = leaving(token, digest);
            if (!gone.contains(digest)) {
                bringBack(aside, digest);
            }
            Files.deleteIfExists(aside);
        }
    }

    private void bringBack(Path aside, Digest digest) throws IOException {
        try {
            Files.createLink(blobs.path(digest), aside);
        } catch (NoSuchFileException | FileAlreadyExistsException e) {
            // There was none to move, or it was written since.
        }
    }

    @Override
    public void sweep(Sweep sweep) throws IOException {
        if (!sweep.surveysOnly()) {
            sweepLeaving(sweep.database());
        }
        new IngestSweep(
                        ingestFolder(),
                        Objects.requireNonNull(locks),
                        sweep.database(),
                        options.retention(),
                        faults,
                        sweep.surveysOnly(),
                        sweep.listener())
                .run(sweep.now());
    }

    /** What collectors left that died in the midst of a removal. */
    private void sweepLeaving(Database database) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(leaving())) {
            for (Path aside : left) {
                Optional<Digest> digest = digest(String.valueOf(aside.getFileName()));
                if (digest.isPresent()) {
                    if (database.read(session -> BlobTable.isWanted(session, digest.get()))) {
                        bringBack(aside, digest.get());
                    }
                    Files.deleteIfExists(aside);
                }
            }
        } catch (NoSuchFileException e) {
            // Nothing was ever removed.
        }
    }

    private static Optional<Digest> digest(String file) {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            String start = algorithm.identifier() + "-";
            int end = file.indexOf('-', start.length());
            if (file.startsWith(start) && end > 0) {
                try {
                    return Optional.of(
                            Digest.parse(algorithm.identifier() + ":" + file.substring(start.length(), end)));
                } catch (InvalidDigestException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        if (locks != null) {
            locks.close();
        }
    }
}
