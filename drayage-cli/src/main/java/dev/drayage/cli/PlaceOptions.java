package dev.drayage.cli;

import dev.drayage.transfer.ArchiveOpening;
import java.util.Objects;
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

    /** How archives are opened. */
    ArchiveOpening archives() {
        return archives;
    }

    /** Has archives opened in another way. */
    void openArchives(ArchiveOpening other) {
        archives = other;
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
