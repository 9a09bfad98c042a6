package dev.drayage.cli;

import dev.drayage.registry.auth.Credentials;
import java.io.BufferedInputStream;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dray login}. */
@Command(
        name = "login",
        mixinStandardHelpOptions = true,
        description = {
            "Keep the credentials for a registry, where docker and podman find them too, once the registry has taken"
                    + " them.",
            "They go to Docker's credential helper if one is set, else to a file that only you can read."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  dray login registry.example",
            "  pass show registry | dray login registry.example -u alice --password-stdin"
        })
final class LoginCommand implements Callable<Integer> {
    private static final int MAX_PASSWORD_BYTES = 64 << 10;

    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOptions output;

    @Mixin
    private RegistryArguments registries;

    @Parameters(
            paramLabel = "HOST",
            arity = "0..1",
            defaultValue = "docker.io",
            converter = RegistryNames.HostConverter.class,
            description = "The registry; default: docker.io.")
    private String host;

    @Option(
            names = {"-u", "--username"},
            paramLabel = "USER",
            description = "Who you are there; asked for on a terminal.")
    private @Nullable String username;

    @Option(names = "--password-stdin", description = "Read the password from standard input.")
    private boolean passwordFromInput;

    @Override
    public Integer call() throws IOException {
        Credentials credentials = passwordFromInput ? fromInput() : fromTerminal();
        registries.client(output).checkLogin(host, credentials);
        String kept = registries.credentials().store(host, credentials);
        output.message(
                "logged in to " + host + " as " + credentials.username() + "; the credentials are kept in " + kept);
        return ExitCode.DONE;
    }

    private Credentials fromInput() throws IOException {
        if (username == null) {
            throw new ParameterException(spec.commandLine(), "--password-stdin needs --username");
        }
        // By itself a FileInputStream asks for its position first, which a pipe has not.
        byte[] bytes = new BufferedInputStream(System.in).readNBytes(MAX_PASSWORD_BYTES);
        String password = new String(bytes, StandardCharsets.UTF_8).replaceFirst("[\r\n]+$", "");
        return checked(username, password);
    }

    private Credentials fromTerminal() {
        // A newer JDK has a console even where there is no terminal.
        Console console = Optional.ofNullable(System.console())
                .filter(any -> output.terminal().errIsTerminal())
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "there is no terminal to ask on; give --username and --password-stdin"));
        String user = username != null ? username : console.readLine("Username for %s: ", host);
        char[] password = console.readPassword("Password: ");
        return checked(user == null ? "" : user, password == null ? "" : new String(password));
    }

    private Credentials checked(String user, String password) {
        if (user.isEmpty() || user.indexOf(':') >= 0 || password.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "a login needs a user name without a colon, and a password");
        }
        return Credentials.of(user, password);
    }
}
