package dev.drayage.registry.http;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;

/** An answer as it comes over a wire. It holds a connection until its body ends or is given up. For one thread. */
public interface Answer {
    /** The status code. */
    int status();

    /** The address that answered. */
    URI uri();

    /** All values of a header, whose name may be in any case. */
    List<String> headers(String name);

    /**
     * Reads some bytes of the body, at least one; -1 at its end.
     *
     * @throws SilenceException if nothing comes for too long, or next to nothing
     */
    int read(ByteBuffer target) throws IOException;

    /** Wants no more of the body: unless it has come in, the connection is closed. Any thread may say so. */
    void giveUp();
}
