package dev.drayage.storage;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.Bucket.Depth;
import dev.drayage.bucket.Bucket.Listing;
import dev.drayage.bucket.LinkText;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.bucket.RegistryKey;
import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.oci.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a registry keeps: its repositories, their tags and links, and blobs. Paths are those of the storage. Thread-safe. */
final class RegistryStorage implements Closeable {
    /** A name has 255 characters at most. */
    private static final int MAX_PARTS = 128;

    private static final int MOST_REPOSITORIES = 1_000_000;

    private final Bucket bucket;
    private final StorageContent content;
    private final StoredManifests manifests;

    RegistryStorage(Bucket bucket, String location) {
        this.bucket = bucket;
        this.content = new StorageContent(bucket, location);
        this.manifests = new StoredManifests(content);
    }

    Bucket bucket() {
        return bucket;
    }

    StorageContent content() {
        return content;
    }

    StoredManifests manifests() {
        return manifests;
    }

    String location() {
        return content.location();
    }

    /**
     * What a link leads to; empty if there is none.
     *
     * @throws ContentException of kind {@link Kind#FAILED_PRECONDITION} if it holds no digest
     */
    Optional<Digest> link(String key) throws IOException {
        LinkText text = LinkText.read(bucket, key);
        if (text.target() == null && text.isThere()) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    location() + ": " + text.problem() + "; dray verify " + location() + " tells what else is damaged");
        }
        return Optional.ofNullable(text.target());
    }

    /** Whether a link is there and leads where its key says. */
    boolean hasLink(String key, Digest digest) throws IOException {
        Optional<Digest> target = link(key);
        return target.isPresent() && target.get().equals(digest);
    }

    /**
     * Refuses a place that has nothing of a registry, or of this repository.
     *
     * @param path null for all
     */
    void requireThere(@Nullable String path) throws IOException {
        if (bucket.list(RegistryKeys.ROOT, Depth.FOLDER, null).folders().isEmpty()) {
            throw ContentNotFoundException.of(
                    location() + " has no folder " + RegistryKeys.ROOT
                            + ", so it is no storage of a registry; name the folder that docker/ is in",
                    null);
        }
        if (path != null && !hasRepository(path)) {
            throw ContentNotFoundException.of(
                    location() + " has no repository " + path + "; dray ls " + location() + " lists what it has", null);
        }
    }

    /** Whether there is anything of a repository. */
    boolean hasRepository(String path) throws IOException {
        Listing listing = bucket.list(RegistryKeys.repository(path) + "_", Depth.FOLDER, null);
        return !listing.folders().isEmpty();
    }

    /** The paths of all repositories, in order of their names. */
    List<String> repositories() throws IOException {
        List<String> found = new ArrayList<>();
        collect(RegistryKeys.REPOSITORIES, 0, found);
        found.sort(Comparator.comparing(StorageNames::name));
        return found;
    }

    private void collect(String folder, int depth, List<String> found) throws IOException {
        if (depth > MAX_PARTS) {
            return; // no registry has put it there
        }
        boolean isRepository = false;
        for (String below : folders(folder)) {
            String name = below.substring(folder.length(), below.length() - 1);
            if (name.startsWith("_")) {
                isRepository = true;
            } else {
                collect(below, depth + 1, found);
            }
        }
        String path = depth == 0 ? "" : folder.substring(RegistryKeys.REPOSITORIES.length(), folder.length() - 1);
        if (isRepository && StorageNames.isPath(path)) {
            if (found.size() == MOST_REPOSITORIES) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION,
                        location() + " has more than " + MOST_REPOSITORIES
                                + " repositories, the limit for listing them; name one");
            }
            found.add(path);
        }
    }

    private List<String> folders(String folder) throws IOException {
        List<String> found = new ArrayList<>();
        String after = null;
        do {
            Listing page = bucket.list(folder, Depth.FOLDER, after);
            found.addAll(page.folders());
            after = page.next();
        } while (after != null);
        return found;
    }

    /** The first tags of a repository behind one, in lexical order. */
    List<String> tags(String path, String after, int limit) throws IOException {
        // Folders are sorted with the slash behind them, which is not the order of the names.
        TreeSet<String> first = new TreeSet<>();
        String folder = RegistryKeys.tags(path);
        String next = null;
        do {
            Listing page = bucket.list(folder, Depth.FOLDER, next);
            for (String below : page.folders()) {
                String tag = below.substring(folder.length(), below.length() - 1);
                if (StorageNames.isTag(tag) && tag.compareTo(after) > 0) {
                    first.add(tag);
                    if (first.size() > limit) {
                        first.pollLast();
                    }
                }
            }
            next = page.next();
        } while (next != null);
        return List.copyOf(first);
    }

    /** Looks at keys, one after the other. */
    @FunctionalInterface
    interface Visitor {
        /** One object, and what it is. */
        void visit(ObjectInfo object, RegistryKey key) throws IOException;
    }

    /** All objects below a prefix, in order of their keys. */
    void walk(String prefix, Visitor visitor) throws IOException {
        String after = null;
        do {
            Listing page = bucket.list(prefix, Depth.ALL, after);
            for (ObjectInfo object : page.objects()) {
                visitor.visit(object, RegistryKey.parse(object.key()));
            }
            after = page.next();
        } while (after != null);
    }

    /** The digests of a repository's manifests and indexes, in order, whatever the links hold. */
    List<Digest> revisions(String path) throws IOException {
        List<Digest> found = new ArrayList<>();
        walk(RegistryKeys.revisions(path), (object, key) -> {
            if (key.kind() == RegistryKey.Kind.REVISION) {
                found.add(key.requireDigest());
            }
        });
        return found;
    }

    /** A manifest that is there and what its digest says; empty if it is missing or damaged. */
    Optional<StoredManifest> readable(Digest digest) throws IOException {
        try {
            return manifests.find(digest);
        } catch (ContentException e) {
            if (e.kind() == Kind.FAILED_PRECONDITION) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Writes a link. */
    void writeLink(String key, Digest digest) throws IOException {
        // One that is there is written too: by its time, collecting sees that what it leads to is in use.
        bucket.put(key, RegistryKeys.linkTo(digest));
    }

    /** Removes objects; fails if one cannot be. */
    void delete(Collection<String> keys) throws IOException {
        for (String problem : bucket.delete(keys).values()) {
            throw new IOException(problem);
        }
    }

    /** Gives an object another key; fails if that cannot be. */
    void move(String from, String to) throws IOException {
        for (String problem : bucket.move(Map.of(from, to)).values()) {
            throw new IOException(problem);
        }
    }

    /** Whoever collects garbage may have found a blob without a link just before it got one. */
    void requireKept(Digest blob) throws IOException {
        if (content.info(blob).isEmpty()) {
            throw new ContentException(
                    Kind.UNAVAILABLE,
                    "blob " + blob + " was removed from " + location() + " while an image was written that has it;"
                            + " write it again");
        }
    }

    @Override
    public void close() throws IOException {
        bucket.close();
    }
}
