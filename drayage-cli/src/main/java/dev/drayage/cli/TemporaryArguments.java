package dev.drayage.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where is put aside what is not needed in the end. */
final class TemporaryArguments {
    @Option(
            names = "--temp",
            paramLabel = "DIR",
            description =
                    "Where unpacked files and layers are put aside while they are worked on; default: beside what is"
                            + " written, else the directory for temporary files.")
    private @Nullable Path directory;

    /** The directory. */
    Path directory(CopyDestination target) throws IOException {
        if (directory == null) {
            return target.spoolDirectory();
        }
        if (!Files.isDirectory(directory)) {
            throw new WrongUseException("--temp: " + directory + " is no directory");
        }
        return directory;
    }
}
