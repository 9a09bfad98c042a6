package dev.drayage.server.distribution;

import dev.drayage.content.ContentInfo;
import dev.drayage.content.InfoProvider;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.json.Quotes;
import dev.drayage.oci.ArtifactManifest;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Index;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A manifest or index that somebody pushes, read and found to be one.
 *
 * @param mediaType what it is
 * @param blobs what has to be here before it: nothing for an index, which may list manifests that are elsewhere
 * @param subject the digest of what it is about; empty if it is about nothing
 */
record PushedManifest(String mediaType, List<Descriptor> blobs, Optional<Digest> subject) {
    /** As many as anybody reads. */
    private static final int MAX_MISSING = 20;

    /** What clients send that do not know what they push. */
    private static final Set<String> UNTOLD = Set.of("", "application/json", MediaTypes.OCTET_STREAM, "text/plain");

    /**
     * Reads it.
     *
     * @param told the header {@code Content-Type}
     */
    static PushedManifest of(byte[] document, String told, Limits limits) throws RefusedException {
        String type = told.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        RawDocument raw = RawDocument.of(document);
        try {
            return read(raw, UNTOLD.contains(type) ? raw.mediaType("", limits) : type, limits);
        } catch (InvalidDocumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static PushedManifest read(RawDocument raw, String type, Limits limits)
            throws InvalidDocumentException, RefusedException {
        if (MediaTypes.isIndex(type)) {
            Index index = Index.parse(raw, type, limits);
            return of(type, index.mediaType(), List.of(), index.subject());
        }
        if (MediaTypes.isArtifactManifest(type)) {
            ArtifactManifest artifact = ArtifactManifest.parse(raw, type, limits);
            return of(type, artifact.mediaType(), artifact.blobs(), artifact.subject());
        }
        if (MediaTypes.isManifest(type)) {
            Manifest manifest = Manifest.parse(raw, type, limits);
            return of(type, manifest.mediaType(), manifest.children(), manifest.subject());
        }
        throw invalid("manifests of the type " + Quotes.quote(type) + " are not supported");
    }

    private static PushedManifest of(
            String type, @Nullable String own, List<Descriptor> blobs, @Nullable Descriptor subject)
            throws RefusedException {
        if (own != null && !own.equals(type)) {
            throw invalid("the manifest calls itself " + Quotes.quote(own) + ", but was sent as " + Quotes.quote(type));
        }
        return new PushedManifest(type, blobs, Optional.ofNullable(subject).map(Descriptor::digest));
    }

    private static RefusedException invalid(String message) {
        return new RefusedException(400, ErrorCode.MANIFEST_INVALID, message);
    }

    /** Refuses it if something is missing, or has another size than it says. */
    void requireBlobs(InfoProvider content) throws IOException {
        List<String> missing = new ArrayList<>();
        for (Descriptor blob : blobs) {
            // Fetched from elsewhere by whoever needs them.
            if (MediaTypes.isNonDistributable(blob.mediaType()) || !blob.urls().isEmpty()) {
                continue;
            }
            Optional<ContentInfo> info = content.info(blob.digest());
            if (info.isEmpty()) {
                missing.add("the " + blob.kind() + " " + blob.digest() + " is not in this repository, push it first");
                if (missing.size() == MAX_MISSING) {
                    break;
                }
            } else if (info.get().size() != blob.size()) {
                throw invalid("the " + blob.kind() + " " + blob.digest() + " has "
                        + info.get().size() + " bytes, not " + blob.size());
            }
        }
        if (!missing.isEmpty()) {
            throw RefusedException.ofAll(400, ErrorCode.MANIFEST_BLOB_UNKNOWN, missing);
        }
    }
}
