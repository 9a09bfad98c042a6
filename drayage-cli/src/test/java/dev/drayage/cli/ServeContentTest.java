package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.containerd.ConnectOptions;
import dev.drayage.containerd.Containerd;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.metadata.Lease;
import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.ImageBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the local store is served, from the first word to the last. */
@Timeout(120)
class ServeContentTest {
    private static final int SIGTERM = 128 + 15;

    @TempDir
    private Path directory;

    private Path root;
    private Path socket;

    @BeforeEach
    void choosePlaces() {
        root = directory.resolve("store");
        socket = directory.resolve("s.sock");
    }

    private static ContentStore content(Containerd client) {
        // Whatever a containerd says of namespaces and leases is its own affair.
        return client.namespace("any").content(new Lease("any", Instant.EPOCH, null, new TreeMap<>()));
    }

    private Containerd connect() throws IOException {
        return Containerd.connect(ConnectOptions.at(socket.toString()));
    }

    @Test
    void saysWhenItIsReadyIsItsUsersAloneAndGoesWithItsSocket() throws IOException {
        try (ServeProcess server = ServeProcess.start(root, socket)) {
            assertThat(server.ready())
                    .isEqualTo("dray: serving the content of local store " + root.toRealPath()
                            + ", namespace containerd, at " + socket);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-------");
            try (Containerd client = connect()) {
                assertThat(content(client).ingests()).isEmpty();
                assertThat(server.terminate()).isEqualTo(SIGTERM);
            }
            assertThat(directory.toFile().list()).containsExactly("store");
        }
    }

    @Test
    void tellsProgramsWhenItIsReady() throws IOException {
        try (ServeProcess server = ServeProcess.start(root, socket, "--json", "--namespace", "node2")) {
            assertThat(server.ready())
                    .isEqualTo("{\"event\":\"ready\",\"socket\":\"" + socket + "\",\"root\":\"" + root.toRealPath()
                            + "\",\"namespace\":\"node2\"}");
        }
    }

    @Test
    void aSocketThatSomebodyListensAtIsLeftAndOneThatWasLeftIsTaken() throws IOException {
        try (ServeProcess first = ServeProcess.start(root, socket)) {
            try (ServeProcess second = ServeProcess.start(root, socket)) {
                assertThat(second.ready())
                        .isEqualTo("dray: cannot listen at " + socket
                                + ": somebody does already; end that first, or choose another path");
                assertThat(second.exitCode()).isEqualTo(ExitCode.FAILED);
            }
            first.kill();
        }
        assertThat(socket).exists();
        try (ServeProcess third = ServeProcess.start(root, socket);
                Containerd client = connect()) {
            assertThat(third.ready()).contains("serving");
            assertThat(content(client).ingests()).isEmpty();
        }
    }

    @Test
    void whatIsNoSocketIsNotReplaced() throws IOException {
        Files.writeString(socket, "precious");
        Invocation run = dray("serve", "content", "--root", root, "--socket", socket);
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.message())
                .isEqualTo("dray: cannot listen at " + socket
                        + ": there is something else that is no socket; choose another path");
        assertThat(socket).hasContent("precious");
    }

    @Test
    void aPathThatIsTooLongForASocketIsTold() {
        Path deep = directory.resolve("s".repeat(120));
        assertThat(dray("serve", "content", "--root", root, "--socket", deep).message())
                .contains("cannot listen at " + deep + ": that is too long a path for a socket");
    }

    @Test
    void aNamespaceWithImagesIsNotGivenAway() throws IOException {
        dray("import", Fixtures.hello(), "--root", root, "--namespace", "mine").requireSuccess();

        Invocation run = dray("serve", "content", "--root", root, "--socket", socket, "--namespace", "mine");

        assertThat(run.message())
                .isEqualTo("dray: namespace mine of the local store " + root.toRealPath()
                        + " has images, whose content a containerd would delete; choose another with --namespace");
        assertThat(socket).doesNotExist();
    }

    @Test
    void anIngestGoesOnAfterTheServerWasKilled() throws IOException {
        byte[] bytes = ImageBuilder.noise(1, 6_000_000);
        Descriptor layer = ContentWrites.layerOf(bytes);
        int half = 3_000_000;
        try (ServeProcess server = ServeProcess.start(root, socket);
                Containerd client = connect()) {
            ContentWriter writer = content(client).writer("ref", layer);
            writer.write(ByteBuffer.wrap(bytes, 0, half));
            assertThat(writer.status().offset()).isEqualTo(half);
            server.kill();
        }
        try (ServeProcess server = ServeProcess.start(root, socket);
                Containerd client = connect()) {
            assertThat(server.ready()).contains("serving");
            try (ContentWriter writer = content(client).writer("ref", layer)) {
                assertThat(writer.status().offset()).isEqualTo(half);
                writer.write(ByteBuffer.wrap(bytes, half, bytes.length - half));
                writer.commit(bytes.length, layer.digest(), Map.of());
            }
            assertThat(ContentWrites.read(content(client), layer)).isEqualTo(bytes);
        }
    }

    @Test
    void aSignalLeavesAnIngestToBeGoneOnWith() throws IOException {
        byte[] bytes = ImageBuilder.noise(1, 1_000_000);
        try (ServeProcess server = ServeProcess.start(root, socket);
                Containerd client = connect()) {
            ContentWriter writer = content(client).writer("ref", ContentWrites.layerOf(bytes));
            writer.write(ByteBuffer.wrap(bytes, 0, 400_000));
            assertThat(writer.status().offset()).isEqualTo(400_000);
            assertThat(server.terminate()).isEqualTo(SIGTERM);
        }
        assertThat(dray("ingest", "ls", "--root", root, "--namespace", "containerd", "--json")
                        .documents()
                        .get(0)
                        .get("offset")
                        .asInt())
                .isEqualTo(400_000);
    }
}
