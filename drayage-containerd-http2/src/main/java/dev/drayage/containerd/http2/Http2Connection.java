package dev.drayage.containerd.http2;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection with any number of streams at once. Thread-safe; a thread of its own takes in what comes. Each stream
 * holds back what is not read of it, so that none of them can fill the memory or hold up another.
 */
public final class Http2Connection implements Closeable {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** What may come of one stream before it is read: enough for the other side never to wait. */
    static final int STREAM_WINDOW_BYTES = 1 << 20;

    /** Of the connection nothing is held back, for that would be of all streams. */
    private static final int WINDOW_BYTES = 1 << 30;

    private static final int DEFAULT_WINDOW_BYTES = 65_535;

    /** What goes out in one piece, before it is another stream's turn. */
    private static final int BURST_BYTES = 256 << 10;

    private final FrameSocket socket;
    private final Map<Integer, Http2Stream> streams = new HashMap<>();
    private final Object opening = new Object();
    private int nextStream = 1;
    private long sendWindow = DEFAULT_WINDOW_BYTES;
    private int streamSendWindow = DEFAULT_WINDOW_BYTES;
    private int maxStreams = Integer.MAX_VALUE;
    private int taken;
    private boolean leaving;
    private @Nullable IOException lost;

    private Http2Connection(FrameSocket socket) {
        this.socket = socket;
    }

    /**
     * Connects to whoever listens at a path.
     *
     * @throws ConnectionLostException if nobody does
     */
    public static Http2Connection connect(Path path) throws IOException {
        try {
            FrameSocket socket = FrameSocket.connect(path);
            try {
                Http2Connection connection = new Http2Connection(socket);
                connection.begin(path);
                return connection;
            } catch (IOException | RuntimeException e) {
                socket.close();
                throw e;
            }
        } catch (IOException e) {
            throw new ConnectionLostException(e);
        }
    }

    private void begin(Path path) throws IOException {
        socket.write(
                ByteBuffer.wrap(PREFACE),
                Frames.settings(STREAM_WINDOW_BYTES),
                Frames.more(0, WINDOW_BYTES - DEFAULT_WINDOW_BYTES));
        Thread reader = new Thread(this::readAll, "dray-read-" + path.getFileName());
        reader.setDaemon(true);
        reader.start();
    }

    /** Whether streams can still be opened. */
    public synchronized boolean isUsable() {
        return lost == null && !leaving;
    }

    /** Sends a request, the content of which follows. */
    public Http2Stream open(List<Header> headers, Duration timeout) throws IOException {
        byte[] block = HeaderEncoder.encode(headers);
        // The other side expects streams in the order of their numbers.
        synchronized (opening) {
            Http2Stream stream = register(new Deadline(timeout));
            send(Frames.headers(stream.id(), block));
            return stream;
        }
    }

    private synchronized Http2Stream register(Deadline deadline) throws IOException {
        while (lost == null && streams.size() >= maxStreams) {
            deadline.await(this);
        }
        requireConnected();
        Http2Stream stream = new Http2Stream(this, nextStream, streamSendWindow);
        streams.put(nextStream, stream);
        nextStream += 2;
        return stream;
    }

    private void requireConnected() throws ConnectionLostException {
        if (lost != null) {
            throw new ConnectionLostException(lost);
        }
    }

    /** Sends frames in one piece. */
    void send(ByteBuffer... frames) throws IOException {
        try {
            socket.write(frames);
        } catch (IOException e) {
            throw new ConnectionLostException(e);
        }
    }

    /** Sends as much of these bytes as the other side lets, and waits until it lets any; or until it wants no more. */
    void sendSome(Http2Stream stream, List<ByteBuffer> bytes, Duration timeout) throws IOException {
        long wanted = 0;
        for (ByteBuffer part : bytes) {
            wanted += part.remaining();
        }
        int allowed = reserve(stream, (int) Math.min(wanted, BURST_BYTES), new Deadline(timeout));
        if (allowed > 0) {
            send(DataFrames.of(stream.id(), bytes, allowed));
        }
    }

