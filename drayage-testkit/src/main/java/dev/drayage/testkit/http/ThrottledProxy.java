package dev.drayage.testkit.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;

/**
 * A network between a client and a server on loopback: bytes come later, and on each connection no more of them in a
 * second. It knows nothing of what goes through.
 */
public final class ThrottledProxy implements Closeable {
    private static final int CHUNK_BYTES = 16 << 10;

    /** More than what is under way in any delay that is of interest. */
    private static final int CHUNKS_UNDER_WAY = 256;

    /** A sleep ends later than it should; so much of it is made up for, or a connection would never have its rate. */
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final LoopbackListener listener;
    private final InetSocketAddress target;
    private final long delayNanos;
    private final double nanosPerByte;

    private ThrottledProxy(int port, InetSocketAddress target, Duration delay, long bytesPerSecond) {
        this.target = target;
        this.delayNanos = delay.toNanos();
        this.nanosPerByte = (double) TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
        this.listener = LoopbackListener.start(port, ServerSocketFactory.getDefault(), "throttled", this::join);
    }

    /**
     * Starts one.
     *
     * @param port where on loopback to listen; 0 for any
     * @param roundTrip how much longer a response takes, half of it each way
     * @param bytesPerSecond for each connection, each way
     */
    public static ThrottledProxy start(int port, InetSocketAddress target, Duration roundTrip, long bytesPerSecond) {
        return new ThrottledProxy(port, target, roundTrip.dividedBy(2), bytesPerSecond);
    }

    /** {@code PORT TARGET_PORT MILLISECONDS BYTES_PER_SECOND}, until it is killed. */
    public static void main(String[] arguments) throws Exception {
        try (ThrottledProxy proxy = start(
                Integer.parseInt(arguments[0]),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1])),
                Duration.ofMillis(Long.parseLong(arguments[2])),
                Long.parseLong(arguments[3]))) {
            System.out.println("listening on " + proxy.authority());
            Thread.currentThread().join();
        }
    }

    /** Host and port, as references and addresses name it. */
    public String authority() {
        return listener.authority();
    }

    private void join(Socket client) throws IOException {
        try (Socket server = new Socket()) {
            server.connect(target);
            server.setTcpNoDelay(true);
            listener.keep(server);
            listener.run(() -> pump(server, client));
            pump(client, server);
        }
    }

    private static final class Chunk {
        private final byte[] bytes;
        private final int length;
        private final long due;

        private Chunk(byte[] bytes, int length, long due) {
            this.bytes = bytes;
            this.length = length;
            this.due = due;
        }
    }

    private void pump(Socket from, Socket to) {
        BlockingQueue<Chunk> underWay = new ArrayBlockingQueue<>(CHUNKS_UNDER_WAY);
        listener.run(() -> deliver(underWay, to));
        try {
            InputStream in = from.getInputStream();
            long free = System.nanoTime();
            while (true) {
                byte[] bytes = new byte[CHUNK_BYTES];
                int length = in.read(bytes);
                // The next bytes wait until these are on the wire; then all wait as long as the wire is.
                free = Math.max(free, System.nanoTime() - LATE_NANOS) + (long) (Math.max(0, length) * nanosPerByte);
                underWay.put(new Chunk(bytes, length, free + delayNanos));
                if (length < 0) {
                    return;
                }
                sleepUntil(free);
            }
        } catch (IOException e) {
            underWay.offer(new Chunk(new byte[0], -1, System.nanoTime()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void deliver(BlockingQueue<Chunk> underWay, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            while (true) {
                Chunk chunk = underWay.take();
                sleepUntil(chunk.due);
                if (chunk.length < 0) {
                    to.shutdownOutput();
                    return;
                }
                out.write(chunk.bytes, 0, chunk.length);
            }
        } catch (IOException e) {
            // Nobody is there to read it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sleepUntil(long due) throws InterruptedException {
        long wait = due - System.nanoTime();
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
    }

    @Override
    public void close() {
        listener.close();
    }
}
