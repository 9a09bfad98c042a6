package dev.drayage.server.observe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Takes over the socket that it was started with, and greets one client. */
public final class InheritedSocketProgram {
    private InheritedSocketProgram() {}

    public static void main(String[] arguments) throws IOException {
        try (ServerSocketChannel socket = new ServiceManager(System.getenv(), System.err::println)
                        .socket()
                        .orElseThrow();
                SocketChannel client = socket.accept()) {
            client.write(ByteBuffer.wrap("taken over".getBytes(StandardCharsets.US_ASCII)));
        }
    }
}
