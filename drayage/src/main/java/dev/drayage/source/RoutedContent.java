package dev.drayage.source;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.Verification;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.graph.Documents;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Many places as one, where looking through all of them for each blob would take too long: what a document refers to is
 * where the document is. Thread-safe.
 */
final class RoutedContent implements ReadableContent {
    private final String location;
    private final Map<Digest, ReadableContent> routes;
    private final @Nullable ReadableContent base;
    private final Map<ReadableContent, ReadableContent> based = new ConcurrentHashMap<>();

    RoutedContent(String location) {
        this(location, new ConcurrentHashMap<>(), null);
    }

    private RoutedContent(String location, Map<Digest, ReadableContent> routes, @Nullable ReadableContent base) {
        this.location = location;
        this.routes = routes;
        this.base = base;
    }

    @Override
    public ReadableContent upon(ReadableContent further) {
        ReadableContent known = base;
        return new RoutedContent(
                location, routes, known == null ? further : ReadableContent.combine(List.of(known, further)));
    }

    /** Where something is, upon the base if there is one. */
    private @Nullable ReadableContent basedPlaceOf(Digest digest) {
        ReadableContent place = routes.get(digest);
        ReadableContent known = base;
        return place == null || known == null ? place : based.computeIfAbsent(place, each -> each.upon(known));
    }

    /** Says where something is, unless that is known. */
    void route(Digest digest, ReadableContent place) {
        routes.putIfAbsent(digest, place);
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        ReadableContent place = basedPlaceOf(descriptor.digest());
        if (place == null) {
            throw ContentNotFoundException.of(descriptor, location);
        }
        if (!MediaTypes.isDocument(descriptor.mediaType())
                || descriptor.size() > Limits.defaults().maxBytes()) {
            return place.open(descriptor);
        }
        byte[] bytes = Verification.readAll(place, descriptor, Limits.defaults().maxBytes());
        try {
            Documents.childrenOf(RawDocument.of(bytes), descriptor.mediaType(), Limits.defaults())
                    .forEach(child -> routes.computeIfAbsent(child.digest(), key -> routes.get(descriptor.digest())));
        } catch (InvalidDocumentException e) {
            // Whoever reads it will tell.
        }
        return Blob.ofBytes(bytes);
    }

    @Override
    public Verification verification(Descriptor descriptor) {
        ReadableContent place = basedPlaceOf(descriptor.digest());
        return place == null ? ReadableContent.super.verification(descriptor) : place.verification(descriptor);
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        ReadableContent place = basedPlaceOf(digest);
        return place == null ? Optional.empty() : place.info(digest);
    }

    /** Where a blob is. */
    Optional<ReadableContent> placeOf(Digest digest) {
        return Optional.ofNullable(routes.get(digest));
    }

    @Override
    public int parallelism() {
        return routes.values().stream()
                .limit(1)
                .mapToInt(ReadableContent::parallelism)
                .max()
                .orElse(1);
    }

    @Override
    public String location() {
        return location;
    }
}
