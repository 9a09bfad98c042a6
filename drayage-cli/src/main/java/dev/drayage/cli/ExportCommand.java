package dev.drayage.cli;

import dev.drayage.archive.ArchiveOptions;
import dev.drayage.archive.ImageArchive;
import dev.drayage.archive.WriteOptions;
import dev.drayage.delta.BundleDeltas;
import dev.drayage.docker.ImageForm;
import dev.drayage.fill.FilledContent;
import dev.drayage.image.NamedImage;
import dev.drayage.naming.ImageNames;
import dev.drayage.place.PlaceName;
import dev.drayage.place.files.ArchiveOutput;
import dev.drayage.source.Source;
import dev.drayage.source.Sources;
import dev.drayage.volume.VolumeNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

/** {@code dray export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Write images into one OCI archive, verified, as containerd's export lays it out.",
            "Of an image for several platforms it keeps the index, as containerd does, even with --platform; with"
                    + " --no-sparse-index the manifest of that platform takes the name, as with copy."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  dray export oci:images:v1 -o image.tar",
            "  dray export oci:images:v1 -o - --name app:v1 | ssh node ctr images import -",
            "  dray export docker://registry.example/app:v1 -o image.tar --referrers",
            "  dray export oci:images:v1 oci-archive:other.tar:v2 -o both.tar",
            "  dray export --list images.txt -o bundle.tar",
            "  dray export oci:images:v2 --base oci-archive:v1.tar -o v2.tar",
            "  dray export oci:images:v2 --base oci:images:v1 --delta -o v2.tar",
            "  dray export oci:images -o images.tar --split FAT32"
        })
final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOptions output;

    @Mixin
    private PlaceArguments places;

    @Parameters(
            paramLabel = "SOURCE",
            arity = "0..*",
            description = "Images to export; without a tag or digest, every image of the source.")
    private List<String> sources = new ArrayList<>();

    private List<PlaceName> names = List.of();

    @Mixin
    private ListArguments listed;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The archive to write; - is standard output.")
    private String file;

    @Mixin
    private SelectionArguments selection = new SelectionArguments(SelectionArguments.OnePlatform.SPARSE_INDEX);

    @Mixin
    private ConversionArguments conversion;

    @Mixin
    private FillArguments filling;

    @Mixin
    private BundleArguments bundle;

    @Option(
            names = "--name",
            paramLabel = "REF",
            description = "What the archive calls the image, for example registry.example/app:v1.")
    private @Nullable String imageName;

    @Option(names = "--no-docker-manifest", description = "Leave out manifest.json, which docker load reads.")
    private boolean noDockerManifest;

    @Option(
            names = "--split",
            paramLabel = "SIZE",
            converter = VolumeSize.class,
            description = "Write volumes of this size, FILE.001 and so on, and their index, FILE.volumes: 700M, 4.7G or"
                    + " 4GiB; FAT32 is its largest file. Interrupted, it goes on when it is run again.")
    private @Nullable Long volumeBytes;

    @Option(
            names = "--no-sync",
            description =
                    "Do not wait until the file is on the disk: sooner done, but a power cut soon after may leave it"
                            + " cut short.")
    private boolean noSync;

    @Option(
            names = "--referrers",
            description = "Take along what refers to the images, and to that in turn: signatures, SBOMs, attestations.")
    private boolean referrers;

    @Override
    public Integer call() throws IOException {
        names = PlaceNames.parse(spec, sources);
        if (file.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "-o names no file; give one, or - for standard output");
        }
        if (PlaceNames.hasScheme(file) && !Files.exists(Path.of(file))) {
            throw new ParameterException(
                    spec.commandLine(), "-o names a file; to write to " + file + ", type: dray copy SOURCE " + file);
        }
        if (names.isEmpty() && !listed.areGiven()) {
            throw new ParameterException(spec.commandLine(), "SOURCE is missing; name images, or a --list of them");
        }
        listed.requireSense(names);
        List<PlaceName> from = listed.areGiven() ? List.of(ListArguments.REGISTRIES) : names;
        List<PlaceName> read = filling.with(Stream.concat(from.stream(), bundle.places().stream())
                .distinct()
                .toList());
        if (!file.equals("-") && read.stream().anyMatch(name -> PlaceNames.isArchive(name) && isWritten(name))) {
            throw new ParameterException(
                    spec.commandLine(), "-o names " + file + ", which is read from; name another file");
        }
        ArchiveOutput target = new ArchiveOutput(file);
        if (noSync && target.isStream()) {
            throw new ParameterException(
                    spec.commandLine(), "--no-sync is for a file, and " + target.label() + " is none; leave it out");
        }
        if (volumeBytes != null && target.isStream()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--split writes files, and " + target.label() + " is none; name a file, or use split(1)");
        }
        if (target.isStandardOutput()) {
            if (output.terminal().outIsTerminal()) {
                throw new ParameterException(
                        spec.commandLine(), "an archive is not for a terminal; give a file with -o or pipe it on");
            }
            output.leaveOutToData();
        }
        selection.requireSense();
        bundle.requireSense();
        requireNoDockerManifest();
        if (noDockerManifest && selection.preferenceIsGiven()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--platform beside --all-platforms says which platform goes into manifest.json, which"
                            + " --no-docker-manifest leaves out; leave one of them out");
        }
        conversion.requireNoReferrers(referrers);
        places.requireUse(read, Set.of(), conversion.unpacking());
        try (Sources sources = selection
                        .of(filled(opened().requireImages(), target), output)
                        .requireDiffIds(places.maxZstdWindow());
                ConvertedSources converted = conversion.convert(
                        sources,
                        target.directory(),
                        ImageForm.OCI,
                        selection.selection().platforms().filter(),
                        places.maxZstdWindow(),
                        output);
                BundleArguments.Opened bases = bundle.open(places, output);
                DeltaEvents making = new DeltaEvents(output, file);
                BundleDeltas deltas = bases.deltas(
                        converted.sources().content(), target.directory(), places.maxZstdWindow(), making);
                ImageArchive archive = ImageArchive.plan(
                        converted.sources().content(), roots(converted.sources()), options(), bases.bases(), deltas)) {
            making.finishWhole();
            if (deltas != null) {
                deltas.warnings().forEach(output::warning);
            }
            ExportEvents events = new ExportEvents(output, archive, target, volumeBytes);
            events.planned();
            try (Progress progress = events.progress()) {
                WriteOptions writing = writing(sources).withProgress(progress);
                if (volumeBytes != null) {
                    archive.writeVolumes(Path.of(file), volumeBytes, writing);
                } else {
                    target.write(archive, writing, output.terminal().data());
                }
            } catch (IOException e) {
                throw target.isStandardOutput() ? ClosedPipeException.insteadOf(e) : e;
            }
            filling.tell(output);
            events.written();
            return ExitCode.DONE;
        }
    }

    private Sources opened() throws IOException {
        return listed.areGiven() ? listed.open(places, selection.platforms(), output) : places.open(names, output);
    }

    /** Whether an archive that is read would be replaced, or volumes of it. */
    private boolean isWritten(PlaceName name) {
        Path written = Path.of(file);
        Optional<VolumeNames> read = VolumeNames.ofPart(name.path());
        // Without --split the file may have the name of one volume of those that are read.
        return name.isAt(written)
                || (volumeBytes != null && read.map(VolumeNames::path).equals(Optional.of(written.toAbsolutePath())))
                || (volumeBytes == null && read.isPresent() && read.equals(VolumeNames.ofPart(written)));
    }

    /** What is piped on cannot be taken back, and what is converted is read by others than those who would read it again. */
    private Sources filled(Sources sources, ArchiveOutput target) throws IOException {
        boolean isOnce = !target.isStream() && volumeBytes == null && !conversion.isGiven();
        return filling.fill(
                sources, isOnce ? FilledContent.Reading.ONCE : FilledContent.Reading.VERIFIED, places, output);
    }

    private void requireNoDockerManifest() {
        if (bundle.places().isEmpty()) {
            return;
        }
        if (noDockerManifest) {
            throw new ParameterException(
                    spec.commandLine(), "--base leaves manifest.json out anyway; leave --no-docker-manifest out");
        }
        if (selection.preferenceIsGiven()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--platform beside --all-platforms says which platform goes into manifest.json, which --base"
                            + " leaves out; leave one of them out");
        }
    }

    /** What came over a network once should not be lost. */
    private WriteOptions writing(Sources sources) {
        WriteOptions writing = WriteOptions.defaults().withSynced(!noSync);
        if (sources.areRemote(PlaceNames.KINDS)) {
            writing = writing.withUnfinished(WriteOptions.Unfinished.KEEP);
        }
        return writing.withParallelism(selection.threads(writing.parallelism(), sources.content()));
    }

    private List<NamedImage> roots(Sources sources) throws IOException {
        List<NamedImage> roots = new ArrayList<>(named(sources));
        if (referrers) {
            for (Source source : sources.all()) {
                source.referrers(selection.selection().platforms())
                        .forEach(found -> roots.add(new NamedImage(found, null)));
            }
        }
        return roots;
    }

    private List<NamedImage> named(Sources sources) {
        List<NamedImage> roots = new ArrayList<>();
        for (Source source : sources.all()) {
            source.images().forEach(image -> roots.add(NamedImage.of(image)));
        }
        if (imageName == null) {
            return roots;
        }
        // What is listed as referring to an image goes along without the name.
        List<NamedImage> named = new ArrayList<>(roots);
        if (!named.removeIf(root -> ImageNames.isReferrer(root.descriptor())) || named.isEmpty()) {
            named = roots;
        }
        if (named.stream().map(root -> root.descriptor().digest()).distinct().count() > 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--name is for one image, but " + named.size() + " were chosen; choose one with :TAG or @DIGEST");
        }
        try {
            NamedImage image = NamedImage.named(named.get(0).descriptor(), imageName);
            roots.removeAll(named);
            roots.add(0, image);
            return roots;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--name: " + e.getMessage(), e);
        }
    }

    private ArchiveOptions options() {
        return ArchiveOptions.of(selection.selection())
                .withDockerManifest(
                        noDockerManifest ? ArchiveOptions.DockerManifest.OMIT : ArchiveOptions.DockerManifest.WRITE);
    }
}
