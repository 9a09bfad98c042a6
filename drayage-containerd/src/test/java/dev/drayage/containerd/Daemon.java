package dev.drayage.containerd;

import dev.drayage.containerd.ConnectOptions.LocalReads;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.testkit.peer.ContainerdOptions;
import dev.drayage.testkit.peer.ContainerdProcess;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One containerd for all test classes, each test in a namespace of its own. */
final class Daemon implements BeforeAllCallback, ParameterResolver {
    /** Or what one test stored would be there in the next one's namespace, too. */
    private static final String ISOLATED = """
            [plugins."io.containerd.metadata.v1.bolt"]
              content_sharing_policy = "isolated"
            """;

    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    /** The daemon, and a client that never reads its files itself. */
    static final class Running implements Closeable {
        private final Path directory;
        private final ContainerdProcess process;
        private final Containerd client;

        private Running() throws IOException {
            directory = Files.createTempDirectory("dray-c");
            process = ContainerdProcess.start(
                    directory, ContainerdOptions.defaults().with(ISOLATED));
            client = connect(LocalReads.NEVER);
        }

        ContainerdProcess process() {
            return process;
        }

        Containerd client() {
            return client;
        }

        Containerd connect(LocalReads reads) throws IOException {
            return Containerd.connect(
                    ConnectOptions.at(process.socket().toString()).withLocalReads(reads));
        }

        /** A namespace that nothing was put into yet. */
        ImageNamespace emptyNamespace() {
            return client.namespace("n" + NAMESPACES.incrementAndGet());
        }

        @Override
        public void close() throws IOException {
            client.close();
            process.close();
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    static Running of(ExtensionContext context) {
        return context.getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(Daemon.class))
                .computeIfAbsent("daemon", key -> start(), Running.class);
    }

    private static Running start() {
        try {
            return new Running();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        of(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(Running.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return of(context);
    }

    /** What containerd's store names content by. */
    static List<DigestAlgorithm> algorithms() {
        return List.of(DigestAlgorithm.SHA256);
    }
}
