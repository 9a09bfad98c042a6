package dev.drayage.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dray version}. */
@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        description = "Print the version, the commit that it was built of, and the Java that runs it.",
        footerHeading = "%nExamples:%n",
        footer = {"  dray version", "  dray version --json"})
final class VersionCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() {
        Version version = Version.ofBuild();
        if (output.json()) {
            output.document(version::write);
        } else {
            output.line(version.text());
        }
        return ExitCode.DONE;
    }
}
