package dev.drayage.cli;

import dev.drayage.content.ReadableContent;
import dev.drayage.image.ImageNames;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A place that images are copied to. */
interface Target extends Closeable {

    /** Whether the user gave a name that only one image can have. */
    boolean isForOneImage();

    /** The image as it is to be called here. */
    NamedImage name(Descriptor image);

    /**
     * The images as they are to be called, each once; one name of several that an image has goes for all where the user
     * gave it, and is not for what is listed as referring to an image.
     *
     * @return empty if the user gave one name to several images
     */
    static Optional<List<NamedImage>> named(List<Descriptor> images, Target target) {
        Map<String, NamedImage> named = new LinkedHashMap<>();
        boolean onlyReferrers = images.stream().allMatch(ImageNames::isReferrer);
        for (Descriptor image : images) {
            boolean isUnnamed = target.isForOneImage() && !onlyReferrers && ImageNames.isReferrer(image);
            NamedImage each = isUnnamed ? new NamedImage(image, null) : target.name(image);
            named.putIfAbsent(each.name() + " " + image.digest(), each);
        }
        long withName = named.values().stream()
                .filter(image -> image.name() != null)
                .map(image -> image.descriptor().digest())
                .distinct()
                .count();
        return target.isForOneImage() && withName > 1 ? Optional.empty() : Optional.of(List.copyOf(named.values()));
    }

    /** The same for images that come from this place. */
    default Target from(SourceName source) {
        return this;
    }

    /** Copies images, telling how it goes. */
    void copy(ReadableContent content, List<NamedImage> images, SelectionArguments selection, CopyEvents events)
            throws IOException;
}
