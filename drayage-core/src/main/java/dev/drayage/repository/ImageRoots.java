package dev.drayage.repository;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The images of a repository, from which all that is in it is reached. Thread-safe. */
interface ImageRoots {

    /**
     * An image.
     *
     * @param name what it is called in its place
     * @param image its manifest or index
     * @param note what is known of its subject without reading it; null if nothing is
     */
    record Root(String name, Descriptor image, @Nullable SubjectNote note) {}

    /** Looks for something in one image after the other. */
    @FunctionalInterface
    interface Search {
        /** What is found in an image, which ends the search. */
        Optional<Descriptor> in(Root root) throws IOException;
    }

    /** What is found in the first image that has it. */
    Optional<Descriptor> search(Search search) throws IOException;

    /** The image of this digest, found without a search; empty if there is none, or it takes a search. */
    Optional<Root> find(Digest digest) throws IOException;

    /** Whether an image that was found earlier is still here. */
    boolean has(Root root) throws IOException;
}
