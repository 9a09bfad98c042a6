package dev.drayage.sync;

import dev.drayage.list.WantedImage;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is to be done.
 *
 * @param images in the order of the list
 * @param merged those of the list that are another's image under another's name there: nothing is left to do for them
 * @param failures what could not be found out, in the order of the list
 */
public record SyncPlan(List<PlannedImage> images, List<PlannedImage> merged, List<Failure> failures) {
    /**
     * An image that failed.
     *
     * @param image the entry of the list
     * @param cause why
     */
    public record Failure(WantedImage image, IOException cause) {}

    /** Copies the lists. */
    public SyncPlan {
        images = List.copyOf(images);
        merged = List.copyOf(merged);
        failures = List.copyOf(failures);
    }

    /** What each name of the list is, in no order. */
    public List<PlannedImage> known() {
        return Stream.concat(images.stream(), merged.stream()).toList();
    }

    /** The images that are not there yet. */
    public List<PlannedImage> toSend() {
        return images.stream().filter(image -> !image.isThere()).toList();
    }
}
