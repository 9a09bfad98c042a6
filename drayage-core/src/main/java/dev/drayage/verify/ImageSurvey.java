package dev.drayage.verify;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.Verification;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Graph;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageConfig;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.verify.VerifyReport.Finding;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Walks images, reads their manifests, indexes and configs, and gathers what is claimed of all other blobs. */
final class ImageSurvey {
    /** What registries accept as a manifest. */
    private static final long REGISTRY_MANIFEST_BYTES = 4 << 20;

    private final ReadableContent content;
    private final VerifyOptions options;
    private final Consumer<Finding> findings;
    private final Documents reader;
    private final Set<Digest> known = new HashSet<>();
    private final Map<Digest, Claims> claims = new LinkedHashMap<>();
    /** What is not here but in a place that is known, by that place. */
    private final Map<String, Map<Digest, Descriptor>> elsewhere = new LinkedHashMap<>();

    private long documents;
    private long documentBytes;

    /** What was claimed of a blob so far; any number of configs may have the same base layer. */
    private record Claims(Descriptor blob, Set<BlobClaim.DiffIdClaim> diffIds) {}

    ImageSurvey(ReadableContent content, VerifyOptions options, Consumer<Finding> findings) {
        this.content = content;
        this.options = options;
        this.findings = findings;
        this.reader = new Documents(content, options.limits());
    }

    void walk(List<Descriptor> images) throws IOException {
        Graph.walk(this::visit, options.limits(), images);
        elsewhere.forEach((place, blobs) -> findings.accept(new Finding(
                Finding.Kind.NOTE,
                blobs.keySet().iterator().next(),
                blobs.size() + (blobs.size() == 1 ? " blob of " : " blobs of ")
                        + blobs.values().stream().mapToLong(Descriptor::size).sum()
                        + " bytes " + (blobs.size() == 1 ? "is" : "are") + " not here, but in " + place)));
    }

    boolean knows(Digest digest) {
        return known.contains(digest);
    }

    List<BlobClaim> claims() {
        return claims.values().stream()
                .map(all -> new BlobClaim(all.blob(), List.copyOf(all.diffIds())))
                .toList();
    }

    long documents() {
        return documents;
    }

    long documentBytes() {
        return documentBytes;
    }

    private List<Descriptor> visit(Descriptor descriptor) throws IOException {
        known.add(descriptor.digest());
        try {
            boolean stored = isStored(descriptor);
            if (!stored && descriptor.embeddedData().isEmpty()) {
                return List.of();
            }
            if (MediaTypes.isDocument(descriptor.mediaType())) {
                return open(descriptor, stored);
            }
            if (stored) {
                claims.putIfAbsent(descriptor.digest(), new Claims(descriptor, new LinkedHashSet<>()));
            }
            return List.of();
        } catch (ContentException e) {
            findings.accept(new Finding(Finding.Kind.CORRUPT, descriptor.digest(), String.valueOf(e.getMessage())));
            return List.of();
        }
    }

    private List<Descriptor> open(Descriptor descriptor, boolean stored) throws IOException {
        List<Descriptor> children;
        if (MediaTypes.isIndex(descriptor.mediaType())) {
            children = reader.index(descriptor).manifests();
        } else if (MediaTypes.isArtifactManifest(descriptor.mediaType())) {
            children = reader.artifact(descriptor).blobs();
        } else {
            Manifest manifest = reader.manifest(descriptor);
            compareWithConfig(descriptor, manifest);
            children = manifest.children();
        }
        if (stored) {
            documents++;
            documentBytes += descriptor.size();
        }
        if (descriptor.size() > REGISTRY_MANIFEST_BYTES) {
            note(descriptor, "is larger than the 4 MiB that registries accept");
        }
        return children;
    }

