package dev.drayage.cli;

import dev.drayage.registry.PushOptions;
import dev.drayage.registry.Registry;
import dev.drayage.registry.RegistryOptions;
import dev.drayage.registry.auth.CredentialFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** How registries are spoken to. Nothing of it is loaded by a command that asks none. */
final class RegistryArguments {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--authfile",
            paramLabel = "FILE",
            description = "Where credentials are kept; default: $$REGISTRY_AUTH_FILE, else what Docker and podman use.")
    private @Nullable Path authFile;

    @Option(
            names = "--hosts-dir",
            paramLabel = "DIR",
            description =
                    "Settings of registries, as hosts.toml or certificates; default: certs.d of containerd, podman"
                            + " and Docker.")
    private @Nullable Path hostsFolder;

    @Option(names = "--plain-http", description = "Speak to registries without TLS; loopback may have none anyway.")
    private boolean plainHttp;

    @Option(
            names = "--limit-rate",
            paramLabel = "BYTES",
            converter = RateConverter.class,
            defaultValue = "0",
            description = "Bytes a second over the network, for example 500k or 20M; default: no limit.")
    private long bytesPerSecond;

    @Option(
            names = "--connect-timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "How long a connection may take, for example 500ms, 10s or 1m; default: 2s.")
    private @Nullable Duration connectTimeout;

    private @Nullable Registry client;
    private boolean sparseIndexes;
    private Duration maxWait = Duration.ZERO;

    /** Refuses options about a connection, for a command that makes none. */
    void requireNoConnection() {
        ParseResult given = spec.commandLine().getParseResult();
        for (String option : List.of("--hosts-dir", "--plain-http", "--limit-rate", "--connect-timeout")) {
            if (given.hasMatchedOption(option)) {
                throw new WrongUseException(
                        option + " is for connections, and no registry is asked here; leave it out");
            }
        }
    }

    /** Refuses all options about registries, for a name of something that none is asked for. */
    void requireNone(String name) {
        ParseResult given = spec.commandLine().getParseResult();
        for (String option :
                List.of("--authfile", "--hosts-dir", "--plain-http", "--limit-rate", "--connect-timeout")) {
            if (given.hasMatchedOption(option)) {
                throw new WrongUseException(
                        option + " is for registries, and " + name + " is read without one; leave it out");
            }
        }
    }

    /** The client of all registries of this command; what they warn of goes to its output. */
    Registry client(OutputOptions output) {
        if (client == null) {
            client = Registry.connect(options(output));
        }
        return client;
    }

    /** Lets indexes be pushed that lack some of what they list. */
    void allowSparseIndexes() {
        sparseIndexes = true;
    }

    /** Lets a request wait so long in all for a registry that was asked too often, and tells so. */
    void waitUpTo(Duration longest) {
        maxWait = longest;
    }

    /** How images are pushed. */
    PushOptions pushing() {
        PushOptions options = PushOptions.defaults();
        return sparseIndexes ? options.allowingSparseIndexes() : options;
    }

    /** Where credentials are read from and kept. */
    CredentialFiles credentials() {
        return authFile == null
                ? CredentialFiles.ofUser()
                : CredentialFiles.of(System.getenv(), Path.of("/"), authFile);
    }

    private RegistryOptions options(OutputOptions output) {
        RegistryOptions options = RegistryOptions.defaults()
                .withCredentials(credentials())
                .withWarnings(new PrintedWarnings(output))
                .withUserAgent("dray/" + Version.ofBuild().version())
                .withBytesPerSecond(bytesPerSecond)
                .withMaxWait(maxWait);
        if (connectTimeout != null) {
            options = options.withConnectTimeout(connectTimeout);
        }
        if (plainHttp) {
            options = options.withPlainHttp(RegistryOptions.PlainHttp.EVERYWHERE);
        }
        return hostsFolder == null ? options : options.withHostFolders(List.of(hostsFolder));
    }

    private record PrintedWarnings(OutputOptions output) implements RegistryOptions.Warnings {
        @Override
        public void warn(String host, String text) {
            output.message(host + " wants you to know: " + text);
        }

        @Override
        public void credentialsFailed(String domain, String problem) {
            output.message(problem + "; going on without credentials for " + domain);
        }

        @Override
        public void limited(String host, Duration wait, String why) {
            output.message(host + " is asked again in " + WrittenDuration.text(wait) + ": " + why);
        }
    }

    /** For picocli: a number with k, M or G, of 1024 each. */
    static final class RateConverter implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            String text = value.toLowerCase(Locale.ROOT);
            int unit = text.isEmpty() ? -1 : "kmg".indexOf(text.charAt(text.length() - 1));
            String digits = unit < 0 ? text : text.substring(0, text.length() - 1);
            try {
                long number = Math.multiplyExact(Long.parseLong(digits), 1L << (10 * (unit + 1)));
                if (number >= 0) {
                    return number;
                }
            } catch (NumberFormatException | ArithmeticException e) {
                // Told below.
            }
            throw new TypeConversionException("'" + value + "' is not a number of bytes such as 500k or 20M");
        }
    }

    /** For picocli: a number with ms, s or m. */
    static final class DurationConverter implements ITypeConverter<Duration> {
        private static final Duration LONGEST = Duration.ofHours(1);

        @Override
        public Duration convert(String value) {
            return WrittenDuration.parse(value)
                    .filter(duration -> !duration.isZero() && duration.compareTo(LONGEST) <= 0)
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + value + "' is not a time such as 500ms, 10s or 1m, up to 60m"));
        }
    }
}
