package dev.drayage.archive;

import dev.drayage.content.ReadableContent;
import dev.drayage.graph.ContentSurvey;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Graph;
import dev.drayage.graph.Handler;
import dev.drayage.graph.MissingContent;
import dev.drayage.layout.BlobPaths;
import dev.drayage.layout.ImageLayout;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Index;
import dev.drayage.oci.LayoutMarker;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides what goes into an archive: walks the images, looks whether everything is there, and lays the entries out.
 * Reads manifests and indexes only.
 */
final class ArchivePlanner {
    private final ReadableContent content;
    private final ArchiveOptions options;
    private final Documents documents;
    private final ContentSurvey survey;
    private final Handler children;
    private final Set<Digest> rootDigests = new HashSet<>();
    private final Map<String, Descriptor> blobs = new TreeMap<>();
    private final Map<Digest, Descriptor> unknown = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    ArchivePlanner(ReadableContent content, ArchiveOptions options) {
        this.content = content;
        this.options = options;
        this.documents = new Documents(content, options.json());
        this.survey = new ContentSurvey(content, this::policyBelow);
        Handler all =
                Handler.children(documents).onPlatforms(options.platforms().filter());
        boolean skipForeign = options.nonDistributable() == ArchiveOptions.NonDistributable.SKIP;
        this.children =
                (skipForeign ? all.without(d -> MediaTypes.isNonDistributable(d.mediaType())) : all).surveyedBy(survey);
    }

    /** Where a platform may be left out, what is below an index is no more than a wish; a root is a demand. */
    private MissingContent policyBelow(Descriptor parent) {
        boolean optional = options.platforms().mode() == PlatformSelection.Mode.PRESENT
                && (MediaTypes.isIndex(parent.mediaType()) || !rootDigests.contains(parent.digest()));
        return optional && options.missing() == MissingContent.FAIL ? MissingContent.SKIP : options.missing();
    }

    ArchivePlan plan(List<ArchiveRoot> requested) throws IOException {
        List<ArchiveRoot> roots = List.copyOf(new LinkedHashSet<>(requested));
        if (roots.isEmpty()) {
            throw new IllegalArgumentException("an archive needs at least one image");
        }
        PlanReport report = new PlanReport(content.location(), survey);
        for (ArchiveRoot root : roots) {
            if (rootDigests.add(root.descriptor().digest())) {
                walk(root, report);
            }
        }
        report.throwIfBroken();
        warnings.addAll(report.tolerated());
        unknown.values()
                .forEach(leaf -> warnings.add(leaf.kind() + " " + leaf.digest() + " has the unknown media type "
                        + leaf.mediaType() + "; it is taken as it is, without anything it may refer to"));
        return layOut(roots);
    }

    /** Collects all that one image needs. */
    private void walk(ArchiveRoot root, PlanReport report) throws IOException {
        Descriptor descriptor = root.descriptor();
        if (!survey.isPresent(descriptor)) {
            report.absentRoot(root);
            return;
        }
        List<Descriptor> reached = new ArrayList<>();
        Handler collect = parent -> {
            blobs.putIfAbsent(BlobPaths.path(parent.digest()), parent);
            reached.add(parent);
            List<Descriptor> below = children.handle(parent);
            if (MediaTypes.isIndex(parent.mediaType())) {
                below.forEach(this::noteUnknown);
            }
            return below;
        };
        noteUnknown(descriptor);
        Graph.walk(collect, options.graph(), List.of(descriptor));
        if (MediaTypes.isIndex(descriptor.mediaType())) {
            report.checkPlatforms(root, reached, options);
        }
    }

    private void noteUnknown(Descriptor descriptor) {
        if (!MediaTypes.isManifest(descriptor.mediaType()) && !MediaTypes.isIndex(descriptor.mediaType())) {
            unknown.putIfAbsent(descriptor.digest(), descriptor);
        }
    }

    private ArchivePlan layOut(List<ArchiveRoot> roots) throws IOException {
        Map<String, byte[]> generated = new LinkedHashMap<>();
        generated.put(LayoutMarker.FILE, LayoutMarker.encode());
        generated.put(
                ImageLayout.INDEX_FILE,
                Index.encode(roots.stream().map(ArchiveRoot::listed).distinct().toList()));
        if (options.dockerManifest() == ArchiveOptions.DockerManifest.WRITE) {
            DockerManifestFile docker = new DockerManifestFile(warnings);
            PreferredManifest preferred =
                    new PreferredManifest(children, survey, options.platforms().preference());
            for (ArchiveRoot root : roots) {
                preferred.of(root.descriptor()).ifPresent(manifest -> docker.add(manifest, root.name()));
            }
            if (!docker.isEmpty()) {
                generated.put(DockerManifestFile.NAME, docker.encode(documents));
            }
        }
        return ArchivePlan.of(blobs, generated, warnings);
    }
}
