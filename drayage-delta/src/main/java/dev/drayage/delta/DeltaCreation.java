package dev.drayage.delta;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Graph;
import dev.drayage.graph.ImageManifests;
import dev.drayage.image.ImageSource;
import dev.drayage.json.GoJsonWriter;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Index;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import dev.drayage.platform.PlatformMatcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes deltas, each proven: what it leads to was made of it, and had the right digests. The same for the same images. */
public final class DeltaCreation {
    private final ImageSource oldPlace;
    private final Documents oldDocuments;
    private final ImagePairs pairs;
    private final ReadableContent content;
    private final Documents documents;
    private final CreatedContent created;
    private final DeltaOptions options;
    private final Map<Digest, List<OldManifest>> oldManifests = new HashMap<>();
    private final Map<List<Object>, Leads> known = new HashMap<>();

    private DeltaCreation(
            ImageSource oldPlace, List<Descriptor> oldImages, ReadableContent content, DeltaOptions options) {
        this.oldPlace = oldPlace;
        this.oldDocuments = new Documents(oldPlace.content());
        this.pairs = new ImagePairs(oldImages, oldPlace.location());
        this.content = content;
        this.documents = new Documents(content);
        this.created = new CreatedContent(content);
        this.options = options;
    }

    /**
     * Makes the deltas that lead to images.
     *
     * @param oldPlace has the images that they begin with
     * @param oldImages those images: one, or those that the new ones have their names from
     * @param content what the new images are made of
     * @param newImages manifests or indexes, with their names
     * @return to be closed; the places must stay open as long
     * @throws ContentNotFoundException if content of the new images is missing, or of the old ones
     * @throws ContentException of kind {@code INVALID_ARGUMENT} if it cannot be told which old image a
     *     new one is made of; of kind {@code FAILED_PRECONDITION} if a layer is damaged
     */
    public static CreatedDelta create(
            ImageSource oldPlace,
            List<Descriptor> oldImages,
            ReadableContent content,
            List<Descriptor> newImages,
            DeltaOptions options)
            throws IOException {
        DeltaCreation creation = new DeltaCreation(oldPlace, oldImages, content, options);
        try {
            creation.created.add(MediaTypes.OCI_EMPTY, new byte[] {'{', '}'});
            options.listener().planned(creation.planned(newImages));
            Set<Descriptor> artifacts = new LinkedHashSet<>();
            Map<Map<String, String>, Digest> named = new HashMap<>();
            for (Descriptor image : newImages) {
                Map<String, String> names = DeltaTarget.names(image);
                Digest other = names.isEmpty() ? null : named.putIfAbsent(names, image.digest());
                if (other != null && !other.equals(image.digest())) {
                    throw new ContentException(
                            Kind.INVALID_ARGUMENT,
                            content.location() + ": two different images are named "
                                    + names.values().iterator().next() + ": choose @" + other + " or @"
                                    + image.digest());
                }
                artifacts.add(creation.delta(image));
            }
            return new CreatedDelta(creation.created, List.copyOf(artifacts));
        } catch (IOException | RuntimeException e) {
            creation.created.close();
            throw e;
        }
    }

    private long planned(List<Descriptor> images) throws IOException {
        long bytes = 0;
        for (Descriptor image : images) {
            for (Descriptor each : present(ImageManifests.of(documents, image, PlatformMatcher.all()))) {
                Manifest manifest = documents.manifest(each);
                if (manifest.isImage()) {
                    bytes += 2
                            * manifest.layers().stream()
                                    .distinct()
                                    .mapToLong(Descriptor::size)
                                    .sum();
                }
            }
        }
        return bytes;
    }

    private Descriptor delta(Descriptor image) throws IOException {
        Map<String, String> names = DeltaTarget.names(image);
        if (MediaTypes.isIndex(image.mediaType())) {
            return index(image, names);
        }
        Manifest manifest = MediaTypes.isManifest(image.mediaType()) ? documents.manifest(image) : null;
        return manifest != null && manifest.isImage()
                ? part(image, manifest, pairs.of(image), names)
                : whole(image, List.of(image), names);
    }

