package dev.drayage.cli;

import dev.drayage.containerd.ConnectOptions;
import dev.drayage.containerd.ConnectOptions.LocalReads;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a running containerd is spoken to. Nothing of it is loaded by a command that asks none. */
final class DaemonArguments {
    @Option(
            names = "--address",
            paramLabel = "SOCKET",
            description = "Where containerd listens; default: $$CONTAINERD_ADDRESS, else "
                    + ConnectOptions.DEFAULT_ADDRESS + ".")
    private @Nullable String address;

    @Option(
            names = "--no-local-reads",
            description = "Have containerd read blobs even where this program can read its files itself.")
    private boolean noLocalReads;

    ConnectOptions options() {
        ConnectOptions options = address == null ? ConnectOptions.defaults() : ConnectOptions.at(address);
        return noLocalReads ? options.withLocalReads(LocalReads.NEVER) : options;
    }
}
