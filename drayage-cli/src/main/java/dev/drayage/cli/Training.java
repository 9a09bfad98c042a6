package dev.drayage.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Runs several commands in one process, for the launcher to see which classes they load. */
final class Training {
    private static final String SEPARATOR = "--then";
    private static final int REQUEST_BYTES = 4 << 10;

    private Training() {}

    /** Runs commands with {@value #SEPARATOR} between them and exits with the code of the first that fails. */
    public static void main(String[] args) throws IOException {
        Terminal terminal = Terminal.ofProcess();
        askRegistry(terminal);
        int begin = 0;
        for (int i = 0; i <= args.length; i++) {
            if (i == args.length || args[i].equals(SEPARATOR)) {
                int code = Dray.run(Arrays.copyOfRange(args, begin, i), terminal);
                if (code != ExitCode.DONE) {
                    System.exit(code);
                }
                begin = i + 1;
            }
        }
    }

    /** A registry that refuses every request is asked in the clear, and then over TLS: the command may fail. */
    private static void askRegistry(Terminal terminal) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread refusing = new Thread(() -> refuseAll(server), "training-registry");
            refusing.setDaemon(true);
            refusing.start();
            String authority = server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
            Dray.run(new String[] {"tags", "docker://" + authority + "/hello"}, terminal);
        }
    }

    private static void refuseAll(ServerSocket server) {
        byte[] response = "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
                .getBytes(StandardCharsets.US_ASCII);
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                if (client.getInputStream().read(new byte[REQUEST_BYTES]) > 0) {
                    client.getOutputStream().write(response);
                }
            } catch (IOException e) {
                // The client has gone, or the server is closed.
            }
        }
    }
}
