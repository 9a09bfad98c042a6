package dev.drayage.server.page;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.graph.Documents;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.repository.Repository;
import dev.drayage.server.http.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One request that is about a repository.
 *
 * @param request what is asked for
 * @param name what the repository is called in addresses
 * @param repository the repository
 * @param documents reads its documents, within the limits of pages
 * @param facts reads facts about its images
 * @param options what the page may cost
 */
record Visit(
        Request request,
        String name,
        Repository repository,
        Documents documents,
        FactsReader facts,
        PageOptions options) {

    /** A parameter of the query; empty if it is not there. */
    String parameter(String parameter) {
        return request.parameter(parameter).orElse("");
    }

    Href href() {
        return Href.repository(name);
    }

    Href href(Digest image) {
        return href().with("digest", image.toString());
    }

    /** Where to look into a blob of an image: at its files, or at its text. */
    Href href(Digest image, Descriptor blob) {
        boolean files = MediaTypes.isLayer(blob.mediaType()) || blob.mediaType().contains(".tar");
        return href(image).with(files ? "layer" : "raw", blob.digest().toString());
    }

    /**
     * The manifest or index that a tag or digest names.
     *
     * @throws ContentNotFoundException if there is none, or none can be called so
     */
    Descriptor find(String reference) throws IOException {
        try {
            return repository
                    .find(reference)
                    .orElseThrow(() -> ContentException.of(Kind.NOT_FOUND, "there is no such image", null));
        } catch (IllegalArgumentException e) {
            throw ContentException.of(Kind.NOT_FOUND, "there can be no such image", e);
        }
    }

    /** The blob of this digest among those that a document names, so that nothing else can be asked for. */
    Descriptor blobOf(Descriptor image, String digest) throws IOException {
        if (image.digest().toString().equals(digest)) {
            return image;
        }
        List<Descriptor> children = Documents.childrenOf(documents.raw(image), image.mediaType(), documents.limits());
        return children.stream()
                .filter(child -> child.digest().toString().equals(digest))
                .findFirst()
                .orElseThrow(() -> ContentException.of(Kind.NOT_FOUND, "the image has no such blob", null));
    }

    /** The trail to this repository. */
    List<Element> trail(Element... further) {
        List<Element> trail = new ArrayList<>();
        trail.add(Element.link(Href.home(), "Repositories"));
        trail.add(Element.of("a").address("href", href()).add(Element.name(name)));
        trail.addAll(List.of(further));
        return trail;
    }

    /** The trail to an image, by what it was asked for. */
    Element trail(Descriptor image) {
        String tag = parameter("tag");
        return Element.of("a")
                .address("href", tag.isEmpty() ? href(image.digest()) : href().with("tag", tag))
                .add(Element.name(tag.isEmpty() ? image.digest().shortForm() : Visible.cut(tag, 80)));
    }
}
