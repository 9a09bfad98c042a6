package dev.drayage.testkit.peer;

import java.util.ArrayList;
import java.util.List;

/**
 * How a containerd is configured beside its private paths.
 *
 * @param disabledPlugins plugins that are not loaded, such as {@code io.containerd.content.v1.content}
 * @param configuration TOML to be added to its configuration, such as a {@code [proxy_plugins.NAME]} table
 */
public record ContainerdOptions(List<String> disabledPlugins, String configuration) {

    /** What would touch the machine outside of the private directory, or is of no use to images. */
    private static final List<String> NOT_NEEDED = List.of(
            "io.containerd.grpc.v1.cri",
            "io.containerd.internal.v1.opt",
            "io.containerd.internal.v1.restart",
            "io.containerd.internal.v1.tracing",
            "io.containerd.monitor.v1.cgroups",
            "io.containerd.snapshotter.v1.aufs",
            "io.containerd.snapshotter.v1.btrfs",
            "io.containerd.snapshotter.v1.devmapper",
            "io.containerd.snapshotter.v1.zfs",
            "io.containerd.tracing.processor.v1.otlp");

    /** Takes copies. */
    public ContainerdOptions {
        disabledPlugins = List.copyOf(disabledPlugins);
    }

    /** Images, content and leases; no CRI, and nothing that reaches beyond the private directory. */
    public static ContainerdOptions defaults() {
        return new ContainerdOptions(NOT_NEEDED, "");
    }

    /** The same without a plugin. */
    public ContainerdOptions without(String plugin) {
        List<String> more = new ArrayList<>(disabledPlugins);
        more.add(plugin);
        return new ContainerdOptions(more, configuration);
    }

    /** The same with more TOML. */
    public ContainerdOptions with(String toml) {
        return new ContainerdOptions(disabledPlugins, configuration + toml + "\n");
    }
}
