package dev.drayage.sync;

import dev.drayage.list.WantedImage;
import java.io.IOException;
import java.util.List;

/**
 * What is to be done.
 *
 * @param images in the order of the list
 * @param failures what could not be found out, in the order of the list
 */
public record SyncPlan(List<PlannedImage> images, List<Failure> failures) {
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
        failures = List.copyOf(failures);
    }

    /** The images that are not there yet. */
    public List<PlannedImage> toSend() {
        return images.stream().filter(image -> !image.isThere()).toList();
    }
}
