package dev.drayage.repository;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.IngestStatus;
import dev.drayage.content.ReadableContent;
import dev.drayage.layout.WritableLayout;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A repository of a layout that is pushed to: manifests are entries of {@code index.json}, what was uploaded is known by
 * markers, and an upload is an ingest.
 */
final class WritableLayoutRepository implements WritableRepository {
    private final String name;
    private final LayoutRepository repository;
    private final WritableLayout layout;
    private final UploadMarkers markers;
    private final LayoutSweep sweep;
    private final LinkedDocuments documents;

    WritableLayoutRepository(
            LayoutRepository repository,
            WritableLayout layout,
            UploadMarkers markers,
            LayoutSweep sweep,
            LinkedDocuments documents) {
        this.name = repository.name();
        this.repository = repository;
        this.layout = layout;
        this.markers = markers;
        this.sweep = sweep;
        this.documents = documents;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ReadableContent content() {
        return new VisibleContent(layout.content(), info -> {
            if (!repository.shows(info)) {
                return false;
            }
            markers.refresh(info.digest());
            return layout.content().info(info.digest()).isPresent();
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

    /** The same ID in another repository is another ingest. */
    private String ref(String id) {
        return "upload-" + id + "-" + name;
    }

    @Override
    public String beginUpload() throws IOException {
        sweep.runIfDue();
        String id = UploadIds.draw();
        layout.content().writer(ref(id), null).close();
        return id;
    }

    @Override
    public ContentWriter upload(String id) throws IOException {
        IngestStatus begun = status(id);
        ContentWriter writer = layout.content().writer(ref(id), null);
        try {
            if (!writer.status().startedAt().equals(begun.startedAt())) {
                // Committed by another between the two looks: what was opened is a new ingest of the same ref.
                writer.close();
                layout.content().abort(ref(id));
                throw absent(id);
            }
            return new UploadWriter(writer, this::commit);
        } catch (IOException | RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    private IngestStatus status(String id) throws IOException {
        if (!UploadIds.isOne(id)) {
            throw absent(id);
        }
        try {
            return layout.content().status(ref(id));
        } catch (ContentNotFoundException e) {
            throw absent(id);
        }
    }

    private ContentException absent(String id) {
        return UploadIds.absent(id, layout.location());
    }

    private ContentInfo commit(ContentWriter writer, long size, Digest digest, Map<String, String> labels)
            throws IOException {
        noteIfNew(digest);
        ContentInfo stored = stored(writer, size, digest);
        // Only now: whoever does not have the bytes gets no view of another repository's.
        markers.add(name, digest);
        return stored;
    }

    private ContentInfo stored(ContentWriter writer, long size, Digest digest) throws IOException {
        try {
            return writer.commit(size, digest, Map.of());
        } catch (AlreadyExistsException e) {
            return layout.content().info(digest).orElseThrow(() -> e);
        }
    }

    /** What comes by an upload goes again if nothing becomes of it; what lay in the layout before is its owner's. */
    private void noteIfNew(Digest digest) throws IOException {
        if (layout.content().info(digest).isEmpty()) {
            markers.addRemovable(digest);
        } else {
            markers.refresh(digest);
        }
    }

    @Override
    public void cancelUpload(String id) throws IOException {
        status(id);
        try {
            layout.content().abort(ref(id));
        } catch (ContentNotFoundException e) {
            throw absent(id);
        }
    }

    @Override
    public boolean mount(Digest digest, Repository from) throws IOException {
        markers.refresh(digest);
        if (from.content().info(digest).isEmpty()
                || layout.content().info(digest).isEmpty()) {
            return false;
        }
        markers.add(name, digest);
        return true;
    }

    @Override
    public void put(Descriptor manifest, byte[] document, Collection<String> tags) throws IOException {
        noteIfNew(manifest.digest());
        ContentStore content = layout.content();
        try (ContentWriter writer = content.writer("manifest-" + manifest.digest(), manifest)) {
            writer.truncate(0);
            writer.write(ByteBuffer.wrap(document));
            writer.commit(manifest.size(), manifest.digest(), Map.of());
        } catch (AlreadyExistsException e) {
            // It is what it is.
        }
        layout.edit(listed -> new RepositoryEntries(name, listed).with(manifest, Set.copyOf(tags)));
    }

    @Override
    public boolean deleteTag(String tag) throws IOException {
        boolean[] was = new boolean[1];
        layout.edit(listed -> {
            RepositoryEntries entries = new RepositoryEntries(name, listed);
            was[0] = entries.hasTag(tag);
            return was[0] ? entries.withoutTag(tag) : listed;
        });
        return was[0];
    }

    @Override
    public boolean deleteManifest(Digest digest) throws IOException {
        Optional<Descriptor> manifest = find(digest.toString());
        if (manifest.isEmpty()) {
            return false;
        }
        if (repository.graph().isBelowAnother(digest)) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    "manifest " + digest + " is listed by an index in repository " + name + "; delete the index first");
        }
        // Before nothing leads to it any more.
        documents.walk(DocumentLinks.bare(manifest.get()), document -> {
            markers.addRemovable(document.digest());
            List<Descriptor> children = documents.links(document).children();
            for (Descriptor child : children) {
                markers.addRemovable(child.digest());
            }
            return children;
        });
        boolean[] was = new boolean[1];
        layout.edit(listed -> {
            List<Descriptor> left = new RepositoryEntries(name, listed).without(digest);
            was[0] = left.size() < listed.size();
            return left;
        });
        if (!was[0] && find(digest.toString()).isPresent()) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    "manifest " + digest + " belongs to what it is about, and to no repository; " + layout.location()
                            + " lists it without a name");
        }
        return was[0];
    }

    @Override
    public boolean deleteBlob(Digest digest) throws IOException {
        if (layout.content().info(digest).isEmpty()) {
            return false;
        }
        if (repository.graph().has(digest)) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    "blob " + digest + " is part of an image in repository " + name
                            + "; delete the manifests that refer to it first");
        }
        return markers.remove(name, digest);
    }
}
