package dev.drayage.storage.directory;

import dev.drayage.bucket.Bucket.Depth;
import dev.drayage.bucket.Bucket.Listing;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A page of keys. Of each folder on the way no more entries are kept than a page has, and those that come before the page
 * are not entered.
 */
final class DirectoryListing {
    /** By the bytes in UTF-8, as object storage sorts: not what {@link String#compareTo} does beyond U+D7FF. */
    static final Comparator<String> KEY_ORDER = (one, other) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    private static final int PAGE = 2000;

    /** A repository's name has 255 characters at most, so 128 parts. */
    private static final int MAX_DEPTH = 150;

    private final Path root;
    private final String prefix;
    private final Depth depth;
    private final @Nullable String after;
    private final List<ObjectInfo> objects = new ArrayList<>();
    private final List<String> folders = new ArrayList<>();
    private @Nullable String next;
    private String last = "";

    private DirectoryListing(Path root, String prefix, Depth depth, @Nullable String after) {
        this.root = root;
        this.prefix = prefix;
        this.depth = depth;
        this.after = after;
    }

    static Listing read(KeyPaths paths, String prefix, Depth depth, @Nullable String after) throws IOException {
        String folder = prefix.substring(0, prefix.lastIndexOf('/') + 1);
        DirectoryListing listing = new DirectoryListing(paths.root(), prefix, depth, after);
        Optional<Path> start =
                folder.isEmpty() ? Optional.of(paths.root()) : paths.file(folder.substring(0, folder.length() - 1));
        if (start.isPresent()) {
            paths.requireOrdinary(start.get());
        }
        if (start.isPresent()
                && (folder.isEmpty()
                        || paths.lookBelow(start.get())
                                .filter(BasicFileAttributes::isDirectory)
                                .isPresent())) {
            listing.walk(start.get(), folder, 0);
        }
        return new Listing(listing.objects, listing.folders, listing.next);
    }

    /** Lists a folder, as far as it belongs to this page. */
    private void walk(Path directory, String folder, int depthBelow) throws IOException {
        requireDepth(directory, depthBelow);
        String from = null;
        while (next == null) {
            NavigableMap<String, Entry> entries = entries(directory, folder, from);
            for (var entry : entries.entrySet()) {
                visit(entry.getKey(), entry.getValue(), depthBelow);
                if (next != null) {
                    return;
                }
            }
            if (entries.size() < PAGE) {
                return;
            }
            from = entries.lastKey();
        }
    }

    private void visit(String key, Entry entry, int depthBelow) throws IOException {
        boolean isFolder = entry.attributes().isDirectory();
        if (isFolder && depth == Depth.ALL) {
            walk(entry.path(), key, depthBelow + 1);
            return;
        }
        if (isFolder && !holdsObject(entry.path(), depthBelow + 1)) {
            return;
        }
        if (objects.size() + folders.size() == PAGE) {
            next = last;
            return;
        }
        last = key;
        if (isFolder) {
            folders.add(key);
        } else {
            objects.add(DirectoryBucket.info(key, entry.attributes()));
        }
    }

    private record Entry(Path path, BasicFileAttributes attributes) {}

    /** The first entries of a folder behind one, by key; folders with a slash, for so their objects are sorted. */
    private NavigableMap<String, Entry> entries(Path directory, String folder, @Nullable String from)
            throws IOException {
        NavigableMap<String, Entry> entries = new TreeMap<>(KEY_ORDER);
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path path : stream) {
                String name = String.valueOf(path.getFileName());
                if ((name.equals(KeyPaths.OWN_FOLDER) && directory.equals(root)) || isBefore(folder + name, from)) {
                    continue;
                }
                Optional<BasicFileAttributes> attributes = KeyPaths.look(path);
                if (attributes.isEmpty()) {
                    continue;
                }
                if (isOnTheWay(folder + name)) {
                    KeyPaths.requireOrdinary(path, attributes.get());
                }
                boolean isFolder = attributes.get().isDirectory();
                String key = folder + name + (isFolder ? "/" : "");
                boolean isOfPage = isFolder ? isFolderWanted(key) : key.startsWith(prefix) && isBehind(key, after);
                if (isOfPage
                        && isBehind(key, from)
                        && (isFolder || attributes.get().isRegularFile())) {
                    entries.put(key, new Entry(path, attributes.get()));
                    if (entries.size() > PAGE) {
                        entries.pollLastEntry();
                    }
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException | NotDirectoryException e) {
            // Removed meanwhile.
        }
        return entries;
    }

    /** Whether it is out of the page whatever it is: spares a look at the file. */
    private boolean isBefore(String key, @Nullable String from) {
        return !isBehind(key + "/", from) || !(isBehind(key + "/", after) || isAfterWithin(key + "/"));
    }

    private boolean isOnTheWay(String key) {
        return key.startsWith(prefix) || prefix.startsWith(key + "/");
    }

    private boolean isFolderWanted(String key) {
        if (depth == Depth.FOLDER) {
            return key.startsWith(prefix) && isBehind(key, after);
        }
        return (key.startsWith(prefix) || prefix.startsWith(key)) && (isBehind(key, after) || isAfterWithin(key));
    }

    private boolean isAfterWithin(String folder) {
        return after != null && after.startsWith(folder);
    }

    private static boolean isBehind(String key, @Nullable String other) {
        return other == null || KEY_ORDER.compare(key, other) > 0;
    }

    private static boolean holdsObject(Path directory, int depthBelow) throws IOException {
        requireDepth(directory, depthBelow);
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path path : stream) {
                Optional<BasicFileAttributes> attributes = KeyPaths.look(path);
                if (attributes.isPresent() && (!attributes.get().isDirectory() || holdsObject(path, depthBelow + 1))) {
                    return true;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException | NotDirectoryException e) {
            // Removed meanwhile.
        }
        return false;
    }

    private static void requireDepth(Path directory, int depthBelow) throws ContentException {
        if (depthBelow > MAX_DEPTH) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    directory + " lies deeper than the " + MAX_DEPTH + " folders that are looked through");
        }
    }
}
