package dev.drayage.archive;

import dev.drayage.bundle.BundleBase;
import dev.drayage.bundle.BundleBlobs;
import dev.drayage.bundle.LayerDeltas;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.graph.Graph;
import dev.drayage.image.NamedImage;
import dev.drayage.json.Quotes;
import dev.drayage.layout.ImageLayout;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.layout.format.DockerManifestEntry;
import dev.drayage.layout.format.LayoutMarker;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Index;
import dev.drayage.oci.MediaTypes;
import dev.drayage.selection.ContentSelection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides what goes into an archive, and lays the entries out. Reads manifests and indexes only. */
final class ArchivePlanner {
    private final ReadableContent source;
    private final ReadableContent content;
    private final ArchiveOptions options;
    private final List<BundleBase> bases;
    private final @Nullable LayerDeltas deltas;
    private final List<String> warnings = new ArrayList<>();

    ArchivePlanner(
            ReadableContent content, ArchiveOptions options, List<BundleBase> bases, @Nullable LayerDeltas deltas) {
        this.source = content;
        this.content = bases.isEmpty() ? content : BundleBase.sparing(content, bases);
        this.options = options;
        this.bases = bases;
        this.deltas = deltas;
    }

    ArchivePlan plan(List<NamedImage> requested) throws IOException {
        List<NamedImage> roots = RequestedImages.distinct(requested);
        ContentSelection selection = RequestedImages.select(content, roots, options.selection());
        warnings.addAll(selection.warnings());
        Map<Digest, Descriptor> kept = kept(selection);
        List<LayerDeltas.Lead> leads = deltas == null ? List.of() : leads(roots, selection, kept, deltas);
        Map<String, Descriptor> blobs = new TreeMap<>();
        for (LayerDeltas.Lead lead : leads) {
            blobs.put(BlobPaths.path(lead.artifact().digest()), lead.artifact());
            lead.held().forEach(blob -> blobs.putIfAbsent(BlobPaths.path(blob.digest()), blob));
        }
        kept.values().forEach(blob -> blobs.put(BlobPaths.path(blob.digest()), blob));
        List<NamedImage> images = roots.stream()
                .map(root -> new NamedImage(RequestedImages.listed(root), RequestedImages.listedName(root)))
                .toList();
        RequestedImages.requireDistinctNames(content.location(), roots);
        warnOfSharedTags(images);
        BundleBlobs bundle = bases.isEmpty() ? null : BundleBase.list(bases, selection.blobs(), kept, leads);
        Map<String, byte[]> generated = bundle == null ? generated(roots, selection) : generated(roots, bundle);
        return ArchivePlan.of(blobs, generated, images, warnings).with(bundle);
    }

    /** Tags of what is named in full elsewhere, or nowhere: the images are all there, but no reader can tell them apart. */
    private void warnOfSharedTags(List<NamedImage> images) {
        Map<String, Set<Digest>> named = new LinkedHashMap<>();
        for (NamedImage image : images) {
            if (image.name() != null) {
                named.computeIfAbsent(image.name(), name -> new LinkedHashSet<>())
                        .add(image.descriptor().digest());
            }
        }
        named.forEach((name, digests) -> {
            if (digests.size() > 1) {
                warnings.add(digests.size() + " different images are named " + Quotes.printable(name)
                        + " in the archive, and can be chosen from it by digest only: "
                        + digests.stream().map(digest -> "@" + digest).collect(Collectors.joining(", ")));
            }
        });
    }

    /**
     * The blobs that are in the archive: without those that a base has. Manifests, indexes and configs stay, so that a
     * reader can tell what is in the images, and what they lack.
     */
    private Map<Digest, Descriptor> kept(ContentSelection selection) throws IOException {
        Set<Digest> configs = new HashSet<>();
        if (!bases.isEmpty()) {
            for (Descriptor blob : selection.blobs()) {
                if (MediaTypes.isManifest(blob.mediaType())) {
                    configs.add(selection.documents().manifest(blob).config().digest());
                }
            }
        }
        Map<Digest, Descriptor> kept = new LinkedHashMap<>();
        List<Descriptor> lacking = new ArrayList<>();
        for (Descriptor blob : selection.blobs()) {
            boolean isSpared = bases.stream().anyMatch(base -> base.spares(blob));
            if (!isSpared || configs.contains(blob.digest())) {
                kept.put(blob.digest(), blob);
                // Of what a base has, it was not asked yet whether it is here too.
                if (isSpared
                        && source.info(blob.digest()).isEmpty()
                        && blob.embeddedData().isEmpty()) {
                    lacking.add(blob);
                }
            }
        }
        if (!lacking.isEmpty()) {
            throw ContentNotFoundException.of(
                    lacking,
                    "missing from " + source.location() + ": "
                            + lacking.stream()
                                    .map(blob -> "config " + blob.digest())
                                    .collect(Collectors.joining(", "))
                            + "; a bundle has every config, whatever its base has");
        }
        return kept;
    }

