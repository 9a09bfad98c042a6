package dev.drayage.cli;

import dev.drayage.oci.Reference;
import dev.drayage.place.PlaceName;
import dev.drayage.storage.RegistryStoragePlace;
import dev.drayage.storage.StoredRepositories;
import java.io.IOException;
import java.util.Objects;
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
        description = "List the tags of a repository in a registry or in the storage of one, one a line.",
        footerHeading = "%nExamples:%n",
        footer = {"  dray tags docker://registry.example/app", "  dray tags registry-storage:/var/lib/registry:app"})
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
            description = "HOST/REPOSITORY, docker://HOST/REPOSITORY or registry-storage:DIR:REPOSITORY.")
    private RegistryNames.Target target;

    @Override
    public Integer call() throws IOException {
        PlaceName storage = target.storage();
        if (storage != null) {
            list(storage);
        } else {
            list(Objects.requireNonNull(target.registry()));
        }
        return ExitCode.DONE;
    }

    private void list(PlaceName storage) throws IOException {
        registries.requireNone(storage.toString());
        if (storage.image() != null) {
            throw new WrongUseException("the tags of a repository are listed all; write "
                    + RegistryStoragePlace.SCHEME + ":" + storage.place() + ":"
                    + storage.image().split("[:@]", 2)[0]);
        }
        try (StoredRepositories repository = StoredRepositories.open(storage)) {
            if (repository.path().isEmpty()) {
                throw new WrongUseException("name a repository of " + storage + ", as " + storage
                        + ":REPOSITORY; dray repositories " + storage + " lists them");
            }
            repository.tags().forEach(this::tell);
        }
    }

    private void tell(String tag) {
        if (output.json()) {
            output.document(fields -> fields.name("tag").value(tag));
        } else {
            output.line(tag);
        }
    }

    private void list(Reference name) throws IOException {
        if (!name.isNameOnly()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "the tags of a repository are listed all; write docker://" + name.domain() + "/" + name.path());
        }
        registries.client(output).repository(name).tags(this::tell);
    }
}
