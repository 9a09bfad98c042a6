package dev.drayage.repository;

import dev.drayage.content.ReadableContent;
import dev.drayage.content.ReferrersProvider;
import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * One repository: manifests, what they are made of, and tags. Nothing of another repository is seen through it, though
 * both may lie in the same place. Thread-safe; it needs no closing.
 */
public interface Repository extends ReferrersProvider {

    /**
     * The name under which its place knows it, without tag: {@code docker.io/library/alpine}; empty for the images of a
     * place that have no repository in their name, only a tag or a digest.
     */
    String name();

    /** Its blobs and documents, and nothing else that its place holds. */
    ReadableContent content();

    /**
     * The manifest or index that a tag or digest names, with its media type and size, and with the annotations that
     * {@link dev.drayage.image.ImageSource#find} of its place gives it: those of the place's own list and the names by which an
     * export knows the image, as it was named.
     *
     * @param reference a tag, or a digest such as {@code sha256:…}
     * @return empty if the repository has none
     */
    Optional<Descriptor> find(String reference) throws IOException;

    /**
     * Tags, in lexical order of their characters.
     *
     * @param after the tag that precedes the first to be listed; empty to start with the first
     * @param limit how many at most, 1 or more
     */
    List<String> tags(String after, int limit) throws IOException;

    /**
     * The manifests and indexes in this repository whose subject it is, in order of digest, each with its artifact type
     * and annotations as the distribution specification has them listed. The subject itself need not be here.
     */
    @Override
    List<Descriptor> referrers(Descriptor subject) throws IOException;
}
