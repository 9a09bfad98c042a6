package dev.drayage.cli;

import dev.drayage.server.ServerOptions;
import dev.drayage.store.LocalStore;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** Which registries are cached, and how. */
final class CacheArguments {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--cache",
            paramLabel = "REGISTRY",
            description =
                    "Fetch what is not here from this registry, docker://HOST or docker://HOST/PREFIX, and keep it"
                            + " in the local store; may be given again.")
    private List<String> cached = List.of();

    @Option(
            names = "--revalidate",
            paramLabel = "DURATION",
            converter = AgeConverter.class,
            defaultValue = "1m",
            description = "How long a tag of a cached registry is taken to mean the same, for example 30s, 10m or 1d,"
                    + " 0s to ask each time; default: 1m.")
    private Duration revalidate;

    @Option(
            names = "--max-size",
            paramLabel = "BYTES",
            converter = RegistryArguments.RateConverter.class,
            defaultValue = "0",
            description = "How much a cache keeps, for example 500M or 20G; what was not used for longest goes;"
                    + " default: everything.")
    private long maxSize;

    /** The registries that are cached. */
    List<String> registries() {
        return cached;
    }

    /**
     * These options with what is cached in a store.
     *
     * @param namespaces told of each namespace of it that a registry is kept in
     */
    ServerOptions apply(ServerOptions options, LocalStore store, Consumer<String> namespaces) {
        ServerOptions all = options;
        for (String registry : cached) {
            all = all.withCached(
                    registry,
                    name -> {
                        namespaces.accept(name);
                        return store.namespace(name);
                    },
                    revalidate,
                    maxSize);
        }
        return all;
    }

    /** Refuses options of a cache where there is none. */
    void requireUse() {
        ParseResult given = spec.commandLine().getParseResult();
        for (String option : List.of("--revalidate", "--max-size")) {
            if (cached.isEmpty() && given.hasMatchedOption(option)) {
                throw new WrongUseException(
                        option + " is for what --cache keeps, and has no effect here; leave it out");
            }
        }
    }

    /** For picocli: any time, none included. */
    static final class AgeConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            return WrittenDuration.parse(value)
                    .orElseThrow(
                            () -> new TypeConversionException("'" + value + "' is not a time such as 30s, 10m or 1d"));
        }
    }
}
