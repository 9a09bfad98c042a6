package dev.drayage.registry;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentIngester;
import dev.drayage.content.InfoProvider;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.naming.PinnedNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Reference;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A repository that images are pushed to. */
final class RepositoryDestination implements ImageDestination {
    private final Reference reference;
    private final String location;
    private final PushPresence present;
    private final RepositoryIngester ingester;
    private final ManifestPusher documents;
    private final boolean sparseIndexes;

    RepositoryDestination(
            Reference reference,
            PushPresence present,
            String location,
            RepositoryIngester ingester,
            ManifestPusher documents,
            boolean sparseIndexes) {
        this.reference = reference;
        this.present = present;
        this.location = location;
        this.ingester = ingester;
        this.documents = documents;
        this.sparseIndexes = sparseIndexes;
    }

    @Override
    public ContentIngester ingester() {
        return ingester;
    }

    @Override
    public InfoProvider present() {
        return present;
    }

    @Override
    public Optional<ReadableContent> readable() {
        return Optional.of(ingester.content());
    }

    @Override
    public boolean has(Descriptor content) throws IOException {
        return present.has(content);
    }

    /** Many registries refuse them, and who pulls one may miss just the platform that is not there. */
    @Override
    public boolean takesSparseIndexes() {
        return sparseIndexes;
    }

    @Override
    public void expect(List<NamedImage> images) throws IOException {
        for (NamedImage image : images) {
            String name = image.name();
            if (name != null && tag(name) != null) {
                documents.await(image.descriptor().digest());
            }
        }
    }

    /** Gives the image the tag that the name ends in; without a name, or with a digest, its content is all there is. */
    @Override
    public void put(Descriptor root, @Nullable String name) throws IOException {
        PinnedNames.require(root, reference.toString(), location());
        PinnedNames.require(root, name, location());
        if (name == null) {
            return;
        }
        String tag = tag(name);
        if (tag != null) {
            documents.tag(root, tag);
        }
    }

    private @Nullable String tag(String name) throws ContentException {
        try {
            if (name.indexOf('/') < 0 && name.indexOf(':') < 0 && name.indexOf('@') < 0) {
                return new Reference(reference.domain(), reference.path(), name, null).tag();
            }
            Reference named = Reference.parse(name).withDefaultTag();
            if (named.domain().equals(reference.domain()) && named.path().equals(reference.path())) {
                return named.tag();
            }
        } catch (IllegalArgumentException e) {
            throw new ContentException(Kind.INVALID_ARGUMENT, String.valueOf(e.getMessage()), e);
        }
        throw new ContentException(
                Kind.INVALID_ARGUMENT,
                "the name " + name + " is not in " + location + "; push it to the repository it names");
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public void close() throws IOException {
        ingester.close();
    }
}
