package dev.drayage.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code dray generate-completion}. */
@Command(
        name = "generate-completion",
        mixinStandardHelpOptions = true,
        description = {
            "Print what a shell completes the words of dray by: commands, options and their values, places, and the"
                    + " images of the local store.",
            "Packages of dray have it installed already."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(dray generate-completion)",
            "  source <(dray generate-completion zsh)",
            "  dray generate-completion fish | source"
        })
final class CompletionCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions output;

    @Parameters(
            paramLabel = "bash|zsh|fish",
            arity = "0..1",
            defaultValue = "bash",
            converter = ShellConverter.class,
            description = "The shell; default: bash.")
    private Shell shell;

    @Override
    public Integer call() throws IOException {
        output.terminal().out().print(shell.completion());
        return ExitCode.DONE;
    }

    /** For picocli. */
    static final class ShellConverter implements ITypeConverter<Shell> {
        @Override
        public Shell convert(String value) {
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "bash" -> Shell.BASH;
                case "zsh" -> Shell.ZSH;
                case "fish" -> Shell.FISH;
                default -> throw new TypeConversionException("'" + value + "' is not bash, zsh or fish");
            };
        }
    }
}
