package dev.drayage.storage;

import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.ReadableContent;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.InvalidDigestException;
import dev.drayage.repository.Repository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A repository of a storage, as its links are now.
 *
 * @param storage whose it is
 * @param path where it is
 */
record StorageRepository(RegistryStorage storage, String path) implements Repository {

    @Override
    public String name() {
        return StorageNames.name(path);
    }

    @Override
    public ReadableContent content() {
        return new LinkedContent(storage, path);
    }

    @Override
    public Optional<Descriptor> find(String reference) throws IOException {
        boolean isTag = reference.indexOf(':') < 0;
        Optional<Digest> digest = isTag ? current(storage, path, reference) : digest(reference);
        if (digest.isEmpty() || !storage.hasLink(RegistryKeys.revision(path, digest.get()), digest.get())) {
            return Optional.empty();
        }
        String suffix = isTag ? ":" + reference : "@" + reference;
        return storage.manifests()
                .find(digest.get())
                .map(manifest -> ImageNames.named(manifest.descriptor(), name() + suffix));
    }

    private static Optional<Digest> digest(String text) {
        try {
            return Optional.of(Digest.parse(text));
        } catch (InvalidDigestException e) {
            return Optional.empty();
        }
    }

    /** What a tag names; empty if there is none. */
    static Optional<Digest> current(RegistryStorage storage, String path, String tag) throws IOException {
        return StorageNames.isTag(tag) ? storage.link(RegistryKeys.current(path, tag)) : Optional.empty();
    }

    @Override
    public List<String> tags(String after, int limit) throws IOException {
        return storage.tags(path, after, limit);
    }

    /** All manifests of the repository are looked at, for nothing in a storage says what refers to what. */
    @Override
    public List<Descriptor> referrers(Descriptor subject) throws IOException {
        List<Descriptor> found = new ArrayList<>();
        for (Digest revision : storage.revisions(path)) {
            Optional<StoredManifest> manifest = storage.readable(revision);
            Descriptor referrer = manifest.map(StoredManifest::referrer).orElse(null);
            if (referrer != null && subject.digest().equals(manifest.get().subject())) {
                found.add(referrer);
            }
        }
        found.sort(Comparator.comparing(Descriptor::digest));
        return found;
    }
}
