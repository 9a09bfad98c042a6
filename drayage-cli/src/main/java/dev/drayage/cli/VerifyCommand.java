package dev.drayage.cli;

import dev.drayage.content.ContentInfo;
import dev.drayage.json.GoJsonWriter;
import dev.drayage.list.WantedImage;
import dev.drayage.place.PlaceName;
import dev.drayage.place.check.WholePlaceCheck;
import dev.drayage.registry.Registry;
import dev.drayage.source.Source;
import dev.drayage.source.Sources;
import dev.drayage.sync.NameMap;
import dev.drayage.sync.Sync;
import dev.drayage.sync.SyncPlan;
import dev.drayage.verify.ImageVerification;
import dev.drayage.verify.VerifyOptions;
import dev.drayage.verify.VerifyReport;
import dev.drayage.verify.VerifyReport.Finding;
import dev.drayage.volume.VolumeSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dray verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Read everything and say whether it is what it claims to be: sizes and digests of all blobs, the shape of"
                    + " manifests, the diffIDs that layers unpack to, what is missing and what nothing refers to.",
            "Of a registry's storage without a repository, every blob is hashed once and every link followed.",
            "Exits with 3 if content is missing, 4 if it is corrupt, 1 if some of it could not be checked within the"
                    + " limits."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  dray verify oci:images",
            "  dray verify oci-archive:image.tar:v1",
            "  dray verify --list images.lock docker://registry.internal/mirror"
        })
