package dev.drayage.cli;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.graph.Documents;
import dev.drayage.graph.GraphLimits;
import dev.drayage.graph.ImageManifests;
import dev.drayage.graph.ImageSummary;
import dev.drayage.oci.ArtifactManifest;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.ImageConfig;
import dev.drayage.oci.JsonLimits;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.Platform;
import dev.drayage.oci.PlatformMatcher;
import dev.drayage.oci.RawDocument;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dray inspect}. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Tell about images: their platforms, configs and layers; or print a document as it is stored.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  dray inspect oci:images:v1",
            "  dray inspect oci-archive:image.tar --raw | jq .",
            "  dray inspect oci:images:v1 --config --platform linux/arm64"
        })
final class InspectCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions output;

    @Parameters(
            paramLabel = "SOURCE",
            converter = SourceName.Converter.class,
            description =
                    "NAME of a stored image, oci:DIR[:TAG|@DIGEST] or oci-archive:FILE[:TAG|@DIGEST]; of these, every image"
                            + " without a tag or digest.")
    private SourceName name;

    @Mixin
    private PlaceOptions places;

    /** One document, to the byte. */
    static final class Document {
        @Option(
                names = "--raw",
                required = true,
                description =
                        "Print the manifest or index of the image, byte for byte; with --platform, that manifest.")
        private boolean raw;

        @Option(
                names = "--config",
                required = true,
                description = "Print the config of the image, byte for byte; with --platform, of that platform.")
        private boolean config;
    }

    @ArgGroup
    private @Nullable Document document;

    @Mixin
    private PlatformArgument platform;

    @Override
    public Integer call() throws IOException {
        try (Sources sources = platform.of(Sources.open(List.of(name), places).requireImages())) {
            Source source = sources.all().get(0);
            Documents documents = new Documents(source.content(), JsonLimits.defaults());
            if (document != null) {
                print(source, documents, document);
                return ExitCode.DONE;
            }
            for (Descriptor image : source.images()) {
                if (output.json()) {
                    ImageSummary summary = ImageSummary.of(source.content(), documents, GraphLimits.defaults(), image);
                    output.document(json -> ImageFields.write(json, summary));
                } else {
                    describe(source, documents, image);
                }
            }
            return ExitCode.DONE;
        }
    }

    private void print(Source source, Documents documents, Document wanted) throws IOException {
        if (source.images().size() > 1) {
            throw new ContentException(
                    ContentException.Kind.INVALID_ARGUMENT,
                    name.text() + " holds " + source.images().size() + " images; choose one with :TAG or @DIGEST");
        }
        Descriptor image = source.images().get(0);
        RawDocument bytes = documents.raw(
                wanted.config
                        ? documents.manifest(onlyManifest(documents, image)).config()
                        : image);
        output.terminal().out().writeBytes(bytes.toByteArray());
        output.terminal().out().flush();
    }

    private Descriptor onlyManifest(Documents documents, Descriptor image) throws IOException {
        List<Descriptor> all = ImageManifests.of(documents, GraphLimits.defaults(), image, PlatformMatcher.all());
        // What is attested of an image is listed beside it, for no machine.
        List<Descriptor> machines = all.stream()
                .filter(manifest ->
                        manifest.platform() == null || !manifest.platform().isUnknown())
                .toList();
        List<Descriptor> manifests = machines.isEmpty() ? all : machines;
        if (manifests.isEmpty()) {
            throw ContentNotFoundException.of(List.of(), name.text() + " has no manifest");
        }
        if (manifests.size() > 1) {
            throw new ContentException(
                    ContentException.Kind.INVALID_ARGUMENT,
                    name.text() + " has " + manifests.size() + " manifests; choose one with --platform");
        }
        return manifests.get(0);
    }

    private void describe(Source source, Documents documents, Descriptor image) throws IOException {
        List<Descriptor> manifests = ImageManifests.of(documents, GraphLimits.defaults(), image, PlatformMatcher.all());
        output.line("Image:       " + Source.label(image));
        output.line("Digest:      " + image.digest());
        output.line("Media type:  " + image.mediaType());
        image.annotations().forEach((key, value) -> output.line("Annotation:  " + key + "=" + value));
        ImageSummary summary = ImageSummary.of(source.content(), documents, GraphLimits.defaults(), image);
        output.line("Content:     " + summary.blobs() + " blobs, " + ByteCount.exact(summary.size())
                + (summary.missing() == 0 ? "" : ", " + summary.missing() + " missing"));
        if (MediaTypes.isArtifactManifest(image.mediaType())) {
            describe(documents.artifact(image));
        }
        for (Descriptor manifest : manifests) {
            output.line("");
            try {
                describe(documents, manifest);
            } catch (ContentException e) {
                output.line("  NOT readable: " + e.getMessage());
            }
        }
        output.line("");
    }

    private void describe(ArtifactManifest artifact) {
        output.line("");
        output.line("  Artifact:  " + artifact.artifactType());
        if (artifact.subject() != null) {
            output.line("  Subject:   " + artifact.subject().digest());
        }
        for (Descriptor blob : artifact.blobs()) {
            output.line(
                    "  Blob:      " + blob.digest() + "  " + ByteCount.rounded(blob.size()) + "  " + blob.mediaType());
        }
    }

    private void describe(Documents documents, Descriptor descriptor) throws IOException {
        Platform of = descriptor.platform();
        output.line("  Manifest:  " + descriptor.digest() + (of == null ? "" : "  " + of));
        Manifest manifest = documents.manifest(descriptor);
        if (manifest.artifactType() != null) {
            output.line("  Artifact:  " + manifest.artifactType());
        }
        if (manifest.subject() != null) {
            output.line("  Subject:   " + manifest.subject().digest());
        }
        output.line("  Config:    " + manifest.config().digest() + "  "
                + manifest.config().mediaType());
        if (MediaTypes.isConfig(manifest.config().mediaType())) {
            ImageConfig config = documents.config(manifest.config());
            output.line("  Platform:  " + config.platform());
            if (config.created() != null) {
                output.line("  Created:   " + config.created());
            }
        }
        for (Descriptor layer : manifest.layers()) {
            output.line("  Layer:     " + layer.digest() + "  " + ByteCount.rounded(layer.size()) + "  "
                    + layer.mediaType());
        }
    }
}