    private synchronized int reserve(Http2Stream stream, int wanted, Deadline deadline) throws IOException {
        while (lost == null && !stream.isEnded() && Math.min(sendWindow, stream.sendWindow) <= 0) {
            deadline.await(this);
        }
        requireConnected();
        if (stream.isEnded()) {
            return 0;
        }
        int allowed = (int) Math.min(wanted, Math.min(sendWindow, stream.sendWindow));
        sendWindow -= allowed;
        stream.sendWindow -= allowed;
        return allowed;
    }

    /** Lets go of a stream. */
    void forget(Http2Stream stream) {
        synchronized (this) {
            streams.remove(stream.id());
            notifyAll();
            if (!leaving || !streams.isEmpty()) {
                return;
            }
        }
        close();
    }

    private void readAll() {
        FrameReader reader = new FrameReader(socket, new Taking());
        try {
            while (true) {
                reader.next();
            }
        } catch (IOException e) {
            lose(e);
        } catch (RuntimeException e) {
            lose(new IOException("what came was not understood", e));
        }
    }

    private void lose(IOException cause) {
        List<Http2Stream> open;
        synchronized (this) {
            if (lost == null) {
                lost = cause;
            }
            open = List.copyOf(streams.values());
            streams.clear();
            notifyAll();
        }
        for (Http2Stream stream : open) {
            stream.fail(new ConnectionLostException(cause));
        }
        closeSocket();
    }

    private void closeSocket() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more.
        }
    }

    @Override
    public void close() {
        lose(new IOException("it was closed"));
    }

    /** What comes. */
    private final class Taking implements FrameReader.Listener {
        private @Nullable Http2Stream stream(int id) {
            synchronized (Http2Connection.this) {
                return streams.get(id);
            }
        }

        @Override
        public void data(int id, ByteBuffer bytes, int frameBytes, boolean last) throws IOException {
            taken += frameBytes;
            if (taken >= WINDOW_BYTES / 2) {
                send(Frames.more(0, taken));
                taken = 0;
            }
            Http2Stream stream = stream(id);
            if (stream != null) {
                stream.receive(bytes, frameBytes);
                end(stream, last);
            }
        }

        @Override
        public void headers(int id, Map<String, String> headers, boolean last) {
            Http2Stream stream = stream(id);
            if (stream != null) {
                stream.receive(headers);
                end(stream, last);
            }
        }

        private void end(Http2Stream stream, boolean last) {
            if (last) {
                stream.end();
                forget(stream);
            }
        }

        @Override
        public void reset(int id, int code) {
            Http2Stream stream = stream(id);
            if (stream != null) {
                stream.fail(new StreamResetException(code));
                forget(stream);
            }
        }

        @Override
        public void setting(int name, int value) {
            synchronized (Http2Connection.this) {
                if (name == Frames.SETTING_MAX_STREAMS) {
                    maxStreams = value < 0 ? Integer.MAX_VALUE : value;
                } else if (name == Frames.SETTING_INITIAL_WINDOW) {
                    streams.values().forEach(stream -> stream.sendWindow += value - streamSendWindow);
                    streamSendWindow = value;
                }
                Http2Connection.this.notifyAll();
            }
        }

        @Override
        public void settingsEnd() throws IOException {
            send(Frames.settingsTaken());
        }

        @Override
        public void ping(ByteBuffer bytes) throws IOException {
            send(Frames.pong(bytes));
        }

        @Override
        public void goAway(int lastStream) {
            List<Http2Stream> refused = new ArrayList<>();
            synchronized (Http2Connection.this) {
                leaving = true;
                streams.values().stream()
                        .filter(stream -> stream.id() > lastStream)
                        .forEach(refused::add);
            }
            refused.forEach(stream -> stream.fail(StreamResetException.refused()));
            refused.forEach(Http2Connection.this::forget);
        }

        @Override
        public void more(int id, int bytes) {
            synchronized (Http2Connection.this) {
                if (id == 0) {
                    sendWindow += bytes;
                } else {
                    Http2Stream stream = streams.get(id);
                    if (stream != null) {
                        stream.sendWindow += bytes;
                    }
                }
                Http2Connection.this.notifyAll();
            }
        }
    }
}
