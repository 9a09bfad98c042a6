package dev.drayage.cli;

import dev.drayage.archive.ArchiveContent;
import dev.drayage.layout.ImageLayout;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.JsonLimits;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * An opened source and the images of it that were asked for.
 *
 * @param name how the user named it
 * @param layout the whole layout
 * @param images what was asked for, in order
 */
record Source(SourceName name, ImageLayout layout, List<Descriptor> images) implements Closeable {

    static Source open(SourceName name) throws IOException {
        ImageLayout layout =
                switch (name.transport()) {
                    case LAYOUT -> ImageLayout.open(name.path());
                    case ARCHIVE -> ImageLayout.of(ArchiveContent.open(name.path()), JsonLimits.defaults());
                };
        try {
            String image = name.image();
            return new Source(name, layout, image == null ? layout.images() : List.of(layout.find(image)));
        } catch (IOException | RuntimeException e) {
            layout.close();
            throw e;
        }
    }

    /** What to call an image in output: its full name, else its tag, else its digest. */
    static String label(Descriptor image) {
        return image.annotation(ImageAnnotations.IMAGE_NAME)
                .or(() -> image.annotation(ImageAnnotations.REF_NAME))
                .orElseGet(() -> "@" + image.digest());
    }

    @Override
    public void close() throws IOException {
        layout.close();
    }
}
