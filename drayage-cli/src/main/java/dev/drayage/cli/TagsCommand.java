package dev.drayage.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dray tags}. */
@Command(
        name = "tags",
        mixinStandardHelpOptions = true,
        description = "List the tags of a repository in a registry, one a line.",
        footerHeading = "%nExamples:%n",
        footer = {"  dray tags docker://registry.example/app"})
final class TagsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOptions output;

    @Mixin
    private RegistryArguments registries;

    @Parameters(
            paramLabel = "REPOSITORY",
            converter = SourceName.Converter.class,
            description = "docker://HOST/REPOSITORY")
    private @Nullable SourceName name;

    @Override
    public Integer call() throws IOException {
        if (name == null || name.transport() != Transport.REGISTRY) {
            throw new ParameterException(spec.commandLine(), "name a repository: docker://HOST/REPOSITORY");
        }
        registries.client().repository(RegistryNames.reference(name)).tags(tag -> {
            if (output.json()) {
                output.document(fields -> fields.name("tag").value(tag));
            } else {
                output.line(tag);
            }
        });
        return ExitCode.DONE;
    }
}
