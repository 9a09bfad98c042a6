package dev.drayage.registry.plain;

import dev.drayage.registry.http.Answer;
import dev.drayage.registry.http.Patience;
import dev.drayage.registry.http.Traffic;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** An answer whose body is read from its connection, which is given back at the end of it. */
final class PlainAnswer implements Answer {
    private static final int MAX_CHUNK_LINE = 4 << 10;
    private static final int MAX_TRAILERS = 100;
    private static final Pattern CHUNK_SIZE = Pattern.compile("([0-9A-Fa-f]{1,15})\\s*(?:;.*)?");

    private final URI uri;
    private final Head head;
    private final Connection connection;
    private final Framing framing;
    private final Traffic traffic;
    private final Patience patience;
    private final Consumer<Connection> keep;

    /** Bytes left, of the body or of the chunk. */
    private long left;

    private volatile boolean ended;

    /** @param keep what to do with the connection if it may be used again */
    PlainAnswer(
            URI uri, Head head, Connection connection, Framing framing, Traffic traffic, Consumer<Connection> keep) {
        this.uri = uri;
        this.head = head;
        this.connection = connection;
        this.framing = framing;
        this.traffic = traffic;
        this.patience = new Patience(traffic.patience());
        this.keep = keep;
        this.left = framing.kind() == Framing.Kind.CONNECTION ? Long.MAX_VALUE : framing.length();
        if (framing.kind() == Framing.Kind.LENGTH && left == 0) {
            end();
        }
    }

    @Override
    public int status() {
        return head.status();
    }

    @Override
    public URI uri() {
        return uri;
    }

    @Override
    public List<String> headers(String name) {
        return head.values(name);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!ended && left == 0) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int limit = target.limit();
        target.limit(target.position() + (int) Math.min(target.remaining(), left));
        int read;
        try {
            read = connection.read(target, patience);
        } finally {
            target.limit(limit);
        }
        if (read < 0) {
            return endOfConnection();
        }
        left -= read;
        if (left == 0) {
            endOfStretch();
        }
        traffic.pass(read);
        return read;
    }

    private int endOfConnection() throws IOException {
        if (framing.kind() != Framing.Kind.CONNECTION) {
            throw new EOFException("the connection was closed before the end of the answer");
        }
        giveUp();
        return -1;
    }

    private void endOfStretch() throws IOException {
        if (framing.kind() == Framing.Kind.LENGTH) {
            end();
        } else {
            expectLineEnd();
        }
    }

    private void nextChunk() throws IOException {
        String line = connection.line(MAX_CHUNK_LINE, patience);
        var size = CHUNK_SIZE.matcher(line);
        if (!size.matches()) {
            throw new IOException("it sends a chunk without its size");
        }
        left = Long.parseLong(size.group(1), 16);
        if (left > 0) {
            return;
        }
        for (int trailers = 0; !connection.line(MAX_CHUNK_LINE, patience).isEmpty(); trailers++) {
            if (trailers == MAX_TRAILERS) {
                throw new IOException("it never comes to the end of its answer");
            }
        }
        end();
    }

    private void expectLineEnd() throws IOException {
        if (!connection.line(1, patience).isEmpty()) {
            throw new IOException("it sends a chunk that is longer than it says");
        }
    }

    private void end() {
        ended = true;
        if (head.keepsConnection()) {
            keep.accept(connection);
        } else {
            connection.close();
        }
    }

    @Override
    public void giveUp() {
        if (!ended) {
            ended = true;
            connection.close();
        }
    }
}
