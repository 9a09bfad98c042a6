package dev.drayage.image;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentIngester;
import dev.drayage.content.InfoProvider;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place that images are written to blob by blob: a layout, a store, a repository of a registry, a containerd. Content
 * goes in first, children before parents; then {@link #put} makes it an image. Thread-safe.
 */
public interface ImageDestination extends Closeable {

    /** Takes content in. */
    ContentIngester ingester();

    /** Tells what need not be transferred, for it is there. */
    InfoProvider present();

    /** What is there already, to be read; empty for a place that can only be written to. */
    default Optional<ReadableContent> readable() {
        return Optional.empty();
    }

    /**
     * Whether this very content need not be transferred, for it is there as what it is: a place that keeps manifests apart
     * from blobs does not take a blob for one, though it has the same bytes.
     */
    default boolean has(Descriptor content) throws IOException {
        return present()
                .info(content.digest())
                .filter(info -> info.size() == content.size())
                .isPresent();
    }

    /**
     * Notes labels of content that is here already, as committing it would have; those not named stay. Does nothing
     * where the place keeps no labels.
     */
    default void label(Digest digest, Map<String, String> labels) throws IOException {
        // Registries and layouts keep none.
    }

    /**
     * Whether an index may come without some of what it lists: as a rule yes, for what was left out may follow. Where not,
     * a transfer is refused before anything is moved.
     */
    default boolean takesSparseIndexes() {
        return true;
    }

    /**
     * Says which images are going to be listed, before anything of them is written. A place where a manifest and its name can
     * come in one request keeps a manifest back until then.
     */
    default void expect(List<NamedImage> images) throws IOException {
        // Most places take content first, and names later.
    }

    /**
     * Lists an image whose content is all there; an image that has the name loses it.
     *
     * @param root its manifest or index; annotations other than names are kept where the place can keep them
     * @param name its full name, or null to list it by digest
     */
    void put(Descriptor root, @Nullable String name) throws IOException;

    /**
     * Lists several images, in order, as {@link #put} does each; where the place can do that, at the cost of one.
     *
     * @return the images as they are listed: one whose name the place cannot keep goes by its digest
     */
    default List<NamedImage> putAll(List<NamedImage> images) throws IOException {
        for (NamedImage image : images) {
            put(image.descriptor(), image.name());
        }
        return images;
    }

    /**
     * Whether it pays to list the images of several transfers together: where the list is written as a whole each time.
     * Their content is kept until then, though nothing names it yet.
     */
    default boolean listsInGroups() {
        return false;
    }

    /**
     * Takes a name away, if it still is that of an image; the image itself stays, for whatever else names it or collects
     * garbage.
     *
     * @return false if there is no such name, or another image has it
     * @throws ContentException of kind {@code INVALID_ARGUMENT} if names stay where they are here
     */
    default boolean removeName(String name, Digest image) throws IOException {
        throw new ContentException(
                ContentException.Kind.INVALID_ARGUMENT, "no names are taken away in " + location() + ": " + name);
    }

    /** What was left out of the images since this was opened because the place cannot keep it: sentences, in order. */
    default List<String> warnings() {
        return List.of();
    }

    /** The name of this place as messages give it. */
    String location();

    /**
     * A destination that was opened for its own sake: closing it also closes what it was opened through.
     *
     * @param images closed first
     * @param owner the store or connection behind it
     */
    static ImageDestination owning(ImageDestination images, Closeable owner) {
        return new OwnedDestination(images, owner);
    }
}