    private boolean isStored(Descriptor descriptor) throws IOException {
        boolean embedded = descriptor.embeddedData().isPresent();
        if (descriptor.data() != null && !embedded) {
            findings.accept(new Finding(
                    Finding.Kind.CORRUPT,
                    descriptor.digest(),
                    descriptor.kind() + " " + descriptor.digest()
                            + " is embedded in its descriptor with other bytes than its size and digest name"));
        }
        Optional<ContentInfo> info = content.info(descriptor.digest());
        if (info.isPresent()) {
            Verification.requireSize(descriptor, info.get().size(), content.location());
            return true;
        }
        if (embedded) {
            note(descriptor, "is not stored but embedded in its descriptor");
        } else if (MediaTypes.isNonDistributable(descriptor.mediaType())) {
            note(descriptor, "is non-distributable and not here");
        } else {
            String platform = descriptor.platform() == null ? "" : " for " + descriptor.platform();
            Optional<String> place = content.whereabouts(descriptor.digest());
            if (place.isPresent()) {
                elsewhere
                        .computeIfAbsent(place.get(), unused -> new LinkedHashMap<>())
                        .put(descriptor.digest(), descriptor);
                return false;
            }
            findings.accept(new Finding(
                    Finding.Kind.MISSING,
                    descriptor.digest(),
                    descriptor.kind() + " " + descriptor.digest() + platform + " is missing from "
                            + content.location()));
        }
        return false;
    }

    private void note(Descriptor descriptor, String what) {
        findings.accept(new Finding(
                Finding.Kind.NOTE, descriptor.digest(), descriptor.kind() + " " + descriptor.digest() + " " + what));
    }

    /** Gathers what the config of a manifest says of its layers. */
    void compareWithConfig(Descriptor descriptor) throws IOException {
        compareWithConfig(descriptor, reader.manifest(descriptor));
    }

    private void compareWithConfig(Descriptor descriptor, Manifest manifest) throws IOException {
        Descriptor configDescriptor = manifest.config();
        List<Descriptor> layers = manifest.layers();
        boolean isImage = layers.isEmpty() || layers.stream().anyMatch(layer -> MediaTypes.isLayer(layer.mediaType()));
        if (!MediaTypes.isConfig(configDescriptor.mediaType()) || !isImage) {
            return; // an attestation or another artifact, which may borrow the type of image configs
        }
        ImageConfig config;
        try {
            config = reader.config(configDescriptor);
        } catch (ContentNotFoundException e) {
            return; // told when the config is visited
        } catch (ContentException e) {
            findings.accept(
                    new Finding(Finding.Kind.CORRUPT, configDescriptor.digest(), String.valueOf(e.getMessage())));
            return;
        }
        if (!config.hasRootfs() && !layers.isEmpty()) {
            note(descriptor, "has a config that names no diffIDs, so what its layers unpack to cannot be compared");
            return;
        }
        if (config.diffIds().size() != layers.size()) {
            findings.accept(new Finding(
                    Finding.Kind.CORRUPT,
                    descriptor.digest(),
                    "manifest " + descriptor.digest() + " in " + content.location() + " has " + layers.size()
                            + " layers, but its config "
                            + configDescriptor.digest() + " names "
                            + config.diffIds().size() + " diffIDs"));
            return;
        }
        for (int i = 0; i < layers.size(); i++) {
            claim(layers.get(i), new BlobClaim.DiffIdClaim(config.diffIds().get(i), configDescriptor.digest()));
        }
    }

    /** Claims are made before the layers themselves come by: children are visited after their manifest. */
    private void claim(Descriptor layer, BlobClaim.DiffIdClaim diffId) throws IOException {
        if (!MediaTypes.isLayer(layer.mediaType()) || layer.mediaType().endsWith("+encrypted")) {
            return;
        }
        Optional<ContentInfo> info = content.info(layer.digest());
        boolean isThere = info.isPresent()
                ? info.get().size() == layer.size()
                : layer.embeddedData().isPresent();
        if (!isThere) {
            return; // told when the layer is visited
        }
        claims.computeIfAbsent(layer.digest(), digest -> new Claims(layer, new LinkedHashSet<>()))
                .diffIds()
                .add(diffId);
    }
}
