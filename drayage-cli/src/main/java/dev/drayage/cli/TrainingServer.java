package dev.drayage.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** {@code serve registry} on a free port of this machine, as long as something is done with it. */
final class TrainingServer {
    /** What is done while it serves. */
    interface Use {
        void of(int port) throws IOException;
    }

    private TrainingServer() {}

    /**
     * Serves until the use is over; if it does not begin to serve, there is none.
     *
     * @param options what comes behind the command, the output and the address
     */
    static void serve(Terminal terminal, List<String> options, Use use) throws IOException {
        PipedInputStream told = new PipedInputStream();
        Terminal ours =
                Terminal.of(new PrintStream(new PipedOutputStream(told), true, StandardCharsets.UTF_8), terminal.err());
        String[] command = Stream.concat(
                        Stream.of("serve", "registry", "--json", "--listen", "127.0.0.1:0"), options.stream())
                .toArray(String[]::new);
        Thread serving = new Thread(
                () -> {
                    try {
                        Dray.run(command, ours);
                    } finally {
                        ours.out().close();
                    }
                },
                "training-server");
        serving.start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(told, StandardCharsets.UTF_8))) {
            String ready = lines.readLine();
            if (ready != null) {
                use.of(Integer.parseInt(ready.replaceAll(".*:([0-9]+)\".*", "$1")));
            }
            serving.interrupt();
            serving.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
