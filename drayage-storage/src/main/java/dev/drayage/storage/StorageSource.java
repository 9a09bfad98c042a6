package dev.drayage.storage;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.ImageSource;
import dev.drayage.json.Quotes;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The images of a storage, or of one repository of it: by tag, and those without a tag by digest, unless they belong to an
 * index of the repository.
 */
final class StorageSource implements ImageSource {
    private static final String LATEST = "latest";

    private final RegistryStorage storage;
    private final @Nullable String only;

    /** Of a storage, which is closed with it; {@code only} is the path of the one repository, or null for all. */
    StorageSource(RegistryStorage storage, @Nullable String only) {
        this.storage = storage;
        this.only = only;
    }

    @Override
    public ReadableContent content() {
        return storage.content();
    }

    @Override
    public List<Descriptor> images() throws IOException {
        storage.requireThere(only);
        List<Descriptor> images = new ArrayList<>();
        for (String path : only == null ? storage.repositories() : List.of(only)) {
            images.addAll(images(path));
        }
        return images;
    }

    private List<Descriptor> images(String path) throws IOException {
        String name = StorageNames.name(path);
        List<Digest> revisions = storage.revisions(path);
        List<String> tags = storage.tags(path, "", Integer.MAX_VALUE);
        Map<String, Digest> targets = new ConcurrentHashMap<>();
        Map<Digest, StoredManifest> known = new ConcurrentHashMap<>();
        try (TaskScope scope = TaskScope.open("dray-list", storage.content().parallelism())) {
            for (String tag : tags) {
                scope.fork(() -> StorageRepository.current(storage, path, tag).ifPresent(to -> targets.put(tag, to)));
            }
            for (Digest revision : revisions) {
                scope.fork(() -> storage.readable(revision).ifPresent(manifest -> known.put(revision, manifest)));
            }
            scope.join();
        }
        List<Descriptor> images = new ArrayList<>();
        Set<Digest> listed = new HashSet<>(targets.values());
        for (String tag : tags) {
            Digest target = targets.get(tag);
            if (target != null) {
                images.add(ImageNames.named(describe(target, known), name + ":" + tag));
            }
        }
        known.values().forEach(manifest -> manifest.children().forEach(child -> listed.add(child.digest())));
        for (Digest revision : revisions) {
            if (!listed.contains(revision)) {
                images.add(ImageNames.named(describe(revision, known), name + "@" + revision));
            }
        }
        return images;
    }

    /** What is damaged is listed all the same: whoever reads it is told what is wrong with it. */
    private Descriptor describe(Digest digest, Map<Digest, StoredManifest> known) throws IOException {
        StoredManifest manifest = known.get(digest);
        if (manifest != null) {
            return manifest.descriptor();
        }
        long size = storage.content().info(digest).map(ContentInfo::size).orElse(0L);
        return Descriptor.of(MediaTypes.OCI_MANIFEST, digest, size);
    }

    @Override
    public Descriptor find(String name) throws IOException {
        if (name.startsWith("@")) {
            return byDigest(name.substring(1));
        }
        int at = name.indexOf('@');
        int colon = name.indexOf(':', name.lastIndexOf('/') + 1);
        if (only != null && at < 0 && colon < 0 && name.indexOf('/') < 0) {
            return find(only, name);
        }
        if (at > 0) {
            return find(path(name.substring(0, at)), name.substring(at + 1));
        }
        return colon < 0 ? find(path(name), LATEST) : find(path(name.substring(0, colon)), name.substring(colon + 1));
    }

    /** The path as it is in the storage, or the name that output has for it. */
    private String path(String name) throws ContentException {
        boolean isPath = StorageNames.isPath(name) && !name.startsWith(StorageNames.BASE + "/");
        try {
            String path = isPath ? name : StorageNames.path(name);
            if (only != null && !only.equals(path)) {
                throw new ContentException(
                        Kind.INVALID_ARGUMENT, name + " is not in " + location() + "; name one that is");
            }
            return path;
        } catch (IllegalArgumentException e) {
            throw new ContentException(Kind.INVALID_ARGUMENT, String.valueOf(e.getMessage()), e);
        }
    }

    private Descriptor find(String path, String reference) throws IOException {
        Optional<Descriptor> found = new StorageRepository(storage, path).find(reference);
        if (found.isPresent()) {
            return found.get();
        }
        if (!storage.hasRepository(path)) {
            throw ContentNotFoundException.of(
                    location() + " has no repository " + path + "; dray ls " + location() + " lists those it has",
                    null);
        }
        throw ContentNotFoundException.of(
                "repository " + path + " in " + location() + " has "
                        + (reference.indexOf(':') < 0
                                ? "no tag " + Quotes.quote(reference) + "; it has " + someTags(path)
                                : "no manifest " + reference),
                null);
    }

    private String someTags(String path) throws IOException {
        List<String> tags = storage.tags(path, "", 11);
        return tags.isEmpty()
                ? "none"
                : String.join(", ", tags.subList(0, Math.min(10, tags.size())))
                        + (tags.size() > 10 ? " and others" : "");
    }

    private Descriptor byDigest(String text) throws IOException {
        Digest digest;
        try {
            digest = Digest.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ContentException(Kind.INVALID_ARGUMENT, e.getMessage() + "; write @sha256:…", e);
        }
        return storage.manifests()
                .find(digest)
                .map(StoredManifest::descriptor)
                .orElseThrow(
                        () -> ContentNotFoundException.of(location() + " holds nothing with digest " + digest, null));
    }

    @Override
    public String location() {
        return storage.location() + (only == null ? "" : ":" + only);
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}
