package dev.drayage.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dray delta}. */
@Command(
        name = "delta",
        mixinStandardHelpOptions = true,
        description = {
            "Make what leads from one image to another, and apply it: a fraction of the bytes, and every digest as it was.",
            "A delta is an OCI artifact that can be kept and copied as images are."
        },
        subcommands = {DeltaCreateCommand.class, DeltaApplyCommand.class, DeltaInspectCommand.class})
final class DeltaCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name what to do: create, apply or inspect");
    }
}
