package dev.drayage.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code dray repositories}. */
@Command(
        name = "repositories",
        mixinStandardHelpOptions = true,
        description = "List the repositories of a registry, one a line; many registries tell nobody.",
        footerHeading = "%nExamples:%n",
        footer = {"  dray repositories localhost:5000"})
final class RepositoriesCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions output;

    @Mixin
    private RegistryArguments registries;

    @Parameters(
            paramLabel = "HOST",
            converter = RegistryNames.HostConverter.class,
            description = "The registry, such as localhost:5000 or docker://localhost:5000.")
    private String host;

    @Override
    public Integer call() throws IOException {
        registries.client(output).repositories(host, name -> {
            if (output.json()) {
                output.document(fields -> fields.name("repository").value(name));
            } else {
                output.line(name);
            }
        });
        return ExitCode.DONE;
    }
}
