package dev.drayage.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code dray logout}. */
@Command(
        name = "logout",
        mixinStandardHelpOptions = true,
        description = "Forget the credentials for a registry, in every file and helper where dray looks for them.",
        footerHeading = "%nExamples:%n",
        footer = {"  dray logout registry.example"})
final class LogoutCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions output;

    @Mixin
    private RegistryArguments registries;

    @Parameters(
            paramLabel = "HOST",
            arity = "0..1",
            defaultValue = "docker.io",
            description = "The registry; default: docker.io.")
    private String host;

    @Override
    public Integer call() throws IOException {
        registries.requireNoConnection();
        String host = this.host.replaceFirst("^(docker|https)://", "").replaceFirst("/$", "");
        boolean erased = registries.credentials().erase(host);
        output.message(erased ? "logged out of " + host : "there were no credentials for " + host);
        return ExitCode.DONE;
    }
}