    /** Has deltas in the place of layers where they are smaller; those are taken out of what is kept. */
    private static List<LayerDeltas.Lead> leads(
            List<NamedImage> roots, ContentSelection selection, Map<Digest, Descriptor> kept, LayerDeltas deltas)
            throws IOException {
        List<LayerDeltas.Lead> leads = new ArrayList<>();
        Set<Digest> seen = new HashSet<>();
        for (NamedImage root : roots) {
            List<Descriptor> manifests = new ArrayList<>();
            Graph.walk(
                    each -> {
                        if (MediaTypes.isManifest(each.mediaType()) && seen.add(each.digest())) {
                            manifests.add(each);
                        }
                        return selection.childrenOf(each);
                    },
                    selection.documents().limits(),
                    List.of(root.descriptor()));
            for (Descriptor manifest : manifests) {
                Set<Digest> layers = new LinkedHashSet<>();
                for (Descriptor layer : selection.documents().manifest(manifest).layers()) {
                    if (kept.containsKey(layer.digest()) && MediaTypes.isLayer(layer.mediaType())) {
                        layers.add(layer.digest());
                    }
                }
                if (!layers.isEmpty()) {
                    deltas.lead(root.descriptor(), manifest, layers).ifPresent(lead -> {
                        kept.keySet().removeAll(lead.made());
                        leads.add(lead);
                    });
                }
            }
        }
        return leads;
    }

    /** Without {@code manifest.json}: whatever reads that wants all layers that it names. */
    private Map<String, byte[]> generated(List<NamedImage> roots, BundleBlobs bundle) throws ContentException {
        return Map.of(
                LayoutMarker.FILE,
                LayoutMarker.encode(),
                ImageLayout.INDEX_FILE,
                Index.encode(
                        listed(roots), new TreeMap<>(Map.of(BundleBlobs.BASE_ANNOTATION, bundle.baseAnnotation()))),
                BundleBlobs.FILE,
                readable(bundle));
    }

    private static List<Descriptor> listed(List<NamedImage> roots) {
        return roots.stream().map(RequestedImages::listed).distinct().toList();
    }

    private Map<String, byte[]> generated(List<NamedImage> roots, ContentSelection selection) throws IOException {
        Map<String, byte[]> generated = new LinkedHashMap<>();
        generated.put(LayoutMarker.FILE, LayoutMarker.encode());
        generated.put(ImageLayout.INDEX_FILE, Index.encode(listed(roots)));
        if (options.dockerManifest() == ArchiveOptions.DockerManifest.WRITE) {
            DockerManifestFile docker = new DockerManifestFile(warnings, blob -> BlobPaths.path(blob.digest()));
            PreferredManifest preferred = new PreferredManifest(
                    selection, options.selection().platforms().preference());
            for (NamedImage root : roots) {
                preferred.of(root.descriptor()).ifPresent(manifest -> docker.add(manifest, root.name()));
            }
            if (!docker.isEmpty()) {
                generated.put(DockerManifestEntry.FILE, docker.encode(selection.documents()));
            }
        }
        return generated;
    }

    /** The list as bytes; one that nobody could read again is refused. */
    private byte[] readable(BundleBlobs list) throws ContentException {
        byte[] bytes = list.encode();
        try {
            BundleBlobs.parse(bytes);
            return bytes;
        } catch (InvalidDocumentException e) {
            throw new ContentException(
                    ContentException.Kind.INVALID_ARGUMENT,
                    source.location() + " has more blobs than a bundle can list: " + e.getMessage()
                            + "; put some of the images into another bundle",
                    e);
        }
    }
}
