package dev.drayage.archive;

import dev.drayage.content.ReadableContent;
import dev.drayage.image.NamedImage;
import dev.drayage.json.Quotes;
import dev.drayage.layout.ImageLayout;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.layout.format.DockerManifestEntry;
import dev.drayage.layout.format.LayoutMarker;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Index;
import dev.drayage.selection.ContentSelection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Decides what goes into an archive, and lays the entries out. Reads manifests and indexes only. */
final class ArchivePlanner {
    private final ReadableContent content;
    private final ArchiveOptions options;
    private final List<String> warnings = new ArrayList<>();

    ArchivePlanner(ReadableContent content, ArchiveOptions options) {
        this.content = content;
        this.options = options;
    }

    ArchivePlan plan(List<NamedImage> requested) throws IOException {
        List<NamedImage> roots = RequestedImages.distinct(requested);
        ContentSelection selection = RequestedImages.select(content, roots, options.selection());
        warnings.addAll(selection.warnings());
        Map<String, Descriptor> blobs = new TreeMap<>();
        selection.blobs().forEach(blob -> blobs.put(BlobPaths.path(blob.digest()), blob));
        List<NamedImage> images = roots.stream()
                .map(root -> new NamedImage(RequestedImages.listed(root), RequestedImages.listedName(root)))
                .toList();
        RequestedImages.requireDistinctNames(content.location(), roots);
        warnOfSharedTags(images);
        return ArchivePlan.of(blobs, generated(roots, selection), images, warnings);
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

    private Map<String, byte[]> generated(List<NamedImage> roots, ContentSelection selection) throws IOException {
        Map<String, byte[]> generated = new LinkedHashMap<>();
        generated.put(LayoutMarker.FILE, LayoutMarker.encode());
        generated.put(
                ImageLayout.INDEX_FILE,
                Index.encode(
                        roots.stream().map(RequestedImages::listed).distinct().toList()));
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
}