    /** An index of deltas: first what comes along as it is, then what leads to each image manifest. */
    private Descriptor index(Descriptor image, Map<String, String> names) throws IOException {
        List<Descriptor> whole = new ArrayList<>();
        List<Descriptor> parts = new ArrayList<>();
        Descriptor old = pairs.of(image);
        Graph.walk(
                descriptor -> {
                    if (MediaTypes.isIndex(descriptor.mediaType())) {
                        whole.add(descriptor);
                        return present(documents.index(descriptor).manifests());
                    }
                    Manifest manifest =
                            MediaTypes.isManifest(descriptor.mediaType()) ? documents.manifest(descriptor) : null;
                    if (manifest != null && manifest.isImage()) {
                        parts.add(part(descriptor, manifest, old, Map.of()));
                    } else {
                        whole.add(descriptor);
                    }
                    return List.of();
                },
                documents.limits(),
                List.of(image));
        List<Descriptor> manifests = new ArrayList<>();
        manifests.add(whole(image, whole, Map.of()));
        manifests.addAll(parts);
        Map<String, String> annotations = new TreeMap<>(names);
        annotations.put(DeltaFormat.TARGET, image.digest().toString());
        return created.add(
                        MediaTypes.OCI_INDEX,
                        Index.encodeArtifact(
                                DeltaFormat.ARTIFACT_TYPE, manifests, DeltaFormat.subject(image), annotations))
                .withArtifactType(DeltaFormat.ARTIFACT_TYPE);
    }

    /** An index may list more than there is. */
    private List<Descriptor> present(List<Descriptor> listed) throws IOException {
        List<Descriptor> present = new ArrayList<>();
        for (Descriptor each : listed) {
            if (content.info(each.digest()).isPresent()) {
                present.add(each);
            }
        }
        return present;
    }

    /** An artifact that has documents as they are, and what those refer to, except for what an index lists. */
    private Descriptor whole(Descriptor subject, List<Descriptor> roots, Map<String, String> names) throws IOException {
        Map<Digest, Descriptor> all = new LinkedHashMap<>();
        for (Descriptor root : roots) {
            all.putIfAbsent(root.digest(), root);
            if (MediaTypes.isManifest(root.mediaType())) {
                for (Descriptor child : documents.manifest(root).children()) {
                    all.putIfAbsent(child.digest(), child);
                }
            } else if (MediaTypes.isArtifactManifest(root.mediaType())) {
                for (Descriptor child : documents.artifact(root).blobs()) {
                    all.putIfAbsent(child.digest(), child);
                }
            }
        }
        List<Descriptor> layers = all.values().stream()
                .map(each -> DeltaFormat.layer(each, DeltaFormat.WHOLE))
                .toList();
        return created.add(
                        MediaTypes.OCI_MANIFEST,
                        Manifest.encodeArtifact(DeltaFormat.CONTENT_TYPE, layers, DeltaFormat.subject(subject), names))
                .withArtifactType(DeltaFormat.CONTENT_TYPE);
    }

    private Descriptor part(Descriptor image, Manifest manifest, Descriptor oldImage, Map<String, String> names)
            throws IOException {
        Descriptor source = oldManifest(oldImage, image);
        Manifest old = source == null ? null : oldDocuments.manifest(source);
        List<Object> key = Arrays.asList(image.digest(), source == null ? null : source.digest());
        Leads leads = known.get(key);
        if (leads == null) {
            leads = leads(manifest, old);
            known.put(key, leads);
        }
        return artifact(image, manifest, source, old, leads, names);
    }

    /**
     * What leads to the layers of a manifest.
     *
     * @param baseBytes what keeping the old files takes
     */
    private record Leads(List<NewLayer> layers, long baseBytes) {}

    private Leads leads(Manifest manifest, @Nullable Manifest old) throws IOException {
        try (LayerCreation creation =
                new LayerCreation(oldPlace.content(), old, diffIds(oldDocuments, old), content, created, options)) {
            List<Digest> diffIds = diffIds(documents, manifest);
            Map<Digest, NewLayer> layers = new LinkedHashMap<>();
            Set<String> paths = new LinkedHashSet<>();
            for (int i = 0; i < manifest.layers().size(); i++) {
                Descriptor layer = manifest.layers().get(i);
                if (!layers.containsKey(layer.digest())) {
                    NewLayer lead = creation.lead(layer, i < diffIds.size() ? diffIds.get(i) : null);
                    layers.put(layer.digest(), lead);
                    paths.addAll(lead.paths());
                }
            }
            return new Leads(List.copyOf(layers.values()), creation.sizeOf(paths));
        }
    }

