package dev.drayage.repository;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.ReadableContent;
import dev.drayage.document.Limits;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.ImageStore;
import dev.drayage.metadata.StoredImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.RawDocument;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A repository of a namespace that is pushed to. Every manifest has an image {@code REPOSITORY@DIGEST} that keeps it, so
 * that a tag may move on; what was uploaded has a label with the repository's name.
 */
final class WritableNamespaceRepository implements WritableRepository {
    private static final int TRIES = 5;

    private final ImageNamespace namespace;
    private final NamespaceRepository repository;
    private final ContentHold kept;
    private final NamespaceUploads uploads;

    WritableNamespaceRepository(ImageNamespace namespace, NamespaceRepository repository, InstantSource clock) {
        this.namespace = namespace;
        this.repository = repository;
        this.kept = new ContentHold(namespace.leases(), repository.name(), clock);
        this.uploads = new NamespaceUploads(namespace, repository.name(), clock);
    }

    @Override
    public String name() {
        return repository.name();
    }

    @Override
    public ReadableContent content() {
        ReadableContent content = repository.content();
        return new VisibleContent(content, info -> {
            kept.hold(info.digest());
            // Asked only now: what is there and held stays.
            return content.info(info.digest()).isPresent();
        });
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
        return uploads.begin();
    }

    @Override
    public ContentWriter upload(String id) throws IOException {
        return new UploadWriter(uploads.open(id), (writer, size, digest, labels) -> {
            ContentInfo stored = commit(writer, size, digest, labels);
            uploads.finished(id);
            return stored;
        });
    }

    private ContentInfo commit(ContentWriter writer, long size, Digest digest, Map<String, String> labels)
            throws IOException {
        Map<String, String> more = new HashMap<>(labels);
        more.put(repository.memberLabel(), "uploaded");
        // Before it is there, so that it never is without.
        kept.hold(digest);
        try {
            return writer.commit(size, digest, more);
        } catch (AlreadyExistsException e) {
            return namespace.content().label(digest, more);
        }
    }

    @Override
    public void cancelUpload(String id) throws IOException {
        uploads.cancel(id);
    }

    @Override
    public boolean mount(Digest digest, Repository from) throws IOException {
        if (from.content().info(digest).isEmpty()) {
            return false;
        }
        kept.hold(digest);
        try {
            // Fails if it went before it was held.
            namespace.content().label(digest, Map.of(repository.memberLabel(), "mounted"));
            return true;
        } catch (ContentNotFoundException e) {
            return false;
        }
    }

    @Override
    public void put(Descriptor manifest, byte[] document, Collection<String> tags) throws IOException {
        store(manifest, document);
        namespace.keepReferences(List.of(manifest));
        Digest subject = DocumentLinks.of(manifest, RawDocument.of(document), Limits.defaults())
                .subject();
        Map<String, String> note = Map.of(SubjectNote.LABEL, SubjectNote.text(manifest.digest(), subject));
        set(StoredImage.of(pinned(manifest.digest()), DocumentLinks.bare(manifest))
                .withLabels(note));
        for (String tag : tags) {
            Optional<StoredImage> before = repository.image(tag);
            if (before.isPresent() && !before.get().target().digest().equals(manifest.digest())) {
                keep(before.get());
            }
            set(StoredImage.of(TaggedName.image(name(), tag), DocumentLinks.bare(manifest))
                    .withLabels(note));
        }
    }

    private void store(Descriptor manifest, byte[] document) throws IOException {
        kept.hold(manifest.digest());
        ContentStore content = namespace.content(kept.lease());
        try (ContentWriter writer = content.writer("dray-manifest-" + manifest.digest(), manifest)) {
            writer.truncate(0);
            writer.write(ByteBuffer.wrap(document));
            writer.commit(manifest.size(), manifest.digest(), Map.of());
        } catch (AlreadyExistsException e) {
            // It is held all the same.
        }
    }

    private String pinned(Digest digest) {
        return NamespaceRoots.pinned(name(), digest);
    }

    /** Lets what a tag names stay when the tag goes. */
    private void keep(StoredImage tagged) throws IOException {
        try {
            namespace.images().create(StoredImage.of(pinned(tagged.target().digest()), tagged.target()));
        } catch (AlreadyExistsException e) {
            // It does anyway.
        } catch (ContentNotFoundException e) {
            // A name for what is not there.
        }
    }

    /** Makes it the image of its name, whatever had that. */
    private void set(StoredImage image) throws IOException {
        ImageStore images = namespace.images();
        for (int tries = 1; ; tries++) {
            try {
                images.create(image);
                return;
            } catch (AlreadyExistsException taken) {
                try {
                    images.update(image, List.of("target", "labels." + SubjectNote.LABEL));
                    return;
                } catch (ContentNotFoundException e) {
                    // Removed in between.
                    if (tries == TRIES) {
                        throw e;
                    }
                }
            }
        }
    }

    @Override
    public boolean deleteTag(String tag) throws IOException {
        Optional<StoredImage> image = repository.image(tag);
        if (image.isEmpty()) {
            return false;
        }
        keep(image.get());
        try {
            namespace.images().delete(image.get().name());
            return true;
        } catch (ContentNotFoundException e) {
            return false;
        }
    }

    @Override
    public boolean deleteManifest(Digest digest) throws IOException {
        if (find(digest.toString()).isEmpty()) {
            return false;
        }
        if (repository.graph().isBelowAnother(digest)) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    "manifest " + digest + " is listed by an index in repository " + name()
                            + "; delete the index first");
        }
        List<String> names = new ArrayList<>();
        repository.roots().each(image -> {
            if (image.target().digest().equals(digest)) {
                names.add(image.name());
            }
            return false;
        });
        // The name by digest goes last, for it keeps what a tag loses meanwhile.
        boolean isDeleted = false;
        for (String name : names) {
            isDeleted |= !name.equals(pinned(digest)) && namespace.images().delete(name, digest);
        }
        isDeleted |= namespace.images().delete(pinned(digest), digest);
        if (!isDeleted && !find(digest.toString()).isEmpty()) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    "manifest " + digest + " belongs to what it is about, and to no repository; remove it from "
                            + namespace.content().location() + " by name @" + digest);
        }
        return isDeleted;
    }

    @Override
    public boolean deleteBlob(Digest digest) throws IOException {
        if (repository.content().info(digest).isEmpty()) {
            return false;
        }
        if (repository.graph().has(digest)) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    "blob " + digest + " is part of an image in repository " + name()
                            + "; delete the manifests that refer to it first");
        }
        try {
            namespace.content().label(digest, Map.of(repository.memberLabel(), ""));
            return true;
        } catch (ContentNotFoundException e) {
            return false;
        }
    }
}
