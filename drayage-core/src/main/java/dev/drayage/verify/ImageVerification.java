package dev.drayage.verify;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentProvider;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.task.TaskScope;
import dev.drayage.verify.VerifyReport.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Verifies images: every manifest's size, digest and shape, every blob's size and digest, and that each layer unpacks
 * to the diffID that its config names.
 */
public final class ImageVerification {
    private final ReadableContent content;
    private final VerifyOptions options;
    private final ConcurrentLinkedQueue<Finding> findings = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong blobs = new AtomicLong();
    private final AtomicLong diffIds = new AtomicLong();

    private ImageVerification(ReadableContent content, VerifyOptions options) {
        this.content = content;
        this.options = options;
    }

    /** Reads content for something else. */
    @FunctionalInterface
    public interface Reading {
        /** Reads from this content, whose layers are compared as they pass through its verification. */
        void from(ContentProvider content) throws IOException;
    }

    /**
     * Has content read and the layers of manifests compared with the diffIDs of their configs meanwhile, so that they need
     * not be read twice. Layers that are stored as they unpack go by their digests, and are not read for it.
     *
     * @param options must have a thread for each layer that is verified at once
     * @throws ContentException of kind {@link ContentException.Kind#FAILED_PRECONDITION} if a config has more or fewer
     *     diffIDs than its manifest has layers, or a layer does not unpack to its diffID; of kind
     *     {@link ContentException.Kind#INVALID_ARGUMENT} if that could not be found out within the limits
     */
    public static void comparing(
            ReadableContent content, Collection<Descriptor> manifests, VerifyOptions options, Reading reading)
            throws IOException {
        try (TaskScope scope = TaskScope.open("dray-compare", options.parallelism())) {
            reading.from(ComparedContent.of(content, manifests, options, scope));
            scope.join();
        }
    }

    /** Reads all that these images are made of, and nothing else, with the default options. */
    public static VerifyReport verify(ReadableContent content, List<Descriptor> images) throws IOException {
        return verify(content, images, List.of(), VerifyOptions.defaults());
    }

    /**
     * Reads all that these images are made of.
     *
     * @param stored all blobs there are, to be read too and told apart as unreferenced; empty to look at the images only
     * @return everything found; bad content is never thrown
     * @throws dev.drayage.content.ContentException of kind {@code FAILED_PRECONDITION} if the graph goes over the limits
     * @throws IOException if the medium itself cannot be read
     */
    public static VerifyReport verify(
            ReadableContent content, List<Descriptor> images, List<ContentInfo> stored, VerifyOptions options)
            throws IOException {
        return new ImageVerification(content, options).run(images, stored);
    }

    /**
     * Requires that configs have a diffID for each layer, and that layers that are packed unpack to it; one that is stored
     * as it unpacks goes by its digest. Reads the layers whole, several at once.
     *
     * @param manifests the manifests whose configs are compared
     * @throws ContentException of kind {@link ContentException.Kind#FAILED_PRECONDITION} for the first difference; of
     *     kind {@link ContentException.Kind#INVALID_ARGUMENT} for a layer that cannot be read within the limits
     */
    public static void requireDiffIds(ReadableContent content, Collection<Descriptor> manifests, VerifyOptions options)
            throws IOException {
        ImageVerification verification = new ImageVerification(content, options);
        List<BlobClaim> claims = unprovenClaims(content, manifests, options);
        try (TaskScope scope = TaskScope.open("dray-verify", options.parallelism())) {
            claims.forEach(claim -> scope.fork(() -> verification.check(claim, scope)));
            scope.join();
        }
        requireNone(verification.findings, Finding.Kind.CORRUPT, ContentException.Kind.FAILED_PRECONDITION);
        requireNone(verification.findings, Finding.Kind.UNCHECKED, ContentException.Kind.INVALID_ARGUMENT);
    }

    /**
     * Requires that configs have a diffID for each layer. Reads no layer.
     *
     * @param manifests the manifests whose configs are looked at
     * @throws ContentException of kind {@link ContentException.Kind#FAILED_PRECONDITION} for the first that has not
     */
    public static void requireDiffIdForEachLayer(
            ReadableContent content, Collection<Descriptor> manifests, VerifyOptions options) throws IOException {
        unprovenClaims(content, manifests, options);
    }

    /**
     * What configs say that layers unpack to, and their digests alone do not show.
     *
     * @throws ContentException of kind {@link ContentException.Kind#FAILED_PRECONDITION} for a config that has not a
     *     diffID for each layer
     */
    static List<BlobClaim> unprovenClaims(
            ReadableContent content, Collection<Descriptor> manifests, VerifyOptions options) throws IOException {
        List<Finding> findings = new ArrayList<>();
        ImageSurvey survey = new ImageSurvey(content, options, findings::add);
        for (Descriptor manifest : manifests) {
            survey.compareWithConfig(manifest);
        }
        requireNone(findings, Finding.Kind.CORRUPT, ContentException.Kind.FAILED_PRECONDITION);
        return survey.claims().stream()
                .filter(claim -> claim.diffIds().stream().anyMatch(diffId -> !diffId.diffId()
                        .equals(claim.descriptor().digest())))
                .toList();
    }

    private static void requireNone(Collection<Finding> findings, Finding.Kind kind, ContentException.Kind failure)
            throws ContentException {
        for (Finding finding : findings) {
            if (finding.kind() == kind) {
                throw new ContentException(failure, finding.message());
            }
        }
    }

    private VerifyReport run(List<Descriptor> images, List<ContentInfo> stored) throws IOException {
        ImageSurvey survey = new ImageSurvey(content, options, findings::add);
        survey.walk(images);
        List<ContentInfo> unreferenced =
                stored.stream().filter(info -> !survey.knows(info.digest())).toList();
        List<BlobClaim> claims = new ArrayList<>(survey.claims());
        unreferenced.forEach(info -> claims.add(
                new BlobClaim(Descriptor.of(MediaTypes.OCTET_STREAM, info.digest(), info.size()), List.of())));
        claims.sort(
                Comparator.comparingLong((BlobClaim claim) -> claim.descriptor().size())
                        .reversed());
        try (TaskScope scope = TaskScope.open("dray-verify", options.parallelism())) {
            claims.forEach(claim -> scope.fork(() -> check(claim, scope)));
            scope.join();
        }
        List<Finding> sorted = findings.stream()
                .distinct()
                .sorted(Comparator.comparing(Finding::kind).thenComparing(Finding::message))
                .toList();
        return new VerifyReport(
                sorted,
                survey.documents() + blobs.get(),
                survey.documentBytes() + bytes.get(),
                diffIds.get(),
                unreferenced);
    }

    private void check(BlobClaim claim, TaskScope scope) throws IOException {
        Digest digest = claim.descriptor().digest();
        try {
            LayerVerifier reading = new LayerVerifier(content.withEmbedded(), claim, options, scope);
            findings.addAll(reading.read());
            diffIds.addAndGet(reading.diffIdsCompared());
            blobs.incrementAndGet();
            bytes.addAndGet(claim.descriptor().size());
        } catch (ContentException e) {
            findings.add(new Finding(Finding.Kind.CORRUPT, digest, String.valueOf(e.getMessage())));
        }
    }
}
