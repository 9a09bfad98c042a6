package dev.drayage.cli;

import dev.drayage.archive.ArchiveReadOptions;
import dev.drayage.compress.codec.ZstdWindow;
import dev.drayage.containerd.ConnectOptions;
import dev.drayage.docker.DockerArchive;
import dev.drayage.layout.ImageLayout;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.registry.PushOptions;
import dev.drayage.registry.Registry;
import dev.drayage.source.Sources;
import dev.drayage.volume.VolumeOptions;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** How places are reached that are not just a path. */
final class PlaceArguments {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private StoreLocation store;

    @Mixin
    private RegistryArguments registries;

    @Mixin
    private DaemonArguments daemon;

    @Mixin
    private VolumeArguments volumes;

    @Option(
            names = "--max-zstd-window",
            paramLabel = "SIZE",
            converter = WindowConverter.class,
            description = "The largest window of zstd data to unpack, which takes as much memory: up to 2GiB; default:"
                    + " 128MiB.")
    private long maxZstdWindow = ZstdWindow.DEFAULT_BYTES;

    @Option(
            names = "--max-names",
            paramLabel = "NUMBER",
            converter = CountConverter.class,
            description =
                    "The most names to take from what docker save wrote, by the memory that they take; default: 50000.")
    private int maxNames = DockerArchive.DEFAULT_MAX_NAMES;

    @Option(
            names = "--follow-links",
            description = "Read what symbolic links in an oci: directory lead to outside of it.")
    private boolean followLinks;

    private ArchiveReadOptions archives = ArchiveReadOptions.defaults();

    /**
     * Refuses options that change nothing about how these places are read.
     *
     * @throws WrongUseException for the first such option
     */
    void requireUse(List<PlaceName> from) {
        requireUse(from, Set.of(), Set.of());
    }

    /**
     * The same, where something is written too.
     *
     * @param to places that are written to
     * @param others options that apply whatever the places are
     */
    void requireUse(List<PlaceName> from, Set<String> to, Set<PlaceScope> others) {
        Set<String> read = from.stream().map(PlaceName::scheme).collect(Collectors.toSet());
        PlaceScope.require(spec.commandLine().getParseResult(), read, to, others);
        volumes.requireUse(from);
    }

    /** The same, where the local store is all that is read. */
    void requireUseOfStore() {
        PlaceScope.require(spec.commandLine().getParseResult(), Set.of(PlaceNames.STORE), Set.of(), Set.of());
    }

    /** How archives are opened. */
    ArchiveReadOptions archives() {
        return archives.withLimits(
                archives.limits().withMaxZstdWindow(maxZstdWindow).withMaxNames(maxNames));
    }

    /** The largest window of zstd data to unpack, in bytes. */
    long maxZstdWindow() {
        return maxZstdWindow;
    }

    /** Has archives opened in another way. */
    void openArchives(ArchiveReadOptions other) {
        archives = other;
    }

    /** How places of these kinds are opened; nothing is loaded for others. */
    PlaceOptions options(Collection<PlaceName> names, OutputOptions output) {
        PlaceOptions options = PlaceOptions.none();
        String namespace = store.saidNamespace();
        if (namespace != null) {
            options = options.withNamespace(namespace);
        }
        for (PlaceName name : names) {
            options = switch (name.scheme()) {
                case PlaceNames.STORE -> store.in(options);
                case PlaceNames.REGISTRY ->
                    options.with(Registry.class, registries.client(output))
                            .with(PushOptions.class, registries.pushing());
                case PlaceNames.CONTAINERD -> options.with(ConnectOptions.class, daemon.options());
                default ->
                    options.with(ArchiveReadOptions.class, archives())
                            .with(VolumeOptions.class, volumes.options(output))
                            .with(
                                    ImageLayout.Links.class,
                                    followLinks ? ImageLayout.Links.EVERYWHERE : ImageLayout.Links.INSIDE);
            };
        }
        return options;
    }

    /** Opens what is to be read. */
    Sources open(List<PlaceName> names, OutputOptions output) throws IOException {
        return Sources.open(names, PlaceNames.KINDS, options(names, output));
    }

    /** How the volumes of archives are found. */
    VolumeOptions volumes(OutputOptions output) {
        return volumes.options(output);
    }

    /** The local store. */
    StoreLocation store() {
        return store;
    }

    /** The registries. */
    RegistryArguments registries() {
        return registries;
    }

    /** For picocli: a whole number, 1 or more. */
    static final class CountConverter implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            try {
                int count = Integer.parseInt(value);
                if (count >= 1) {
                    return count;
                }
            } catch (NumberFormatException e) {
                // Told below.
            }
            throw new TypeConversionException("'" + value + "' is not a number from 1 to " + Integer.MAX_VALUE);
        }
    }

    /** For picocli. */
    static final class WindowConverter implements ITypeConverter<Long> {
        private static final Pattern SIZE = Pattern.compile("([0-9]{1,10})(|K|M|G)(i?B)?");

        @Override
        public Long convert(String value) {
            Matcher size = SIZE.matcher(value);
            if (!size.matches()) {
                throw new TypeConversionException("'" + value + "' is not a size such as 512MiB or 2GiB");
            }
            int shift =
                    switch (size.group(2)) {
                        case "K" -> 10;
                        case "M" -> 20;
                        case "G" -> 30;
                        default -> 0;
                    };
            try {
                return ZstdWindow.requireLimit(Long.parseLong(size.group(1)) << shift);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
