package dev.drayage.cli;

import dev.drayage.place.PlaceName;
import dev.drayage.storage.StoredRepositories;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code dray repositories}. */
@Command(
        name = "repositories",
        mixinStandardHelpOptions = true,
        description = "List the repositories of a registry, or of the storage of one, one a line; many registries tell"
                + " nobody.",
        footerHeading = "%nExamples:%n",
        footer = {"  dray repositories localhost:5000", "  dray repositories registry-storage:/var/lib/registry"})
final class RepositoriesCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions output;

    @Mixin
    private RegistryArguments registries;

    @Parameters(
            paramLabel = "HOST",
            converter = RegistryNames.HostOrStorageConverter.class,
            description = "The registry, such as localhost:5000 or docker://localhost:5000; or registry-storage:DIR.")
    private String host;

    @Override
    public Integer call() throws IOException {
        Optional<PlaceName> storage = RegistryNames.storage(host);
        if (storage.isPresent()) {
            list(storage.get());
        } else {
            registries.client(output).repositories(host, this::tell);
        }
        return ExitCode.DONE;
    }

    private void list(PlaceName storage) throws IOException {
        registries.requireNone(host);
        try (StoredRepositories repositories = StoredRepositories.open(storage)) {
            if (repositories.path().isPresent()) {
                throw new WrongUseException(host + " names a repository; name the storage as a whole");
            }
            repositories.paths().forEach(this::tell);
        }
    }

    private void tell(String name) {
        if (output.json()) {
            output.document(fields -> fields.name("repository").value(name));
        } else {
            output.line(name);
        }
    }
}
