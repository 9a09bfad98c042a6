package dev.drayage.place.files;

import dev.drayage.content.ReadableContent;
import dev.drayage.docker.DockerArchive;
import dev.drayage.image.ImageSource;
import dev.drayage.place.PlaceName;
import dev.drayage.place.check.ContentRepair;
import dev.drayage.place.check.PlaceRepair.Mode;
import dev.drayage.place.check.PlaceRepair.RepairListener;
import dev.drayage.place.check.PlaceRepair.RepairReport;
import java.io.IOException;
import java.util.List;

/** What layouts and archives have in common where they are repaired. */
final class ImageFiles {
    private ImageFiles() {}

    /**
     * Repairs one image, or all and what else is stored.
     *
     * @throws IllegalArgumentException if it is what {@code docker save} wrote
     */
    static RepairReport repair(
            PlaceName name,
            ImageSource source,
            List<ReadableContent> from,
            Mode mode,
            RepairListener told,
            ContentRepair.BlobReplacer replacer)
            throws IOException {
        if (source instanceof DockerArchive) {
            throw new IllegalArgumentException(name + " is what docker save wrote, which names no layer by a digest"
                    + " that other places have; it cannot be repaired");
        }
        String image = name.image();
        return ContentRepair.run(
                source.content(),
                image == null ? source.images() : List.of(source.find(image)),
                image == null ? source.blobs() : List.of(),
                from,
                mode,
                told,
                replacer);
    }
}
