package dev.drayage.containerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.containerd.ConnectOptions.LocalReads;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.StoredImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.peer.ContainerdProcess;
import dev.drayage.testkit.peer.Peers;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said when a daemon goes away, hangs, or does not have what it had. */
@Timeout(60)
class DaemonFaultsTest {
    private static final byte[] LARGE = ImageBuilder.noise(1, 20_000_000);
    private static final Descriptor LAYER = ContentWrites.layerOf(LARGE);

    @TempDir
    private Path directory;

    private ContainerdProcess process;
    private Containerd client;

    @BeforeEach
    void start() throws IOException {
        process = ContainerdProcess.start(directory);
        client = Containerd.connect(options());
    }

    private ConnectOptions options() {
        return ConnectOptions.at(process.socket().toString()).withLocalReads(LocalReads.NEVER);
    }

    private ImageNamespace namespace() {
        return client.namespace(ContainerdProcess.NAMESPACE);
    }

    @AfterEach
    void stop() throws IOException {
        if (client != null) {
            client.close();
        }
        if (process != null) {
            process.close();
        }
    }

    private void signal(String name) {
        Peers.require("kill").run("-" + name, String.valueOf(process.pid())).requireSuccess();
    }

    /** Stops the daemon; its threads go on for a little after the signal was sent. */
    private void freeze() throws IOException {
        signal("STOP");
        boolean frozen = false;
        while (!frozen) {
            try (Stream<Path> threads = Files.list(Path.of("/proc", String.valueOf(process.pid()), "task"))) {
                frozen = threads.allMatch(DaemonFaultsTest::isStopped);
            }
        }
    }

    private static boolean isStopped(Path thread) {
        try {
            String about = Files.readString(thread.resolve("stat"));
            return about.charAt(about.lastIndexOf(')') + 2) == 'T';
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aReadOfADaemonThatWasKilledSaysThatTheConnectionWasLost() throws IOException {
        ContentStore content = namespace().content();
        ContentWrites.store(content, "ref", LARGE);
        try (Blob blob = content.open(LAYER);
                InputStream in = blob.newInputStream()) {
            in.skipNBytes(1_000_000);
            process.kill();
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(in::readAllBytes)
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                    .withMessageContaining(
                            "cannot read layer " + LAYER.digest() + " of containerd at " + process.socket());
        }
    }

    @Test
    void aReadGoesOnWhenTheDaemonWasRestarted() throws IOException {
        ContentStore content = namespace().content();
        ContentWrites.store(content, "ref", LARGE);
        try (Blob blob = content.open(LAYER)) {
            ByteBuffer bytes = ByteBuffer.allocate(LARGE.length);
            blob.readAt(0, bytes.limit(3_000_000));
            process.kill();
            process = ContainerdProcess.start(directory);
            blob.readAt(3_000_000, bytes.limit(LARGE.length));
            assertThat(bytes.array()).isEqualTo(LARGE);
        }
        assertThat(content.info(LAYER.digest())).isPresent();
    }

    @Test
    void aWriteToADaemonThatWasKilledFailsAndGoesOnLater() throws IOException {
        ContentStore content = namespace().content();
        byte[] half = Arrays.copyOf(LARGE, 10_000_000);
        ContentWriter writer = content.writer("ref", LAYER);
        writer.write(ByteBuffer.wrap(half));
        assertThat(writer.status().offset()).isEqualTo(half.length);
        process.kill();
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> writer.commit(LARGE.length, LAYER.digest(), Map.of()))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                .withMessageContaining("ingest ref");
        process = ContainerdProcess.start(directory);
        assertThat(client.version()).isNotEmpty();
        try (ContentWriter again = content.writer("ref", LAYER)) {
            assertThat(again.status().offset()).isEqualTo(half.length);
            again.write(ByteBuffer.wrap(LARGE, half.length, LARGE.length - half.length));
            again.commit(LARGE.length, LAYER.digest(), Map.of());
        }
        assertThat(ContentWrites.read(content, LAYER)).isEqualTo(LARGE);
    }

    @Test
    void contentThatIsDeletedWhileItIsReadIsToldAsMissing() throws IOException {
        ContentStore content = namespace().content();
        ContentWrites.store(content, "ref", LARGE);
        try (Blob blob = content.open(LAYER)) {
            blob.readAt(0, ByteBuffer.allocate(100));
            process.ctr("content", "rm", LAYER.digest().toString()).requireSuccess();
            assertThatExceptionOfType(ContentNotFoundException.class)
                    .isThrownBy(() -> blob.readAt(LARGE.length - 100, ByteBuffer.allocate(100)))
                    .withMessageContaining("was deleted from")
                    .satisfies(e -> assertThat(e.missing()).containsExactly(LAYER));
        }
    }

    @Test
    void aRefThatAnotherClientHoldsIsUnavailable() throws IOException {
        try (Containerd other = Containerd.connect(options());
                ContentWriter held =
                        other.namespace(ContainerdProcess.NAMESPACE).content().writer("held", null)) {
            held.write(ByteBuffer.wrap(new byte[10]));
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> namespace().content().writer("held", null))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                    .withMessageContaining("held");
        }
    }

    @Test
    void anImageOfAnotherNamespaceIsToldWithTheNamespaces() throws IOException {
        byte[] bytes = {1};
        ContentWrites.store(namespace().content(), "ref", bytes);
        namespace().images().create(StoredImage.of("node.test/app:v1", ContentWrites.layerOf(bytes)));

        assertThatExceptionOfType(ContentNotFoundException.class)
                .isThrownBy(() -> client.images("k8s.io").find("node.test/app:v1"))
                .withMessageContaining("holds no images in namespace k8s.io; its namespaces are test");
        assertThat(client.images(ContainerdProcess.NAMESPACE).find("v1").digest())
                .isEqualTo(ContentWrites.sha256(bytes));
    }

    @Test
    void aDaemonThatHangsIsWaitedForAsLongAsWasSaid() throws IOException {
        try (Containerd hasty = Containerd.connect(options().withTimeout(Duration.ofMillis(300)))) {
            hasty.version();
            freeze();
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(hasty::version)
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                    .withMessageContaining("it did not answer in time");
        } finally {
            signal("CONT");
        }
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        ContentStore content = namespace().content();
        ContentWrites.store(content, "ref", LARGE);
        try (Blob blob = content.open(LAYER)) {
            freeze();
            AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
            Thread reader = new Thread(() -> {
                Thread.currentThread().interrupt();
                try {
                    blob.readAt(0, ByteBuffer.allocate(1_000_000));
                } catch (IOException e) {
                    thrown.set(e);
                }
            });
            reader.start();
            reader.join();
            assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
        } finally {
            signal("CONT");
        }
    }

    @Test
    void aSocketThatIsNotThereOrThatNobodyListensAtIsTold() throws IOException {
        ConnectOptions options = options();
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> Containerd.connect(
                        ConnectOptions.at(directory.resolve("none.sock").toString())))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND))
                .withMessage(
                        "cannot connect to containerd at " + directory.resolve("none.sock")
                                + ": there is no such socket; see whether containerd runs, or name another with option address");
        process.kill();
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> Containerd.connect(options))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                .withMessageContaining("connection refused");
    }
}
