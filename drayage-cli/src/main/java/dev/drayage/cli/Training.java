package dev.drayage.cli;

import dev.drayage.containerd.ConnectOptions;
import dev.drayage.containerd.Containerd;
import dev.drayage.containerd.ContentServer;
import dev.drayage.containerd.ServedContent;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.metadata.Lease;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.store.LocalStore;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Runs several commands in one process, for the launcher to see which classes they load, and keeps the library of SQLite
 * that was unpacked for them: each process would unpack it again.
 */
final class Training {
    private static final String SEPARATOR = "--then";
    private static final int REQUEST_BYTES = 4 << 10;

    /** Where SQLite is told to unpack its library, which it deletes when the process ends. */
    private static final String UNPACKED = "org.sqlite.tmpdir";

    private static final String LIBRARY = System.mapLibraryName("sqlitejdbc");

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
        serveContent(terminal);
        serveRegistry(terminal);
        if (args.length > 1) {
            SyncTraining.run(new StoreRoot().path().resolveSibling("sync"), args[1], terminal);
        }
        keepLibrary();
    }

    private static void keepLibrary() throws IOException {
        String directory = System.getProperty(UNPACKED);
        if (directory == null) {
            return;
        }
        try (DirectoryStream<Path> unpacked = Files.newDirectoryStream(Path.of(directory), "*-" + LIBRARY)) {
            for (Path library : unpacked) {
                Files.createLink(library.resolveSibling(LIBRARY), library);
            }
        }
    }

    /** What {@code serve content} does when it is called, and what calls a containerd: a blob is stored and read. */
    private static void serveContent(Terminal terminal) {
        Dray.run(new String[] {"serve", "content", "--help"}, terminal);
        byte[] bytes = {1};
        Descriptor blob =
                Descriptor.of(MediaTypes.OCTET_STREAM, Digest.compute(DigestAlgorithm.SHA256, bytes), bytes.length);
        Path root = new StoreRoot().path();
        try (LocalStore store = LocalStore.open(root);
                ContentServer server = ContentServer.start(
                        root.resolveSibling("socket"), ServedContent.byNamespace(store::namespace));
                Containerd client =
                        Containerd.connect(ConnectOptions.at(server.socket().toString())
                                .withLocalReads(ConnectOptions.LocalReads.NEVER))) {
            // With a lease of its own the client would ask for one first, which is not served.
            Lease none = new Lease("none", Instant.EPOCH, null, Collections.emptySortedMap());
            ContentStore content = client.namespace("training").content(none);
            try (ContentWriter writer = content.writer("training", blob)) {
                writer.write(ByteBuffer.wrap(bytes));
                writer.commit(bytes.length, blob.digest(), Map.of());
            }
            try (Blob stored = content.open(blob)) {
                stored.readAt(0, ByteBuffer.allocate(bytes.length));
            }
        } catch (IOException e) {
            // Not every path is short enough for a socket: then these classes are loaded from the jar.
        }
    }

    /** What {@code serve registry} does up to its first responses. */
    private static void serveRegistry(Terminal terminal) throws IOException {
        TrainingServer.serve(terminal, List.of(), port -> {
            for (String path : List.of("_catalog", "hello/manifests/latest", "hello/tags/list")) {
                get(port, "/v2/" + path);
            }
        });
    }

    private static void get(int port, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
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
