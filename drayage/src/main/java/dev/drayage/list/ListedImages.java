package dev.drayage.list;

import java.util.ArrayList;
import java.util.List;

/**
 * What lists name.
 *
 * @param images images by name
 * @param tags images by rule
 * @param notes what a list has besides that is not for here, in sentences
 */
public record ListedImages(List<WantedImage> images, List<WantedTags> tags, List<String> notes) {
    /** More than anybody keeps; what is beyond is likely no list. */
    public static final int MAX_IMAGES = 20_000;

    /** Copies the lists. */
    public ListedImages {
        images = List.copyOf(images);
        tags = List.copyOf(tags);
        notes = List.copyOf(notes);
    }

    /** Collects what one list names. */
    static final class Builder {
        private final List<WantedImage> images = new ArrayList<>();
        private final List<WantedTags> tags = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();

        void add(WantedImage image) throws InvalidListException {
            requireFew(images, image.where());
            images.add(image);
        }

        void add(WantedTags rule) throws InvalidListException {
            requireFew(tags, rule.where());
            tags.add(rule);
        }

        /** Where they are collected: all that a list may have would take more memory than there is. */
        private static void requireFew(List<?> found, String where) throws InvalidListException {
            if (found.size() >= MAX_IMAGES) {
                throw new InvalidListException(where, "more than " + MAX_IMAGES + " images are listed");
            }
        }

        void note(String where, String note) {
            notes.add(where + ": " + note);
        }

        int size() {
            return images.size();
        }

        ListedImages build() {
            return new ListedImages(images, tags, notes);
        }
    }
}
