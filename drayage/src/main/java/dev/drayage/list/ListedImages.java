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

        void add(WantedImage image) {
            images.add(image);
        }

        void add(WantedTags rule) {
            tags.add(rule);
        }

        void note(String where, String note) {
            notes.add(where + ": " + note);
        }

        ListedImages build() {
            return new ListedImages(images, tags, notes);
        }
    }
}
