package dev.drayage.cli;

import dev.drayage.content.ContentException;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.graph.Documents;
import dev.drayage.graph.ImageManifests;
import dev.drayage.graph.ImageSummary;
import dev.drayage.oci.ArtifactManifest;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.ImageConfig;
import dev.drayage.oci.ImageConfig.RunSettings;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.PlatformMatcher;
import dev.drayage.source.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that documents say of an image, as values by name, in the order in which they are printed: strings, numbers, truth
 * values, lists, and maps by name. What could be said and is not is {@link JsonTree.Unset}; lists are always there.
 */
final class ImageDescription {
    private final Documents documents;

    private ImageDescription(Documents documents) {
        this.documents = documents;
    }

    static Map<String, Object> of(Source source, Documents documents, Descriptor image) throws IOException {
        ImageSummary summary = ImageSummary.of(source.content(), documents, image);
        Map<String, Object> all = new LinkedHashMap<>();
        put(all, "name", image.annotation(ImageAnnotations.IMAGE_NAME).orElse(null));
        put(all, "refName", image.annotation(ImageAnnotations.REF_NAME).orElse(null));
        describe(all, image);
        all.put("platforms", strings(summary.platforms()));
        all.put("blobs", (long) summary.blobs());
        all.put("contentSize", summary.size());
        all.put("missing", (long) summary.missing());
        all.put(
                "problems",
                summary.problems().stream().map(OptionNames::translate).toList());
        all.put("annotations", image.annotations());
        all.put("manifests", new ImageDescription(documents).manifests(image));
        return all;
    }

    private List<Object> manifests(Descriptor image) throws IOException {
        List<Object> all = new ArrayList<>();
        if (MediaTypes.isArtifactManifest(image.mediaType())) {
            all.add(artifact(image));
        }
        for (Descriptor manifest : ImageManifests.of(documents, image, PlatformMatcher.all())) {
            Map<String, Object> one = new LinkedHashMap<>();
            describe(one, manifest);
            try {
                describe(one, documents.manifest(manifest));
            } catch (ContentException e) {
                one.put("problem", OptionNames.translate(String.valueOf(e.getMessage())));
            }
            all.add(one);
        }
        return all;
    }

    private Map<String, Object> artifact(Descriptor image) throws IOException {
        ArtifactManifest artifact = documents.artifact(image);
        Map<String, Object> one = new LinkedHashMap<>();
        describe(one, image);
        put(one, "artifactType", artifact.artifactType());
        put(one, "subject", artifact.subject() == null ? null : described(artifact.subject()));
        one.put("annotations", artifact.annotations());
        one.put(
                "layers",
                artifact.blobs().stream().map(ImageDescription::described).toList());
        return one;
    }

    private void describe(Map<String, Object> one, Manifest manifest) throws IOException {
        put(one, "artifactType", manifest.artifactType());
        put(one, "subject", manifest.subject() == null ? null : described(manifest.subject()));
        one.put("annotations", manifest.annotations());
        Map<String, Object> config = described(manifest.config());
        one.put("config", config);
        one.put(
                "layers",
                manifest.layers().stream().map(ImageDescription::described).toList());
        if (!MediaTypes.isConfig(manifest.config().mediaType())) {
            return;
        }
        ImageConfig image = documents.config(manifest.config());
        put(one, "created", image.created());
        one.put("os", image.platform().os());
        one.put("architecture", image.platform().architecture());
        put(one, "variant", image.platform().variant());
        put(one, "osVersion", image.platform().osVersion());
        try {
            describe(config, RunSettings.parse(image.raw(), Limits.defaults()));
        } catch (InvalidDocumentException e) {
            one.put("problem", e.getMessage());
        }
        one.put("diffIds", strings(image.diffIds()));
        one.put(
                "history",
                image.history().stream().map(ImageDescription::described).toList());
    }

    private static void describe(Map<String, Object> config, RunSettings settings) {
        put(config, "user", settings.user());
        config.put("exposedPorts", List.copyOf(settings.exposedPorts()));
        config.put("env", settings.env());
        config.put("entrypoint", settings.entrypoint());
        config.put("cmd", settings.cmd());
        config.put("volumes", List.copyOf(settings.volumes()));
        put(config, "workingDir", settings.workingDir());
        config.put("labels", settings.labels());
        put(config, "stopSignal", settings.stopSignal());
    }

    private static Map<String, Object> described(ImageConfig.History step) {
        Map<String, Object> one = new LinkedHashMap<>();
        put(one, "created", step.created());
        put(one, "createdBy", step.createdBy());
        put(one, "comment", step.comment());
        one.put("emptyLayer", step.emptyLayer());
        return one;
    }

    private static Map<String, Object> described(Descriptor descriptor) {
        Map<String, Object> one = new LinkedHashMap<>();
        describe(one, descriptor);
        return one;
    }

    private static void describe(Map<String, Object> one, Descriptor descriptor) {
        one.put("mediaType", descriptor.mediaType());
        one.put("digest", descriptor.digest().toString());
        one.put("size", descriptor.size());
        if (MediaTypes.isDocument(descriptor.mediaType())) {
            put(one, "platform", descriptor.platform() == null ? null : String.valueOf(descriptor.platform()));
            put(one, "artifactType", descriptor.artifactType());
        }
    }

    private static List<String> strings(Collection<?> values) {
        return values.stream().map(String::valueOf).toList();
    }

    private static void put(Map<String, Object> all, String name, @Nullable Object value) {
        all.put(name, value == null ? JsonTree.Unset.UNSET : value);
    }
}
