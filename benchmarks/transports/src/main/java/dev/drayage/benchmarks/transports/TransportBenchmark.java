package dev.drayage.benchmarks.transports;

import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One task over one transport: {@code start}, the first call; {@code ask}, all calls of an export that reads the daemon's
 * files itself; {@code read}, the same and all content read through the daemon by two threads, as an export does.
 */
public final class TransportBenchmark {
    private static final int THREADS = 2;

    private TransportBenchmark() {}

    /** Takes the transport, or {@code none} for a JVM that does nothing; the task, the socket and the namespace. */
    public static void main(String[] args) throws Exception {
        if (!args[0].equals("none")) {
            try (DaemonClient client = Clients.connect(args[0], args[2], args[3])) {
                run(client, args[1]);
            }
        }
        // Threads of a library may go on for a while; the command would not wait for them either.
        System.exit(0);
    }

    private static void run(DaemonClient client, String task) throws Exception {
        client.version();
        if (task.equals("start")) {
            return;
        }
        if (client.countImages() == 0) {
            throw new IOException("there are no images");
        }
        List<Descriptor> content = client.content();
        for (Descriptor blob : content) {
            requireSize(blob, client.size(blob));
        }
        if (task.equals("read")) {
            read(client, content);
        }
    }

    private static void read(DaemonClient client, List<Descriptor> content)
            throws IOException, InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<Long>> read = new ArrayList<>();
        for (Descriptor blob : content) {
            read.add(threads.submit(() -> client.read(blob)));
        }
        for (int i = 0; i < content.size(); i++) {
            requireSize(content.get(i), read.get(i).get());
        }
        threads.shutdown();
    }

    private static void requireSize(Descriptor blob, long size) throws IOException {
        if (size != blob.size()) {
            throw new IOException(size + " bytes came of " + blob);
        }
    }
}
