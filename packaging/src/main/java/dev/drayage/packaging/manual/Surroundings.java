package dev.drayage.packaging.manual;

import dev.drayage.cli.CommandHelp;
import dev.drayage.packaging.manual.Page.Block;
import dev.drayage.packaging.manual.Page.Entry;
import dev.drayage.packaging.manual.Page.Span;
import dev.drayage.packaging.manual.Page.Style;
import java.util.ArrayList;
import java.util.List;

/** What a command reads and leaves beside what it is given. */
final class Surroundings {
    /** Stands for any command. */
    private static final String ALWAYS = "--help";

    // By the option that says the same, or that such commands have.
    private static final List<Known> VARIABLES = List.of(
            new Known("CONTAINERD_ADDRESS", "--address", "Where containerd listens."),
            new Known(
                    "CONTAINERD_NAMESPACE",
                    "--namespace",
                    "The namespace to work in, where neither --namespace nor DRAYAGE_NAMESPACE names one."),
            new Known("DOCKER_CONFIG", "--authfile", "The directory of Docker's config.json; else ~/.docker."),
            new Known("DRAYAGE_NAMESPACE", "--namespace", "The namespace to work in."),
            new Known("DRAYAGE_ROOT", "--root", "The directory of the local store."),
            new Known("DRAY_DEBUG", "--debug", "If set, and not to 0, no or false, does what --debug does."),
            new Known("DRAY_JAVA_OPTS", ALWAYS, "More options for the Java virtual machine, for example -Xmx64m."),
            new Known(
                    "HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY",
                    "--plain-http",
                    "Proxies on the way to registries, and the hosts that need none; in lower case too."),
            new Known(
                    "REGISTRY_AUTH_FILE",
                    "--authfile",
                    "The file of credentials, in place of those of Docker and podman."),
            new Known(
                    "SSL_CERT_DIR",
                    "--plain-http",
                    "Directories of certificates to trust, with colons between them, in place of the system's."),
            new Known(
                    "SSL_CERT_FILE",
                    "--plain-http",
                    "A file of certificates to trust, in place of the system's bundle."),
            new Known("XDG_CONFIG_HOME", "--authfile", "Where containers/auth.json is looked for; else ~/.config."),
            new Known("XDG_DATA_HOME", "--root", "Where the local store is, in drayage; else ~/.local/share."),
            new Known("XDG_RUNTIME_DIR", "--authfile", "Where containers/auth.json is looked for first."));

    private static final List<Known> FILES = List.of(
            new Known("~/.local/share/drayage", "--root", "The local store."),
            new Known("~/.docker/config.json", "--authfile", "Credentials, where Docker keeps them."),
            new Known("~/.config/containers/auth.json", "--authfile", "Credentials, where podman keeps them."),
            new Known(
                    "~/.config/dray/certs.d, ~/.config/containers/certs.d, /etc/containerd/certs.d,"
                            + " /etc/containers/certs.d, /etc/docker/certs.d",
                    "--hosts-dir",
                    "Settings of registries, each in a folder HOST:PORT: a hosts.toml as containerd has it, or"
                            + " certificates as Docker has them. The first folder that knows a registry decides."),
            new Known("/run/containerd/containerd.sock", "--address", "Where containerd listens."));

    private Surroundings() {}

    /** @param option commands that have this option know of it */
    private record Known(String name, String option, String meaning) {}

    static List<Block> variables(CommandHelp help) {
        return of(help, VARIABLES);
    }

    static List<Block> files(CommandHelp help) {
        return of(help, FILES);
    }

    private static List<Block> of(CommandHelp help, List<Known> all) {
        List<Block> blocks = new ArrayList<>();
        for (Known known : all) {
            if (ManualPages.isRoot(help) || help.command().findOption(known.option()) != null) {
                blocks.add(entry(known.name(), known.meaning()));
            }
        }
        return blocks;
    }

    static List<Block> exitStatus() {
        return List.of(
                entry("0", "Everything that was asked for is done."),
                entry("1", "It failed; one line on standard error says what, on what, and what to do."),
                entry("2", "The command line was wrong."),
                entry("3", "Content is missing."),
                entry("4", "Content is corrupt."),
                entry("141", "Nobody reads standard output any more, as before | head."));
    }

    private static Entry entry(String name, String meaning) {
        return new Entry(List.of(new Span(Style.TYPED, name)), meaning);
    }
}
