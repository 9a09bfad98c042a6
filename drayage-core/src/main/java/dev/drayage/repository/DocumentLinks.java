package dev.drayage.repository;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Referral;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.RawDocument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a manifest or index leads to.
 *
 * @param children what it refers to, in its order: media type, digest and size of each
 * @param subject what it is about; null if that is nothing
 */
record DocumentLinks(List<Descriptor> children, @Nullable Digest subject) {
    static final DocumentLinks NONE = new DocumentLinks(List.of(), null);

    /** Those of a document of which these are the bytes; none of what is not what its media type says. */
    static DocumentLinks of(Descriptor document, RawDocument raw, Limits limits) {
        try {
            List<Descriptor> children = Documents.childrenOf(raw, document.mediaType(), limits).stream()
                    .map(DocumentLinks::bare)
                    .toList();
            return new DocumentLinks(
                    children,
                    Referral.of(document, raw, limits).map(Referral::subject).orElse(null));
        } catch (InvalidDocumentException e) {
            return NONE;
        }
    }

    static Descriptor bare(Descriptor descriptor) {
        return Descriptor.of(descriptor.mediaType(), descriptor.digest(), descriptor.size());
    }
}
