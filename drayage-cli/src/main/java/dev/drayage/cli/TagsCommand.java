package dev.drayage.cli;

import dev.drayage.oci.Reference;
import java.io.IOException;
import java.util.concurrent.Callable;
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
            converter = RegistryNames.RepositoryConverter.class,
            description = "HOST/REPOSITORY, or docker://HOST/REPOSITORY.")
    private Reference name;

    @Override
    public Integer call() throws IOException {
        if (!name.isNameOnly()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "the tags of a repository are listed all; write docker://" + name.domain() + "/" + name.path());
        }
        registries.client(output).repository(name).tags(tag -> {
            if (output.json()) {
                output.document(fields -> fields.name("tag").value(tag));
            } else {
                output.line(tag);
            }
        });
        return ExitCode.DONE;
    }
}
