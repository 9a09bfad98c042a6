package dev.drayage.image;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * A place that images are read from: a layout, an archive, a store, a repository of a registry, a containerd. Names are
 * annotations of the descriptors: {@link dev.drayage.oci.ImageAnnotations}. One that can be asked what refers to an image, as
 * a registry can, is a {@link dev.drayage.content.ReferrersProvider} too. Thread-safe; closing it closes its content.
 */
public interface ImageSource extends Closeable {

    /** The content that its images are made of. */
    ReadableContent content();

    /** The images that it lists, in its order. */
    List<Descriptor> images() throws IOException;

    /**
     * The one image of this name: a tag, a full name, or {@code @} and a digest.
     *
     * @throws ContentNotFoundException if there is none
     * @throws ContentException of kind {@code INVALID_ARGUMENT} if several different images go by the name
     */
    Descriptor find(String name) throws IOException;

    /** Every blob that is kept there, in order of digest, referred to or not; empty where they cannot be listed. */
    default List<ContentInfo> blobs() throws IOException {
        return List.of();
    }

    /** The name of this place as messages give it, for example {@code oci:images}. */
    default String location() {
        return content().location();
    }
}
