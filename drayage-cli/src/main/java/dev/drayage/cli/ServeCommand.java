package dev.drayage.cli;

import dev.drayage.containerd.ContentServer;
import dev.drayage.containerd.ServedContent;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.store.LocalStore;
import dev.drayage.store.StoreOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dray serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Serve images to other programs.",
        subcommands = {ServeRegistryCommand.class, ServeCommand.Content.class})
final class ServeCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name what to serve: registry or content");
    }

    /** {@code dray serve content}. */
    @Command(
            name = "content",
            mixinStandardHelpOptions = true,
            description = {
                "Serve content of the local store over gRPC, until a signal ends it, as the content store of a containerd"
                        + " that has this in its configuration:",
                "",
                "  disabled_plugins = [\"io.containerd.content.v1.content\"]",
                "  [proxy_plugins.dray]",
                "    type = \"content\"",
                "    address = \"/run/dray.sock\"",
                "",
                "Only the user who runs this can connect. That containerd deletes whatever it does not know from the"
                        + " namespace that it is given, and dray gc takes nothing that it has written."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  dray serve content --socket /run/dray.sock --root /var/lib/drayage",
                "  dray serve content --socket /run/dray.sock --namespace node2"
            })
    static final class Content implements Callable<Integer> {
        @Mixin
        private OutputOptions output;

        @Mixin
        private StoreRoot root;

        @Option(
                names = "--socket",
                required = true,
                paramLabel = "PATH",
                description = "Where to listen; a file that a server left there is replaced.")
        private Path socket;

        @ArgGroup
        private Scope scope = new Scope();

        /** What callers see. */
        static final class Scope {
            @Option(
                    names = "--namespace",
                    paramLabel = "NAME",
                    description = "Keep everything in this namespace of the store, which nothing else uses; default:"
                            + " containerd.")
            private String namespace = "containerd";

            @Option(
                    names = "--by-header",
                    description = "Keep everything in the namespace, and under the lease, that each call names in its"
                            + " headers; for other clients than a containerd that has this for its store.")
            private boolean byHeader;
        }

        @Override
        public Integer call() throws IOException {
            // Clients try again by themselves, and would rather know at once.
            LocalStore store = root.open(StoreOptions.defaults().withRefTimeout(Duration.ZERO));
            ContentServer server;
            try {
                server = ContentServer.start(socket, served(store));
            } catch (IOException | RuntimeException e) {
                store.close();
                throw e;
            }
            Ending ending = Ending.bySignal(server);
            try (store;
                    server) {
                tellReady(store);
                server.awaitClosed();
                if (!ending.isAsked()) {
                    throw new IOException("nobody can connect to " + socket + " any more; serve it again");
                }
            } finally {
                ending.complete();
            }
            return ExitCode.DONE;
        }

        private ServedContent served(LocalStore store) throws IOException {
            if (scope.byHeader) {
                return ServedContent.byNamespace(store::namespace);
            }
            ImageNamespace namespace = store.namespace(scope.namespace);
            if (!namespace.images().list(List.of()).isEmpty()) {
                throw new ContentException(
                        Kind.INVALID_ARGUMENT,
                        "namespace " + scope.namespace + " of the local store " + store.location()
                                + " has images, whose content a containerd would delete; choose another with --namespace");
            }
            return ServedContent.toContainerd(namespace.content());
        }

        private void tellReady(LocalStore store) {
            String namespace = scope.byHeader ? null : scope.namespace;
            if (output.json()) {
                output.document(event -> {
                    event.name("event").value("ready").name("socket").value(socket.toString());
                    event.name("root").value(store.location());
                    if (namespace != null) {
                        event.name("namespace").value(namespace);
                    }
                });
                output.terminal().out().flush();
            } else {
                output.message("serving the content of local store " + store.location()
                        + (namespace == null ? "" : ", namespace " + namespace + ",") + " at " + socket);
            }
        }
    }
}
