package dev.drayage.cli;

import dev.drayage.content.ContentNotFoundException;
import dev.drayage.graph.Documents;
import dev.drayage.graph.ImageManifests;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.RawDocument;
import dev.drayage.place.PlaceName;
import dev.drayage.platform.PlatformMatcher;
import dev.drayage.source.Source;
import dev.drayage.source.Sources;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dray inspect}. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Show what documents say of images: platforms, how to run them, layers and history; or print a"
                + " document as it is stored.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  dray inspect oci:images:v1",
            "  dray inspect oci-archive:image.tar --raw | jq .",
            "  dray inspect oci:images:v1 --config --platform linux/arm64",
            "  dray inspect oci:images:v1 --platform linux/arm64 --format '{{.Config.Env}}'",
            "  dray inspect oci:images:v1 --format '{{range .Manifests}}{{.Digest}}\\n{{end}}'"
        })
final class InspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOptions output;

    @Parameters(
            paramLabel = "SOURCE",
            converter = PlaceNames.Converter.class,
            description =
                    "NAME of a stored image, oci:DIR[:TAG|@DIGEST] or oci-archive:FILE[:TAG|@DIGEST]; of these, every image"
                            + " without a tag or digest.")
    private PlaceName name;

    @Mixin
    private PlaceArguments places;

    /** One document, to the byte, or what a template makes of all of them. */
    static final class Document {
        @Option(
                names = "--raw",
                required = true,
                description =
                        "Print the manifest or index of the image, byte for byte; with --platform, that manifest.")
        @SuppressWarnings("UnusedVariable") // what is not the config is the document itself
        private boolean raw;

        @Option(
                names = "--config",
                required = true,
                description = "Print the config of the image, byte for byte; with --platform, of that platform.")
        private boolean config;

        @Option(
                names = "--format",
                required = true,
                paramLabel = "TEMPLATE",
                description = "Print what a template of Go's makes of an image: fields of what --json prints, as"
                        + " {{.Digest}} or {{json .Config}}, with range, if, join, index and len.")
        private @Nullable String format;
    }

    @ArgGroup
    private @Nullable Document document;

    @Mixin
    private PlatformArgument platform;

    @Override
    public Integer call() throws IOException {
        FormatTemplate template = template();
        places.requireUse(List.of(name));
        try (Sources sources = platform.of(places.open(List.of(name), output).requireImages(), output)) {
            Source source = sources.all().get(0);
            Documents documents = new Documents(source.content());
            if (document != null && template == null) {
                print(source, documents, document);
                return ExitCode.DONE;
            }
            for (Descriptor image : source.images()) {
                Map<String, Object> description = ImageDescription.of(source, documents, image);
                if (template != null) {
                    output.terminal().out().println(formatted(template, description));
                } else if (output.json()) {
                    output.document(json -> JsonTree.fields(json, description));
                } else {
                    new InspectedImage(output).print(Source.label(image), description);
                }
            }
            return ExitCode.DONE;
        }
    }

    private @Nullable FormatTemplate template() {
        if (document == null) {
            return null;
        }
        String format = document.format;
        if (output.json()) {
            throw new ParameterException(
                    spec.commandLine(),
                    (format != null ? "--format" : document.config ? "--config" : "--raw")
                            + " and --json are two kinds of output; choose one");
        }
        if (format == null) {
            return null;
        }
        try {
            return FormatTemplate.parse(format);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--format: " + e.getMessage(), e);
        }
    }

    private String formatted(FormatTemplate template, Map<String, Object> description) {
        try {
            return template.format(description);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--format: " + e.getMessage(), e);
        }
    }

    private void print(Source source, Documents documents, Document wanted) throws IOException {
        if (source.images().size() > 1) {
            throw new WrongUseException(
                    name + " holds " + source.images().size() + " images; choose one with :TAG or @DIGEST");
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
        List<Descriptor> all = ImageManifests.of(documents, image, PlatformMatcher.all());
        // What is attested of an image is listed beside it, for no machine.
        List<Descriptor> machines = all.stream()
                .filter(manifest ->
                        manifest.platform() == null || !manifest.platform().isUnknown())
                .toList();
        List<Descriptor> manifests = machines.isEmpty() ? all : machines;
        if (manifests.isEmpty()) {
            throw ContentNotFoundException.of(List.of(), name + " has no manifest, and so no config");
        }
        if (manifests.size() > 1) {
            throw new WrongUseException(name + " has " + manifests.size() + " manifests; choose one with --platform");
        }
        return manifests.get(0);
    }
}
