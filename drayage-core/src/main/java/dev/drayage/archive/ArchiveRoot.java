package dev.drayage.archive;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ReadableContent;
import dev.drayage.graph.ContentSelection;
import dev.drayage.graph.SelectionOptions;
import dev.drayage.image.ImageNames;
import dev.drayage.image.NamedImage;
import dev.drayage.image.PinnedNames;
import dev.drayage.json.Quotes;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.Reference;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image to be put into an archive.
 *
 * @param descriptor its manifest or index; annotations are written to the archive's {@code index.json}
 * @param name its full name, or null if it has none: it goes by its tag, if any, and its digest then
 */
public record ArchiveRoot(Descriptor descriptor, @Nullable String name) {

    /**
     * An image under the name that its annotations give it: {@code io.containerd.image.name} as it stands, else
     * {@code org.opencontainers.image.ref.name} if that is a full reference. A bare tag is no name.
     */
    public static ArchiveRoot of(Descriptor descriptor) {
        return new ArchiveRoot(descriptor, ImageNames.fullName(descriptor).orElse(null));
    }

    /** An image under a name of the caller's choice, in normal form: {@code alpine} is docker.io/library/alpine:latest.
     *
     * @throws IllegalArgumentException if the name is not a reference
     */
    public static ArchiveRoot named(Descriptor descriptor, String name) {
        return new ArchiveRoot(
                descriptor, Reference.parse(name).withDefaultTag().toString());
    }

    /**
     * Images each once, in the order in which they were asked for.
     *
     * @throws IllegalArgumentException if there is none
     */
    static List<ArchiveRoot> distinct(List<ArchiveRoot> requested) {
        if (requested.isEmpty()) {
            throw new IllegalArgumentException("an archive needs at least one image");
        }
        return List.copyOf(new LinkedHashSet<>(requested));
    }

    /**
     * Refuses different images under one name, of which readers would give it to one only.
     *
     * @param images by the names that the archive gives them, in any order; null is no name
     */
    static void requireDistinctNames(String location, List<NamedImage> images) throws ContentException {
        Map<String, Digest> named = new HashMap<>();
        for (NamedImage image : images) {
            String name = image.name();
            if (name == null) {
                continue;
            }
            Digest digest = image.descriptor().digest();
            Digest other = named.putIfAbsent(name, digest);
            if (other != null && !other.equals(digest)) {
                throw new ContentException(
                        Kind.INVALID_ARGUMENT,
                        location + ": two different images would be named " + Quotes.printable(name)
                                + " in the archive; choose one, @" + other + " or @" + digest);
            }
        }
    }

    /** Finds what there is of images, none of which may have a name that pins another digest. */
    static ContentSelection select(ReadableContent content, List<ArchiveRoot> roots, SelectionOptions options)
            throws IOException {
        for (ArchiveRoot root : roots) {
            PinnedNames.require(root.descriptor(), root.name(), content.location());
        }
        return ContentSelection.of(
                content,
                roots.stream()
                        .map(root -> new ContentSelection.Root(root.descriptor(), root.label()))
                        .toList(),
                options);
    }

    /** What it is called in the archive: its full name, else its tag; null if it has neither. */
    @Nullable
    String listedName() {
        return name != null
                ? name
                : descriptor.annotation(ImageAnnotations.REF_NAME).orElse(null);
    }

    /** What messages call it. */
    String label() {
        return name != null ? name : descriptor.digest().toString();
    }

    /**
     * The descriptor as {@code index.json} lists it: with both names that containerd's export writes, if there is a name,
     * and without what containerd does not keep of an image: platform, artifact type, URLs and embedded data.
     */
    Descriptor listed() {
        Descriptor kept = Descriptor.of(descriptor.mediaType(), descriptor.digest(), descriptor.size())
                .withAnnotations(descriptor.annotations());
        return name == null ? kept : ImageNames.named(kept, name);
    }
}
