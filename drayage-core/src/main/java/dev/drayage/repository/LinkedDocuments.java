package dev.drayage.repository;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ReadableContent;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Graph;
import dev.drayage.graph.Referral;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * The documents of a place and what they lead to. A document never changes, so that what was read last is remembered, up
 * to some number of links. What is not there, or is damaged, leads nowhere. Thread-safe.
 */
final class LinkedDocuments {
    /** Some 15 MB. */
    private static final int MOST_LINKS = 50_000;

    private final Documents documents;
    private final Map<Descriptor, DocumentLinks> known = new LinkedHashMap<>(16, 0.75f, true);
    private int links;

    LinkedDocuments(ReadableContent content) {
        this.documents = new Documents(content, Limits.defaults());
    }

    /** What a document leads to. */
    DocumentLinks links(Descriptor document) throws IOException {
        Descriptor key = DocumentLinks.bare(document);
        synchronized (known) {
            DocumentLinks remembered = known.get(key);
            if (remembered != null) {
                return remembered;
            }
        }
        try {
            DocumentLinks read = DocumentLinks.of(document, documents.raw(document), documents.limits());
            remember(key, read);
            return read;
        } catch (ContentException e) {
            // It may come, or be mended.
            return leadsNowhere(e);
        }
    }

    private static DocumentLinks leadsNowhere(ContentException problem) throws ContentException {
        if (problem.kind() == Kind.NOT_FOUND || problem.kind() == Kind.FAILED_PRECONDITION) {
            return DocumentLinks.NONE;
        }
        throw problem;
    }

    private void remember(Descriptor key, DocumentLinks read) {
        synchronized (known) {
            if (known.put(key, read) == null) {
                links += 1 + read.children().size();
            }
            var oldest = known.entrySet().iterator();
            while (links > MOST_LINKS && oldest.hasNext()) {
                links -= 1 + oldest.next().getValue().children().size();
                oldest.remove();
            }
        }
    }

    /** The first, a root or below it, that is wanted. */
    Optional<Descriptor> below(Descriptor root, Predicate<Descriptor> wanted) throws IOException {
        if (wanted.test(root)) {
            return Optional.of(root);
        }
        AtomicReference<Descriptor> found = new AtomicReference<>();
        walk(root, document -> {
            if (found.get() != null) {
                return List.of();
            }
            List<Descriptor> children = links(document).children();
            for (Descriptor child : children) {
                if (wanted.test(child)) {
                    found.set(child);
                    return List.of();
                }
            }
            return children;
        });
        return Optional.ofNullable(found.get());
    }

    /** Shows the documents from a root down. */
    @FunctionalInterface
    interface Visitor {
        /** One document, whose children are looked at next; each once. */
        List<Descriptor> visit(Descriptor document) throws IOException;
    }

    /** Walks documents only; a graph that goes over the limits ends where it does. */
    void walk(Descriptor root, Visitor visitor) throws IOException {
        if (!MediaTypes.isDocument(root.mediaType())) {
            return;
        }
        try {
            Graph.walk(
                    document -> visitor.visit(document).stream()
                            .filter(child -> MediaTypes.isDocument(child.mediaType()))
                            .toList(),
                    documents.limits(),
                    List.of(root));
        } catch (ContentException e) {
            leadsNowhere(e);
        }
    }

    /** A referrer as the distribution specification has it listed; empty if it is not there any more, or is none. */
    Optional<Descriptor> described(Descriptor referrer) throws IOException {
        try {
            return Referral.of(referrer, documents.raw(referrer), documents.limits())
                    .map(Referral::referrer);
        } catch (ContentException e) {
            leadsNowhere(e);
            return Optional.empty();
        } catch (InvalidDocumentException e) {
            return Optional.empty();
        }
    }
}
