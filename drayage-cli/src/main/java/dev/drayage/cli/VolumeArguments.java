package dev.drayage.cli;

import dev.drayage.place.PlaceName;
import dev.drayage.task.Sleeper;
import dev.drayage.volume.VolumeNames;
import dev.drayage.volume.VolumeOptions;
import dev.drayage.volume.VolumeSet;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the volumes of an archive are that was cut into several. */
final class VolumeArguments {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    @Option(
            names = "--volumes",
            paramLabel = "DIR",
            description =
                    "Where further volumes of an archive are, such as FILE.002, than beside the one that is named."
                            + " Repeatable.")
    private List<Path> directories = new ArrayList<>();

    @Option(
            names = "--wait",
            description =
                    "Wait for volumes that are not there, and read them as they come; on a terminal they are asked"
                            + " for without this.")
    private boolean waits;

    /**
     * Refuses options that were given though no archive that is read is in volumes. One that is not there says so itself.
     *
     * @throws WrongUseException then
     */
    void requireUse(List<PlaceName> from) {
        List<PlaceName> archives = from.stream().filter(PlaceNames::isArchive).toList();
        if ((directories.isEmpty() && !waits)
                || archives.isEmpty()
                || archives.stream().anyMatch(this::mayBeInVolumes)) {
            return;
        }
        String option = waits ? "--wait" : "--volumes";
        Optional<VolumeNames> names = VolumeNames.ofPart(archives.get(0).path());
        throw new WrongUseException(
                names.isEmpty()
                        ? option
                                + " is for archives in volumes, oci-archive:FILE.001 or FILE.volumes, and has no effect on "
                                + archives.get(0) + "; leave it out"
                        : option + " is for archives in volumes, and for " + archives.get(0) + " neither "
                                + names.get().index() + " nor the last volume was found; copy one of them beside it");
    }

    private boolean mayBeInVolumes(PlaceName archive) {
        try {
            return VolumeSet.find(archive.path(), new VolumeOptions(directories, null))
                            .isPresent()
                    || !(archive.place().equals("-") || Files.exists(archive.path()));
        } catch (IOException e) {
            return true; // told when it is opened
        }
    }

    /** How volumes are found. */
    VolumeOptions options(OutputOptions output) {
        return new VolumeOptions(directories, absent(output));
    }

    private VolumeOptions.@Nullable AbsentVolume absent(OutputOptions output) {
        if (waits) {
            Set<String> told = new HashSet<>();
            return (name, places) -> {
                if (told.add(name)) {
                    output.message("waiting for " + name + " in " + words(places));
                }
                Sleeper.ofSystem().sleep(PAUSE, "waiting for " + name);
                return true;
            };
        }
        boolean isAsked = output.terminal().errIsTerminal() && !output.quiet() && !output.json();
        Optional<Console> console = Optional.ofNullable(System.console());
        return isAsked && console.isPresent() ? (name, places) -> ask(console.get(), output, name, places) : null;
    }

    private static boolean ask(Console console, OutputOptions output, String name, List<Path> places)
            throws IOException {
        output.terminal()
                .err()
                .print("Put in the medium with " + name + ", looked for in " + words(places)
                        + ", and press Enter, or type q to stop: ");
        output.terminal().err().flush();
        String line = console.readLine();
        return line != null && !line.strip().equalsIgnoreCase("q");
    }

    private static String words(List<Path> places) {
        return places.stream().map(Path::toString).collect(Collectors.joining(", "));
    }
}
