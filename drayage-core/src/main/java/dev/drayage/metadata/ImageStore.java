package dev.drayage.metadata;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The images of a namespace, by name (containerd's {@code images.Store}). Thread-safe. */
public interface ImageStore {

    /** The image of this name. */
    Optional<StoredImage> get(String name) throws IOException;

    /**
     * The images that any of the filters accepts, all of them if there is no filter; in order of their names.
     *
     * @param filters in containerd's syntax, such as {@code name~=alpine} or {@code labels."env"==prod,target.digest==…}
     * @throws IllegalArgumentException if one is not of that syntax
     */
    List<StoredImage> list(List<String> filters) throws IOException;

    /**
     * The next few images whose names begin with a text, in the order that {@link #list} has.
     *
     * @param prefix what the names begin with; empty for all
     * @param after the name that precedes the first; empty to start with the first
     * @param limit how many at most, 1 or more
     */
    default List<StoredImage> page(String prefix, String after, int limit) throws IOException {
        return list(List.of()).stream()
                .filter(image -> image.name().startsWith(prefix))
                .filter(image -> NameOrder.BY_CODE_POINT.compare(image.name(), after) > 0)
                .limit(limit)
                .toList();
    }

    /**
     * Adds an image.
     *
     * @return it as it is stored, with its times
     * @throws AlreadyExistsException if the name is taken
     */
    StoredImage create(StoredImage image) throws IOException;

    /** Adds images; where a name is taken, its image becomes the new one and keeps its labels. */
    default void putAll(List<StoredImage> images) throws IOException {
        for (StoredImage image : images) {
            try {
                create(image);
            } catch (AlreadyExistsException e) {
                update(image, List.of("target"));
            }
        }
    }

    /**
     * Changes an image.
     *
     * @param fieldPaths what to take of {@code image}: {@code target}, {@code labels}, {@code labels.KEY}; everything if
     *     there is none
     * @return it as it is stored now
     * @throws ContentException of kind {@link ContentException.Kind#NOT_FOUND} if there is no image of the name; of kind
     *     {@link ContentException.Kind#INVALID_ARGUMENT} if a path names no field
     */
    StoredImage update(StoredImage image, List<String> fieldPaths) throws IOException;

    /**
     * Removes an image; its content stays until it is collected.
     *
     * @throws ContentException of kind {@link ContentException.Kind#NOT_FOUND} if there is none of this name
     */
    void delete(String name) throws IOException;

    /**
     * Removes an image if it still is of this content. A store that can does so at once.
     *
     * @return false if there is none of this name, or it is of other content
     */
    default boolean delete(String name, Digest target) throws IOException {
        Optional<StoredImage> image = get(name);
        if (image.isEmpty() || !image.get().target().digest().equals(target)) {
            return false;
        }
        try {
            delete(name);
            return true;
        } catch (ContentNotFoundException e) {
            return false;
        }
    }

    /**
     * Removes images, in order. A store that can removes all of them or none.
     *
     * @throws ContentException of kind {@link ContentException.Kind#NOT_FOUND} for the first that is not there
     */
    default void deleteAll(List<String> names) throws IOException {
        for (String name : names) {
            delete(name);
        }
    }
}
