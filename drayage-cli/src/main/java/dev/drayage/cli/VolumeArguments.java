package dev.drayage.cli;

import dev.drayage.task.Sleeper;
import dev.drayage.volume.VolumeOptions;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
        Console console = System.console();
        boolean isAsked = output.terminal().errIsTerminal() && console != null && !output.quiet() && !output.json();
        return isAsked ? (name, places) -> ask(console, output, name, places) : null;
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
