package dev.drayage.containerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.archive.ImageArchive;
import dev.drayage.containerd.ConnectOptions.LocalReads;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.ImageSource;
import dev.drayage.image.NamedImage;
import dev.drayage.metadata.Lease;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.task.Sleeper;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.ContainerdProcess;
import dev.drayage.transfer.ImageTransfer;
import dev.drayage.transfer.TransferOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of images that are on their way when a daemon dies, or when somebody else is at work in it. */
@Timeout(60)
class DaemonTransfersTest {
    /** The largest blob goes first, so nothing else is under way in the middle of it. */
    private static final TransferOptions ONE_AT_A_TIME =
            TransferOptions.defaults().withParallelism(1);

    private static final byte[] LARGE = ImageBuilder.noise(1, 8_000_000);
    private static final Descriptor LAYER = ContentWrites.layerOf(LARGE);
    private static final String NAME = "node.test/app:v1";

    @TempDir
    private Path directory;

    private final MemoryContent content = new MemoryContent();
    private NamedImage image;
    private ContainerdProcess process;

    @BeforeEach
    void start() throws IOException {
        image = new NamedImage(ImageBuilder.anImageIn(content).withLayer(LARGE).build(), NAME);
        process = ContainerdProcess.start(directory.resolve("c"));
    }

    @AfterEach
    void stop() throws IOException {
        if (process != null) {
            process.close();
        }
    }

    private ConnectOptions options() {
        return ConnectOptions.at(process.socket().toString()).withLocalReads(LocalReads.NEVER);
    }

    private ImageDestination destination() throws IOException {
        return Containerd.openDestination(options(), ContainerdProcess.NAMESPACE);
    }

    private void copy(ReadableContent from, TransferOptions options) throws IOException {
        try (ImageDestination destination = destination()) {
            ImageTransfer.copy(from, List.of(image), destination, options);
        }
    }

    private Path export(ImageArchive archive) throws IOException {
        Path file = directory.resolve("image.tar");
        archive.writeTo(file);
        return file;
    }

    /** Content with a layer that does something when it is read from its middle. */
    private ReadableContent inTheMiddle(Runnable event) {
        return new ReadableContent() {
            @Override
            public Blob open(Descriptor descriptor) throws IOException {
                Blob blob = content.open(descriptor);
                return descriptor.digest().equals(LAYER.digest()) ? new Watched(blob, event) : blob;
            }

            @Override
            public Optional<ContentInfo> info(Digest digest) {
                return content.info(digest);
            }
        };
    }

    private record Watched(Blob blob, Runnable event) implements Blob {
        @Override
        public long size() {
            return blob.size();
        }

        @Override
        public int readAt(long position, ByteBuffer target) throws IOException {
            if (position > blob.size() / 2) {
                event.run();
            }
            return blob.readAt(position, target);
        }

        @Override
        public void close() throws IOException {
            blob.close();
        }
    }

    @Test
    void anImportThatTheDaemonDiesInIsToldLeavesNoImageAndGoesOnLater() throws IOException {
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> copy(inTheMiddle(this::kill), ONE_AT_A_TIME))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                .withMessageContaining("layer-" + LAYER.digest())
                .withMessageContaining("containerd at " + process.socket())
                .withMessageContaining("the connection was lost");

        process = ContainerdProcess.start(directory.resolve("c"));
        try (Containerd client = Containerd.connect(options())) {
            assertThat(client.namespace(ContainerdProcess.NAMESPACE).images().list(List.of()))
                    .isEmpty();
            // What the dead one left is held for a day and no longer.
            assertThat(client.namespace(ContainerdProcess.NAMESPACE).leases().list())
                    .extracting(Lease::expires)
                    .allSatisfy(end -> assertThat(end)
                            .isBetween(Instant.now(), Instant.now().plus(Duration.ofDays(1))));
            assertThat(client.namespace(ContainerdProcess.NAMESPACE)
                            .content()
                            .status("layer-" + LAYER.digest())
                            .offset())
                    .isPositive();
        }
        copy(content, TransferOptions.defaults());
        assertThat(process.ctr("images", "ls", "-q").requireSuccess().out()).isEqualTo(NAME + "\n");
    }

    private void kill() {
        try {
            process.kill();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anExportThatTheImageIsDeletedUnderFailsAndLeavesNoFile() throws IOException {
        copy(content, TransferOptions.defaults());
        try (ImageSource source = Containerd.open(options(), ContainerdProcess.NAMESPACE);
                ImageArchive archive =
                        ImageArchive.plan(source.content(), List.of(NamedImage.named(source.find(NAME), NAME)))) {
            process.ctr("images", "rm", "--sync", NAME).requireSuccess();
            assertThatExceptionOfType(ContentNotFoundException.class)
                    .isThrownBy(() -> export(archive))
                    .withMessageContaining("containerd at " + process.socket());
        }
        assertThat(directory.toFile().list()).containsExactly("c");
    }

    @Test
    void readingHoldsNothingAndWritesNothing() throws IOException {
        copy(content, TransferOptions.defaults());
        try (ImageSource source = Containerd.open(options(), ContainerdProcess.NAMESPACE)) {
            ContentWrites.read(source.content(), source.find(NAME));
            assertThat(process.ctr("leases", "ls", "-q").requireSuccess().out()).isBlank();
        }
    }

    @Test
    void aBlobThatAnotherClientWritesIsWaitedForAsLongAsWasSaid() throws IOException {
        try (Containerd other = Containerd.connect(options());
                ContentWriter held = writer(other)) {
            held.write(ByteBuffer.wrap(LARGE, 0, 10));
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> copy(
                            content, TransferOptions.defaults().withWriterTimeout(Duration.ZERO, Sleeper.ofSystem())))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                    .withMessageContaining("layer-" + LAYER.digest());
        }
    }

    @Test
    void aBlobThatAnotherClientGivesUpIsGoneOnWith() throws IOException {
        try (Containerd other = Containerd.connect(options())) {
            ContentWriter held = writer(other);
            held.write(ByteBuffer.wrap(LARGE, 0, 1_000_000));
            Sleeper givesUp = time -> {
                try {
                    held.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
            copy(content, TransferOptions.defaults().withWriterTimeout(Duration.ofMinutes(1), givesUp));
        }
        assertThat(process.ctr("images", "ls", "-q").requireSuccess().out()).isEqualTo(NAME + "\n");
    }

    private static ContentWriter writer(Containerd client) throws IOException {
        return client.namespace(ContainerdProcess.NAMESPACE).content().writer("layer-" + LAYER.digest(), LAYER);
    }
}
