package dev.drayage.place;

import dev.drayage.content.ContentException;
import dev.drayage.content.InfoProvider;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.transfer.ImageNaming;
import dev.drayage.transfer.TransferOptions;
import dev.drayage.transfer.TransferReport;
import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place that images are copied to, be they taken blob by blob or written as one archive. For one {@link #copy} at a
 * time; closing it discards what was begun and did not become an image.
 */
public interface PlaceDestination extends Closeable {

    /** Whether the name of the place names one image too. */
    boolean isForOneImage();

    /** An image as it is to be called here. */
    NamedImage name(Descriptor image);

    /** How images are moved here if the caller does not say otherwise. */
    default TransferOptions options() {
        return TransferOptions.defaults();
    }

    /**
     * The images as they are to be called, each once; one name of several that an image has goes for all where the user
     * gave it, and is not for what is listed as referring to an image.
     *
     * @return empty if one name was given to several images
     */
    default Optional<List<NamedImage>> named(List<Descriptor> images) {
        Map<String, NamedImage> named = new LinkedHashMap<>();
        boolean onlyReferrers = images.stream().allMatch(ImageNames::isReferrer);
        for (Descriptor image : images) {
            boolean isUnnamed = isForOneImage() && !onlyReferrers && ImageNames.isReferrer(image);
            NamedImage each = isUnnamed ? new NamedImage(image, null) : name(image);
            named.putIfAbsent(each.name() + " " + image.digest(), each);
        }
        long withName = named.values().stream()
                .filter(image -> image.name() != null)
                .map(image -> image.descriptor().digest())
                .distinct()
                .count();
        return isForOneImage() && withName > 1 ? Optional.empty() : Optional.of(List.copyOf(named.values()));
    }

    /**
     * Copies images, verified; a name is given to an image when all that it is made of is here.
     *
     * @return what was done; an archive counts its blobs and all of its bytes as moved
     * @throws ContentException of kind {@link ContentException.Kind#FAILED_PRECONDITION} if content is not what its
     *     descriptor says
     */
    TransferReport copy(ReadableContent content, List<NamedImage> images, TransferOptions options) throws IOException;

    /**
     * Whether several images may be copied at once by {@link #copyUnlisted}, each when its turn comes, and be named
     * together by {@link #list}: so it is where the list of images is written as a whole each time.
     */
    default boolean listsInGroups() {
        return false;
    }

    /**
     * Copies images as {@link #copy} does, and leaves it to {@link #list} to give them their names. Any number of threads
     * may do so at once.
     *
     * @return what was done, with the images as they were given
     * @throws UnsupportedOperationException if images are not {@linkplain #listsInGroups() listed in groups} here
     */
    default TransferReport copyUnlisted(ReadableContent content, List<NamedImage> images, TransferOptions options)
            throws IOException {
        throw new UnsupportedOperationException(location() + " lists no images in groups");
    }

    /**
     * Names images that were copied, all of them or none.
     *
     * @throws UnsupportedOperationException if images are not {@linkplain #listsInGroups() listed in groups} here
     */
    default void list(List<NamedImage> images) throws IOException {
        throw new UnsupportedOperationException(location() + " lists no images in groups");
    }

    /** Tells what need not be made or moved, for it is there: nothing of an archive, which is written as a whole. */
    default InfoProvider present() {
        return digest -> Optional.empty();
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

    /** The name of this place as messages give it. */
    String location();

    /**
     * A place that takes images blob by blob.
     *
     * @param destination the place, closed with the result
     * @param naming what images are called there if the user does not say
     * @param given what the user calls the one image; null if nothing
     */
    static PlaceDestination of(ImageDestination destination, ImageNaming naming, @Nullable String given) {
        return of(destination, naming, given, TransferOptions.defaults());
    }

    /** The same with other defaults for how images are moved there. */
    static PlaceDestination of(
            ImageDestination destination, ImageNaming naming, @Nullable String given, TransferOptions options) {
        return new BlobDestination(destination, naming, given, options);
    }
}
