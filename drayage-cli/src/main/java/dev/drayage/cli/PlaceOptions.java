package dev.drayage.cli;

import dev.drayage.transfer.ArchiveOpening;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** How places are reached that are not just a path. */
final class PlaceOptions {
    private static final String DEFAULT_NAMESPACE = "default";

    @Mixin
    private StoreLocation store;

    @Mixin
    private RegistryArguments registries;

    @Mixin
    private DaemonArguments daemon;

    private ArchiveOpening archives = ArchiveOpening.defaults();
    private @Nullable OutputOptions output;
    private boolean replacing;

    /** How archives are opened. */
    ArchiveOpening archives() {
        return archives;
    }

    /** Has archives opened in another way. */
    void openArchives(ArchiveOpening other) {
        archives = other;
    }

    /** Has archives written, and those that are there already replaced or not. */
    void writeArchives(OutputOptions given, boolean replace) {
        output = given;
        replacing = replace;
    }

    /** An archive to be written. */
    ArchiveTarget archiveTarget(SourceName name, ArchiveTarget.Form form) throws IOException {
        return ArchiveTarget.open(
                name, form, Objects.requireNonNull(output, "this command writes no archives"), replacing);
    }

    /** The local store. */
    StoreLocation store() {
        return store;
    }

    /** The registries. */
    RegistryArguments registries() {
        return registries;
    }

    /** A running containerd. */
    DaemonArguments daemon() {
        return daemon;
    }

    /** The namespace of containerd to work in. */
    String containerdNamespace() {
        return Objects.requireNonNullElseGet(
                store.saidNamespace(), () -> Environment.value("CONTAINERD_NAMESPACE", DEFAULT_NAMESPACE));
    }
}
