package dev.drayage.storage.directory;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.bucket.OpenUpload;
import dev.drayage.bucket.PartUpload;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.file.DirectorySync;
import dev.drayage.json.Quotes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A directory as a bucket: each object is a file, its key the path. What is written is synced, and has its name when it is
 * whole; until then it is in the folder {@code .drayage}, which has no keys. Symbolic links, pipes and devices are no
 * objects and are never followed. A folder that the last object is removed from goes too.
 */
public final class DirectoryBucket implements Bucket {
    private final String location;
    private final KeyPaths paths;
    private final TemporaryObjects temporary;
    private final DirectoryUploads uploads;

    private DirectoryBucket(String location, KeyPaths paths) {
        this.location = location;
        this.paths = paths;
        this.temporary = new TemporaryObjects(paths);
        this.uploads = new DirectoryUploads(paths, location);
    }

    /**
     * Opens a directory, in which nothing is written before an object is.
     *
     * @throws ContentException of kind {@code NOT_FOUND} if there is none
     */
    public static DirectoryBucket open(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new ContentException(
                    Kind.NOT_FOUND,
                    directory + (Files.exists(directory) ? " is not a directory" : " does not exist")
                            + "; name the directory that the registry keeps its storage in");
        }
        return new DirectoryBucket(directory.toString(), new KeyPaths(directory.toRealPath()));
    }

    /** The same with a directory that is made if there is none. */
    public static DirectoryBucket create(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
        }
        return open(directory);
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public Optional<ObjectInfo> find(String key) throws IOException {
        Optional<Path> file = paths.file(key);
        return file.isEmpty()
                ? Optional.empty()
                : paths.lookBelow(file.get())
                        .filter(BasicFileAttributes::isRegularFile)
                        .map(attributes -> info(key, attributes));
    }

    static ObjectInfo info(String key, BasicFileAttributes file) {
        String tag = file.lastModifiedTime().to(TimeUnit.NANOSECONDS) + "-" + file.size() + "-" + file.fileKey();
        return new ObjectInfo(key, file.size(), file.lastModifiedTime().toInstant(), tag);
    }

    @Override
    public Blob open(String key) throws IOException {
        Optional<Path> file = paths.file(key);
        if (file.isEmpty() || find(key).isEmpty()) {
            throw missing(key);
        }
        try {
            return Blob.ofFile(file.get());
        } catch (NoSuchFileException e) {
            throw missing(key);
        }
    }

    private ContentException missing(String key) {
        return ContentNotFoundException.of("no object " + Quotes.quote(key) + " in " + location, null);
    }

    @Override
    public Listing list(String prefix, Depth depth, @Nullable String after) throws IOException {
        return DirectoryListing.read(paths, prefix, depth, after);
    }

    @Override
    public void put(String key, byte[] bytes) throws IOException {
        Path file = paths.requireFile(key);
        try (TemporaryObject object = temporary.begin()) {
            object.write(ByteBuffer.wrap(bytes));
            object.moveTo(file);
        }
    }

    @Override
    public boolean putNew(String key, byte[] bytes) throws IOException {
        Path file = paths.requireFile(key);
        if (paths.lookBelow(file).isPresent()) {
            return false;
        }
        try (TemporaryObject object = temporary.begin()) {
            object.write(ByteBuffer.wrap(bytes));
            object.linkTo(file);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    @Override
    public PartUpload begin(String key, long size) throws IOException {
        paths.requireFile(key);
        return uploads.begin(key);
    }

    @Override
    public PartUpload resume(String key, String id) throws IOException {
        paths.requireFile(key);
        return uploads.resume(key, id);
    }

    @Override
    public List<OpenUpload> openUploads(String prefix) throws IOException {
        return uploads.list(prefix);
    }

    /** The bytes are copied: a second name for the same file would change with it under a registry that writes in place. */
    @Override
    public void copy(String from, String to) throws IOException {
        Path file = paths.requireFile(to);
        try (Blob source = open(from);
                TemporaryObject object = temporary.begin()) {
            object.write(source);
            object.moveTo(file);
        }
    }

    /** A file gets another name, and keeps the time when it was written. */
    @Override
    public Map<String, String> move(Map<String, String> keys) throws IOException {
        Map<String, String> failed = new LinkedHashMap<>();
        for (Map.Entry<String, String> each : keys.entrySet()) {
            Path to = paths.requireFile(each.getValue());
            Optional<Path> from = paths.file(each.getKey());
            if (from.isEmpty() || find(each.getKey()).isEmpty()) {
                continue;
            }
            try {
                TemporaryObject.named(paths, to, () -> TemporaryObject.move(from.get(), to));
                syncWhatIsLeft(from.get());
            } catch (NoSuchFileException e) {
                // Somebody else has moved or removed it.
            } catch (IOException e) {
                failed.put(
                        each.getKey(),
                        "cannot move " + Quotes.quote(each.getKey()) + " in " + location + ": " + reason(e));
            }
        }
        return failed;
    }

    @Override
    public Map<String, String> delete(Collection<String> keys) throws IOException {
        Map<String, String> failed = new LinkedHashMap<>();
        for (String key : keys) {
            Optional<Path> file = paths.file(key);
            try {
                if (file.isPresent() && find(key).isPresent() && Files.deleteIfExists(file.get())) {
                    syncWhatIsLeft(file.get());
                }
            } catch (IOException e) {
                failed.put(key, "cannot remove " + Quotes.quote(key) + " from " + location + ": " + reason(e));
            }
        }
        return failed;
    }

    private void syncWhatIsLeft(Path removed) throws IOException {
        paths.removeEmptyFoldersOf(removed);
        Path folder = Objects.requireNonNull(removed.getParent());
        while (!folder.equals(paths.root()) && !Files.isDirectory(folder)) {
            folder = Objects.requireNonNull(folder.getParent());
        }
        try {
            DirectorySync.sync(folder);
        } catch (NoSuchFileException e) {
            // Another one removed it, and syncs what is around it.
        }
    }

    private static String reason(IOException failure) {
        return failure instanceof AccessDeniedException ? "permission denied" : String.valueOf(failure.getMessage());
    }

    @Override
    public void close() throws IOException {
        temporary.close();
        uploads.close();
    }

    @Override
    public String toString() {
        return location;
    }
}
