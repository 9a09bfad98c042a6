package dev.drayage.cli;

import dev.drayage.archive.ArchiveReadOptions;
import dev.drayage.docker.ImageForm;
import dev.drayage.image.NamedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dray copy}. */
@Command(
        name = "copy",
        mixinStandardHelpOptions = true,
        description = {
            "Copy images from any place to any other, verified; what is there already is not read.",
            "Digests stay as they are, unless --compress is given or the images go into a docker-archive, which holds no"
                    + " manifests."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  dray copy docker-archive:saved.tar oci:images",
            "  dray copy oci:images:v1 docker-archive:app.tar:registry.example/app:v1",
            "  dray copy oci-archive:image.tar.gz:v1 registry.example/app:v1",
            "  dray copy oci-archive:image.tar.gz:v1 docker://registry.example/app:v1",
            "  dray copy docker://r.example/app:v1 docker://mirror.example/app:v1 --referrers",
            "  dray copy oci-archive:image.tar.gz containerd: --namespace k8s.io",
            "  dray copy docker://r.example/app:v1 oci:images:v1 --platform linux/arm64"
        })
final class CopyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOptions output;

    @Mixin
    private PlaceOptions places;

    @Mixin
    private SelectionArguments selection = new SelectionArguments(SelectionArguments.OnePlatform.MANIFEST);

    @Mixin
    private ConversionArguments conversion;

    @Parameters(
            index = "0",
            paramLabel = "SOURCE",
            converter = SourceName.Converter.class,
            description = "Images to copy; of a layout or archive, every image without a tag or digest.")
    private SourceName from;

    @Parameters(
            index = "1",
            paramLabel = "DESTINATION",
            converter = SourceName.Converter.class,
            description =
                    "Where to: oci:DIR[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:REF], docker://REF in a"
                            + " registry, containerd:[NAME] in a running containerd, or the NAME of an image in the local"
                            + " store.")
    private SourceName to;

    @Option(
            names = "--referrers",
            description = "Take along what refers to the images, and to that in turn: signatures, SBOMs, attestations.")
    private boolean referrers;

    @Option(
            names = "--force",
            description = "Replace an archive that is there already; without it, nothing is written then.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        if (to.image() != null && to.image().startsWith("@")) {
            throw new ParameterException(
                    spec.commandLine(), "a destination has no digest: the image has the one it has, in " + to.text());
        }
        if (from.isSameAs(to)) {
            throw new ParameterException(
                    spec.commandLine(), "source and destination are the same, " + to.text() + "; name another");
        }
        selection.requireSense();
        requireUsefulPlatforms();
        if (selection.sparseIndexIsGiven()) {
            places.registries().allowSparseIndexes();
        }
        if (force && (!isToArchive() || new ArchiveOutput(to.place()).isStream())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--force replaces the file of an oci-archive: or docker-archive:, which " + to.text() + " is not");
        }
        if (to.transport() == Transport.DOCKER_ARCHIVE) {
            selection.requireNoSkippedLayers(to.text());
        }
        conversion.requireNoReferrers(referrers);
        places.requireUse(List.of(from), Set.of(to.transport()), conversion.unpacking());
        if (to.transport() == Transport.DOCKER_ARCHIVE) {
            conversion.requireNoFormat(to.text());
        }
        places.openArchives(ArchiveReadOptions.spoolingTo(spoolDirectory()));
        places.writeArchives(output, force);
        try (Sources sources = selection
                        .of(Sources.open(List.of(from), places).requireImages(), output)
                        .requireDiffIds(places.maxZstdWindow());
                ConvertedSources converted = conversion.convert(
                        sources,
                        spoolDirectory(),
                        formOfDockerArchives(),
                        selection.selection().platforms().filter(),
                        places.maxZstdWindow(),
                        output);
                Target target = to.transport().openTarget(to, places).from(from);
                CopyEvents events = new CopyEvents(output, to.text())) {
            Source source = converted.all().get(0);
            List<NamedImage> images = Target.named(source.images(), target)
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(),
                            from.text() + " holds several images, and " + to.text()
                                    + " names one; choose one with :TAG or @DIGEST"));
            target.copy(source.content(), withReferrers(images, source), selection, events);
            return ExitCode.DONE;
        }
    }

    /** What containerd makes of them, except where tools look for OCI's media types alone. */
    private @Nullable ImageForm formOfDockerArchives() {
        return to.transport() == Transport.LAYOUT || to.transport() == Transport.ARCHIVE ? ImageForm.OCI : null;
    }

    private boolean isToArchive() {
        return to.transport() == Transport.ARCHIVE || to.transport() == Transport.DOCKER_ARCHIVE;
    }

    private void requireUsefulPlatforms() {
        if (selection.preferenceIsGiven() && !isToArchive()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--platform beside --all-platforms says which platform goes into manifest.json, which " + to.text()
                            + " has none of; leave one of them out");
        }
        if (selection.sparseIndexIsGiven() && to.transport() == Transport.DOCKER_ARCHIVE) {
            throw new ParameterException(
                    spec.commandLine(), "--sparse-index does not apply to " + to.text() + ", which holds no index");
        }
    }

    /** What refers to an image goes along without a name. */
    private List<NamedImage> withReferrers(List<NamedImage> images, Source source) throws IOException {
        if (!referrers) {
            return images;
        }
        List<NamedImage> all = new ArrayList<>(images);
        source.referrers(selection.selection().platforms()).forEach(found -> all.add(new NamedImage(found, null)));
        return all;
    }

    /** Beside the destination, where there is room for it anyway; where that is not made yet, beside its directory. */
    private Path spoolDirectory() throws IOException {
        if (isToArchive() && new ArchiveOutput(to.place()).isStream()) {
            return Path.of(System.getProperty("java.io.tmpdir"));
        }
        Path beside =
                switch (to.transport()) {
                    case STORE -> places.store().root();
                    case REGISTRY -> Path.of(System.getProperty("java.io.tmpdir"));
                    default -> to.path();
                };
        return Stream.iterate(beside.toAbsolutePath(), path -> path != null, Path::getParent)
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow();
    }
}