    private Descriptor artifact(
            Descriptor image,
            Manifest manifest,
            @Nullable Descriptor source,
            @Nullable Manifest old,
            Leads leads,
            Map<String, String> names) {
        List<Descriptor> all = new ArrayList<>();
        all.add(DeltaFormat.layer(image, DeltaFormat.IMAGE_MANIFEST));
        all.add(DeltaFormat.layer(manifest.config(), DeltaFormat.IMAGE_CONFIG));
        List<LayerRecipe> recipes = new ArrayList<>();
        List<Digest> reused = new ArrayList<>();
        List<Digest> reusedDiffIds = new ArrayList<>();
        for (NewLayer layer : leads.layers()) {
            if (layer.recipe() != null) {
                recipes.add(layer.recipe());
            }
            switch (layer.method()) {
                case REUSED, REPACKED -> {
                    reused.add(layer.layer().digest());
                    if (layer.diffId() != null) {
                        reusedDiffIds.add(layer.diffId());
                    }
                }
                case PATCHED, WHOLE -> {
                    Descriptor brought = layer.patch() == null ? layer.layer() : layer.patch();
                    all.add(DeltaFormat.layer(brought, DeltaFormat.IMAGE_LAYER)
                            .withAnnotation(
                                    DeltaFormat.TO, layer.layer().digest().toString()));
                }
            }
        }
        if (!recipes.isEmpty()) {
            Descriptor packing =
                    created.add(DeltaFormat.PACKING_TYPE, new PackingRecipes(leads.baseBytes(), recipes).encode());
            all.add(packing.withAnnotation(DeltaFormat.CONTENT, DeltaFormat.PACKING));
        }
        Map<String, String> annotations = new TreeMap<>(names);
        annotations.put(DeltaFormat.TARGET, image.digest().toString());
        if (source != null && old != null) {
            annotations.put(DeltaFormat.SOURCE, source.digest().toString());
            annotations.put(DeltaFormat.SOURCE_CONFIG, old.config().digest().toString());
        }
        if (!reused.isEmpty()) {
            annotations.put(DeltaFormat.REUSED, list(reused));
            if (reusedDiffIds.size() == reused.size()) {
                annotations.put(DeltaFormat.REUSED_DIFF_ID, list(reusedDiffIds));
            }
        }
        return created.add(
                        MediaTypes.OCI_MANIFEST,
                        Manifest.encodeArtifact(
                                DeltaFormat.ARTIFACT_TYPE, all, DeltaFormat.subject(image), annotations))
                .withArtifactType(DeltaFormat.ARTIFACT_TYPE);
    }

    private static String list(List<Digest> digests) {
        GoJsonWriter out = new GoJsonWriter();
        out.beginArray();
        digests.forEach(digest -> out.value(digest.toString()));
        return new String(out.endArray().toBytes(), StandardCharsets.UTF_8);
    }

    /** The manifest of the old image for the platform of a new one, or one like it; the only one there is; null if none. */
    private @Nullable Descriptor oldManifest(Descriptor oldImage, Descriptor image) throws IOException {
        List<OldManifest> manifests = oldManifests.get(oldImage.digest());
        if (manifests == null) {
            manifests = oldManifests(oldImage);
            oldManifests.put(oldImage.digest(), manifests);
        }
        Platform wanted = platform(documents, image);
        Descriptor alike = null;
        for (OldManifest each : manifests) {
            Platform platform = each.platform();
            if (wanted != null && platform != null) {
                if (wanted.equals(platform)) {
                    return each.descriptor();
                }
                // Another version of the system, or of the processor, has more of it than nothing.
                boolean isAlike = wanted.os().equals(platform.os())
                        && wanted.architecture().equals(platform.architecture());
                alike = isAlike && alike == null ? each.descriptor() : alike;
            }
        }
        return alike == null && manifests.size() == 1 ? manifests.get(0).descriptor() : alike;
    }

    /** A manifest of an old image, and for which platform it is. */
    private record OldManifest(
            Descriptor descriptor, @Nullable Platform platform) {}

    private List<OldManifest> oldManifests(Descriptor oldImage) throws IOException {
        List<OldManifest> manifests = new ArrayList<>();
        for (Descriptor each : ImageManifests.of(oldDocuments, oldImage, PlatformMatcher.all())) {
            if (oldPlace.content().info(each.digest()).isPresent()
                    && oldDocuments.manifest(each).isImage()) {
                manifests.add(new OldManifest(each, platform(oldDocuments, each)));
            }
        }
        return manifests;
    }

    private static @Nullable Platform platform(Documents documents, Descriptor manifest) throws IOException {
        Descriptor config = documents.manifest(manifest).config();
        return MediaTypes.isConfig(config.mediaType())
                ? documents.config(config).platform()
                : null;
    }

    private static List<Digest> diffIds(Documents documents, @Nullable Manifest manifest) throws IOException {
        return manifest != null && MediaTypes.isConfig(manifest.config().mediaType())
                ? documents.config(manifest.config()).diffIds()
                : List.of();
    }
}