final class VerifyCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions output;

    @Mixin
    private SourceArguments arguments;

    @Mixin
    private BaseArguments bases;

    @Option(
            names = "--list",
            paramLabel = "LIST",
            description =
                    "Check instead that the images of this list or lock are at the place: each name, at its digest"
                            + " if that is known, and every blob, which is not read. Repeatable.")
    private List<String> lists = List.of();

    @Mixin
    private NameArguments naming;

    @Override
    public Integer call() throws IOException {
        if (!lists.isEmpty()) {
            return verifyList();
        }
        if (naming.areGiven()) {
            throw new WrongUseException(
                    "--map and --scoped say what the images of a --list are called, and there is none; leave them out");
        }
        int code = ExitCode.DONE;
        List<PlaceName> others = new ArrayList<>();
        for (PlaceName name : arguments.namesToUnpack(bases)) {
            if (!arguments.platformIsGiven()
                    && PlaceNames.KINDS.provider(name) instanceof WholePlaceCheck check
                    && check.isWhole(name)) {
                code = Math.max(code, WholeCheckOutput.run(check, name, arguments.options(name, output), output));
            } else {
                others.add(name);
            }
        }
        Set<PlaceName> damaged = new HashSet<>();
        for (PlaceName name : others) {
            if (verifyVolumes(name) != ExitCode.DONE) {
                damaged.add(name);
                code = ExitCode.CORRUPT;
            }
        }
        return others.isEmpty() ? code : Math.max(code, verifyImages(others, damaged));
    }

    private int verifyList() throws IOException {
        if (arguments.platformIsGiven() || bases.areGiven()) {
            throw new WrongUseException("--platform and --base do not apply to a --list, which says what there must be;"
                    + " leave them out");
        }
        List<PlaceName> names = arguments.names();
        if (names.size() > 1) {
            throw new WrongUseException("a --list is compared with one place, and " + names.size() + " are named");
        }
        PlaceName place = WholePlaceConverter.whole(names.get(0).toString());
        Registry client = arguments
                .options(ListArguments.REGISTRIES, output)
                .get(Registry.class)
                .orElseThrow();
        List<WantedImage> wanted = ListArguments.read(lists, client, output);
        NameMap calling = naming.of(place);
        calling.requireUse(wanted);
        SyncEvents events = new SyncEvents(output);
        try (Sync sync =
                Sync.to(PlaceNames.KINDS.provider(place), place, arguments.options(place, output), calling, events)) {
            List<SyncPlan.Failure> failures = sync.verify(wanted);
            events.verified(sync.location(), wanted, failures);
            return failures.stream()
                    .map(failure -> Failures.exitCode(failure.cause()))
                    .max(Integer::compare)
                    .orElse(ExitCode.DONE);
        }
    }

    /** Blobs are not all of an archive: what is between them only the volumes have a digest of. */
    private int verifyVolumes(PlaceName name) throws IOException {
        if (!PlaceNames.isArchive(name)) {
            return ExitCode.DONE;
        }
        Optional<VolumeSet> volumes = VolumeSet.find(name.path(), arguments.volumes(output));
        List<String> problems = volumes.isEmpty() ? List.of() : volumes.get().check();
        for (String problem : problems) {
            if (output.json()) {
                output.document(json -> json.name("source")
                        .value(name.toString())
                        .name("verdict")
                        .value("corrupt")
                        .name("message")
                        .value(problem));
            } else {
                output.line("corrupt: " + problem);
            }
        }
        return problems.isEmpty() ? ExitCode.DONE : ExitCode.CORRUPT;
    }

    /** Of archives whose volumes are damaged it is not said that they are right, whatever their blobs are. */
    private int verifyImages(List<PlaceName> names, Set<PlaceName> damaged) throws IOException {
        int code = ExitCode.DONE;
        try (Sources sources = arguments.openToUnpack(names, bases, output)) {
            for (Source source : sources.all()) {
                // Only of a whole layout can it be said that nothing refers to a blob.
                boolean isWhole = source.name().image() == null && !arguments.platformIsGiven();
                List<ContentInfo> stored = isWhole ? source.stored() : List.of();
                VerifyReport report = ImageVerification.verify(
                        source.content(),
                        source.verified(),
                        stored,
                        VerifyOptions.defaults().withMaxZstdWindow(arguments.maxZstdWindow()));
                tell(source, report, damaged.contains(source.name()));
                source.distrust(report);
                code = Math.max(code, exitCode(report));
            }
        }
        return code;
    }

    private static int exitCode(VerifyReport report) {
        if (report.isSound()) {
            return ExitCode.DONE;
        }
        if (report.isCorrupt()) {
            return ExitCode.CORRUPT;
        }
        return report.has(Finding.Kind.MISSING) ? ExitCode.MISSING : ExitCode.FAILED;
    }

    private static String verdict(VerifyReport report, boolean isDamaged) {
        return isDamaged ? "corrupt" : verdict(report);
    }

    private static String verdict(VerifyReport report) {
        return switch (exitCode(report)) {
            case ExitCode.DONE -> "ok";
            case ExitCode.CORRUPT -> "corrupt";
            case ExitCode.MISSING -> "missing";
            default -> "unchecked";
        };
    }

    private void tell(Source source, VerifyReport report, boolean isDamaged) {
        if (output.json()) {
            output.document(json -> document(json, source, report, isDamaged));
            return;
        }
        for (Finding finding : report.findings()) {
            output.line(
                    finding.kind().name().toLowerCase(Locale.ROOT) + ": " + OptionNames.translate(finding.message()));
        }
        for (ContentInfo blob : report.unreferenced()) {
            output.line("note: blob " + blob.digest() + " (" + ByteCount.exact(blob.size()) + ") is unreferenced");
        }
        output.line(source.name() + ": " + (report.isSound() && !isDamaged ? "ok" : "NOT ok") + ", " + report.blobs()
                + " blobs, " + ByteCount.exact(report.bytes()) + ", " + report.diffIds()
                + (report.diffIds() == 1 ? " diffID" : " diffIDs") + " compared");
    }

    private static void document(GoJsonWriter json, Source source, VerifyReport report, boolean isDamaged) {
        json.name("source").value(source.name().toString());
        json.name("verdict").value(verdict(report, isDamaged));
        json.name("blobs").value(report.blobs());
        json.name("bytes").value(report.bytes());
        json.name("diffIds").value(report.diffIds());
        json.name("findings").beginArray();
        for (Finding finding : report.findings()) {
            json.beginObject();
            json.name("kind").value(finding.kind().name().toLowerCase(Locale.ROOT));
            json.name("digest").value(finding.digest().toString());
            json.name("message").value(OptionNames.translate(finding.message()));
            json.endObject();
        }
        json.endArray();
        json.name("unreferenced").beginArray();
        report.unreferenced().forEach(blob -> json.value(blob.digest().toString()));
        json.endArray();
    }
}
