package dev.drayage.containerd.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.containerd.http2.HandMadeServer.Peer;
import dev.drayage.testkit.ImageBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class Http2ConnectionTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final List<Header> REQUEST = List.of(new Header(":path", "/a"));
    private static final int WINDOW = 65_535;

    private final ExecutorService others = Executors.newCachedThreadPool();
    private Path directory;
    private HandMadeServer server;
    private Http2Connection client;
    private Peer peer;

    @BeforeEach
    void connect() throws IOException {
        // The path of a socket is short.
        directory = Files.createTempDirectory("dray-h");
        server = new HandMadeServer(directory.resolve("s"));
        client = Http2Connection.connect(server.path());
        peer = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        peer.close();
        server.close();
        others.shutdownNow();
        Files.deleteIfExists(server.path());
        Files.delete(directory);
    }

    private static byte[] readAll(Http2Stream stream) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer part = ByteBuffer.allocate(1000);
        while (stream.read(part.clear(), TIMEOUT) >= 0) {
            all.write(part.array(), 0, part.position());
        }
        return all.toByteArray();
    }

    @Test
    void responsesComeToTheStreamsTheyAreOf() throws IOException {
        Http2Stream first = client.open(REQUEST, TIMEOUT);
        Http2Stream second = client.open(REQUEST, TIMEOUT);
        peer.send(Frames.DATA, Frames.PADDED, 3, (byte) 2, (byte) 'b', (byte) 0, (byte) 0);
        peer.send(Frames.DATA, 0, 1, (byte) 'a');
        peer.send(99, 0, 0, (byte) 1); // of a type that is not known
        peer.end(1, "5");
        peer.send(Frames.DATA, Frames.END_STREAM, 3, (byte) 'c');
        assertThat(readAll(first)).isEqualTo(new byte[] {'a'});
        assertThat(first.headers()).containsEntry("grpc-status", "5");
        assertThat(readAll(second)).isEqualTo(new byte[] {'b', 'c'});
    }

    @Test
    void sendsNoMoreThanItIsLet() throws Exception {
        byte[] bytes = ImageBuilder.noise(1, 100_000);
        Http2Stream stream = client.open(REQUEST, TIMEOUT);
        Future<?> writing = others.submit(() -> {
            stream.write(
                    List.of(ByteBuffer.wrap(bytes, 0, 10), ByteBuffer.wrap(bytes, 10, bytes.length - 10)), TIMEOUT);
            stream.finish();
            return null;
        });
        ByteArrayOutputStream came = new ByteArrayOutputStream();
        while (came.size() < WINDOW) {
            came.writeBytes(peer.await(Frames.DATA).payload());
        }
        assertThat(came.size()).isEqualTo(WINDOW);
        assertThat(writing.isDone()).isFalse();
        peer.sendNumber(Frames.WINDOW_UPDATE, 0, WINDOW);
        peer.sendNumber(Frames.WINDOW_UPDATE, 1, 1);
        came.writeBytes(peer.await(Frames.DATA).payload());
        assertThat(came.size()).isEqualTo(WINDOW + 1);
        peer.sendNumber(Frames.WINDOW_UPDATE, 1, WINDOW);
        HandMadeServer.Frame last = peer.await(Frames.DATA);
        for (; (last.flags() & Frames.END_STREAM) == 0; last = peer.await(Frames.DATA)) {
            came.writeBytes(last.payload());
        }
        assertThat(came.toByteArray()).isEqualTo(bytes);
        writing.get();
    }

    @Test
    void asksForMoreAsItIsReadAndRefusesMoreThanItAskedFor() throws IOException {
        Http2Stream stream = client.open(REQUEST, TIMEOUT);
        Http2Stream other = client.open(REQUEST, TIMEOUT);
        byte[] frame = new byte[Frames.PAYLOAD_BYTES];
        int frames = Http2Connection.STREAM_WINDOW_BYTES / frame.length;
        for (int i = 0; i < frames; i++) {
            peer.send(Frames.DATA, 0, 1, frame);
        }
        ByteBuffer half = ByteBuffer.allocate(Http2Connection.STREAM_WINDOW_BYTES / 2);
        while (half.hasRemaining()) {
            stream.read(half, TIMEOUT);
        }
        HandMadeServer.Frame more = peer.await(Frames.WINDOW_UPDATE);
        while (more.stream() == 0) {
            more = peer.await(Frames.WINDOW_UPDATE);
        }
        assertThat(ByteBuffer.wrap(more.payload()).getInt()).isEqualTo(half.capacity());
        for (int i = 0; i <= frames / 2; i++) {
            peer.send(Frames.DATA, 0, 1, frame);
        }
        assertThatExceptionOfType(ConnectionLostException.class)
                .isThrownBy(() -> readAll(other))
                .withMessage("more came of a stream than was asked for");
    }

    @Test
    void aStreamThatIsBrokenOffEndsThereForReadersAndWriters() throws Exception {
        Http2Stream stream = client.open(REQUEST, TIMEOUT);
        Future<?> writing = others.submit(() -> {
            stream.write(List.of(ByteBuffer.allocate(2 * WINDOW)), TIMEOUT);
            return null;
        });
        peer.sendNumber(Frames.RST_STREAM, 1, 8);
        assertThatExceptionOfType(StreamResetException.class)
                .isThrownBy(() -> readAll(stream))
                .satisfies(e -> assertThat(e.isCancelled()).isTrue());
        writing.get();
        assertThat(client.isUsable()).isTrue();
    }

    @Test
    void aStreamThatIsClosedIsBrokenOffAndTheOthersGoOn() throws IOException {
        Http2Stream closed = client.open(REQUEST, TIMEOUT);
        Http2Stream other = client.open(REQUEST, TIMEOUT);
        closed.close();
        assertThat(peer.await(Frames.RST_STREAM).stream()).isEqualTo(1);
        peer.send(Frames.DATA, 0, 1, (byte) 'x');
        peer.send(Frames.DATA, Frames.END_STREAM, 3, (byte) 'y');
        assertThat(readAll(other)).isEqualTo(new byte[] {'y'});
    }

    @Test
    void goingAwayEndsWhatCameTooLateAndLetsTheRestComeToItsEnd() throws IOException {
        Http2Stream taken = client.open(REQUEST, TIMEOUT);
        Http2Stream late = client.open(REQUEST, TIMEOUT);
        peer.send(Frames.GOAWAY, 0, 0, new byte[] {0, 0, 0, 1, 0, 0, 0, 0});
        assertThatExceptionOfType(StreamResetException.class)
                .isThrownBy(() -> readAll(late))
                .satisfies(e -> assertThat(e.isRefused()).isTrue());
        assertThat(client.isUsable()).isFalse();
        peer.send(Frames.DATA, Frames.END_STREAM, 1, (byte) 'z');
        assertThat(readAll(taken)).isEqualTo(new byte[] {'z'});
    }

    @Test
    void aConnectionThatIsClosedFailsWhatIsUnderWay() throws IOException {
        Http2Stream stream = client.open(REQUEST, TIMEOUT);
        peer.close();
        assertThatExceptionOfType(ConnectionLostException.class).isThrownBy(() -> readAll(stream));
        assertThat(client.isUsable()).isFalse();
        assertThatExceptionOfType(ConnectionLostException.class).isThrownBy(() -> client.open(REQUEST, TIMEOUT));
    }

    @Test
    void whatIsNotHttp2IsALostConnection() throws IOException {
        Http2Stream stream = client.open(REQUEST, TIMEOUT);
        peer.sendRaw(ByteBuffer.wrap("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        assertThatExceptionOfType(ConnectionLostException.class)
                .isThrownBy(() -> readAll(stream))
                .withMessageContaining("more than was agreed on");
    }

    @Test
    void waitsNoLongerThanItIsTold() throws IOException {
        Http2Stream stream = client.open(REQUEST, TIMEOUT);
        assertThatExceptionOfType(IdleTimeoutException.class)
                .isThrownBy(() -> stream.read(ByteBuffer.allocate(1), Duration.ofMillis(1)));
        assertThatExceptionOfType(IdleTimeoutException.class)
                .isThrownBy(() -> stream.write(List.of(ByteBuffer.allocate(2 * WINDOW)), Duration.ofMillis(1)));
    }

    @Test
    void aThreadThatIsInterruptedDoesNotTakeTheConnectionWithIt() throws IOException {
        Http2Stream stream = client.open(REQUEST, TIMEOUT);
        Thread.currentThread().interrupt();
        stream.write(List.of(ByteBuffer.allocate(1000)), TIMEOUT);
        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> stream.read(ByteBuffer.allocate(1), TIMEOUT));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(peer.await(Frames.DATA).payload()).hasSize(1000);
        peer.end(1, "0");
        assertThat(readAll(stream)).isEmpty();
    }
}
