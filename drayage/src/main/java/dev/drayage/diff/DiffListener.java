package dev.drayage.diff;

import dev.drayage.oci.Descriptor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes differences as they are found, by one thread, in an order that depends on the images alone. */
public interface DiffListener {

    /** Two images are compared next which are not the same by digest. */
    default void comparing(String name, Descriptor before, Descriptor after) throws IOException {}

    /** An image that is only in the first place, or only in the second: the other is null. */
    default void image(String name, @Nullable Descriptor before, @Nullable Descriptor after) throws IOException {}

    /**
     * A manifest of an index: one that is only in the first image or only in the second, or two that are compared next.
     *
     * @param name its platform, or what else tells it from others
     */
    default void manifest(String name, @Nullable Descriptor before, @Nullable Descriptor after) throws IOException {}

    /**
     * A value of a document.
     *
     * @param document {@code index}, {@code manifest} or {@code config}
     * @param path the keys that lead to it, such as {@code config.Env.PATH}
     * @param before the value in the first as JSON; null if it has none
     * @param after the value in the second
     */
    default void field(String document, String path, @Nullable String before, @Nullable String after)
            throws IOException {}

    /** A layer; where files are compared layer by layer, those of it come next. */
    default void layer(LayerDifference difference) throws IOException {}

    /** A file: of the layers merged, or of the layer that came last. */
    default void file(FileDifference difference) throws IOException {}

    /** Something to know that is no difference: a sentence. */
    default void note(String text) throws IOException {}
}
