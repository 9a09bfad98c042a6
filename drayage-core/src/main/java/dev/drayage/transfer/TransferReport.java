package dev.drayage.transfer;

import dev.drayage.image.NamedImage;
import java.util.List;

/**
 * What was done.
 *
 * @param images the images that the destination lists now, in order
 * @param moved blobs that were written
 * @param movedBytes bytes of them
 * @param present blobs that were there already, and were not read
 * @param warnings what a user should know: what was left out, and why
 */
public record TransferReport(
        List<NamedImage> images, long moved, long movedBytes, long present, List<String> warnings) {
    /** Copies the lists. */
    public TransferReport {
        images = List.copyOf(images);
        warnings = List.copyOf(warnings);
    }
}
