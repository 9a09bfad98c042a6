package dev.drayage.storage;

import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.repository.Repository;
import dev.drayage.repository.WritableRepository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A repository of a storage that is pushed to. As with the registry, what is deleted loses its links, and blobs stay until
 * garbage is collected.
 */
final class WritableStorageRepository implements WritableRepository {
    private final RegistryStorage storage;
    private final StorageUploads uploads;
    private final StorageRepository repository;
    private final String path;

    WritableStorageRepository(RegistryStorage storage, StorageUploads uploads, String path) {
        this.storage = storage;
        this.uploads = uploads;
        this.repository = new StorageRepository(storage, path);
        this.path = path;
    }

    @Override
    public String name() {
        return repository.name();
    }

    @Override
    public ReadableContent content() {
        return repository.content();
    }

    @Override
    public Optional<Descriptor> find(String reference) throws IOException {
        return repository.find(reference);
    }

    @Override
    public List<String> tags(String after, int limit) throws IOException {
        return repository.tags(after, limit);
    }

    @Override
    public List<Descriptor> referrers(Descriptor subject) throws IOException {
        return repository.referrers(subject);
    }

    @Override
    public String beginUpload() throws IOException {
        return uploads.begin(path);
    }

    @Override
    public ContentWriter upload(String id) throws IOException {
        return uploads.open(path, id);
    }

    @Override
    public void cancelUpload(String id) throws IOException {
        uploads.cancel(path, id);
    }

    @Override
    public boolean mount(Digest digest, Repository from) throws IOException {
        if (from.content().info(digest).isEmpty()
                || storage.content().info(digest).isEmpty()) {
            return false;
        }
        storage.writeLink(RegistryKeys.layer(path, digest), digest);
        storage.requireKept(digest);
        return true;
    }

    @Override
    public void put(Descriptor manifest, byte[] document, Collection<String> tags) throws IOException {
        Digest digest = manifest.digest();
        Optional<ContentInfo> stored = storage.content().info(digest);
        if (stored.isEmpty() || stored.get().size() != document.length) {
            storage.bucket().put(RegistryKeys.blob(digest), document);
        }
        storage.writeLink(RegistryKeys.revision(path, digest), digest);
        storage.requireKept(digest);
        for (String tag : tags) {
            storage.writeLink(RegistryKeys.tagged(path, tag, digest), digest);
            storage.writeLink(RegistryKeys.current(path, tag), digest);
        }
    }

    @Override
    public boolean deleteTag(String tag) throws IOException {
        if (!StorageNames.isTag(tag)
                || storage.bucket().find(RegistryKeys.current(path, tag)).isEmpty()) {
            return false;
        }
        List<String> links = new ArrayList<>(List.of(RegistryKeys.current(path, tag)));
        storage.walk(RegistryKeys.tag(path, tag), (object, key) -> {
            if (!links.contains(object.key())) {
                links.add(object.key());
            }
        });
        storage.delete(links);
        return true;
    }

    @Override
    public boolean deleteManifest(Digest digest) throws IOException {
        String link = RegistryKeys.revision(path, digest);
        if (storage.bucket().find(link).isEmpty()) {
            return false;
        }
        for (Digest revision : storage.revisions(path)) {
            if (!revision.equals(digest) && refersTo(revision, digest)) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION,
                        "manifest " + digest + " is listed by an index in repository " + name()
                                + "; delete the index first");
            }
        }
        for (String tag : storage.tags(path, "", Integer.MAX_VALUE)) {
            if (storage.hasLink(RegistryKeys.current(path, tag), digest)) {
                deleteTag(tag);
            }
        }
        storage.delete(List.of(link));
        return true;
    }

    private boolean refersTo(Digest revision, Digest child) throws IOException {
        return storage.readable(revision).stream()
                .flatMap(manifest -> manifest.children().stream())
                .anyMatch(each -> each.digest().equals(child));
    }

    @Override
    public boolean deleteBlob(Digest digest) throws IOException {
        if (content().info(digest).isEmpty()) {
            return false;
        }
        for (Digest revision : storage.revisions(path)) {
            if (revision.equals(digest) || refersTo(revision, digest)) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION,
                        "blob " + digest + " is part of an image in repository " + name()
                                + "; delete the manifests that refer to it first");
            }
        }
        storage.delete(List.of(RegistryKeys.layer(path, digest)));
        return true;
    }
}
