package dev.drayage.cli;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.Program;
import dev.drayage.testkit.registry.ApiRequest;
import dev.drayage.testkit.registry.ApiResponse;
import dev.drayage.testkit.registry.HttpApiTransport;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** {@code dray serve registry} in a process of its own, at a free port of this machine. */
final class ServeRegistryProcess implements Closeable {
    private static final int BOOT_SECONDS = 60;
    private static final int EXIT_SECONDS = 60;
    private static final String AT = " at http";

    private final Process process;
    private final CompletableFuture<String> url = new CompletableFuture<>();
    private final CompletableFuture<HttpApiTransport> transport = url.thenApply(HttpApiTransport::new);
    private final List<String> log = new ArrayList<>();

    private ServeRegistryProcess(Process process) {
        this.process = process;
    }

    /** Starts one with these places and options and returns when it can be connected to. */
    static ServeRegistryProcess start(Object... words) throws IOException {
        return startAt("127.0.0.1:0", words);
    }

    /** Starts one at an address. */
    static ServeRegistryProcess startAt(String address, Object... words) throws IOException {
        return startUnder(List.of(), address, words);
    }

    /** Starts one in a JVM with more options. */
    static ServeRegistryProcess startUnder(List<String> javaOptions, String address, Object... words)
            throws IOException {
        return start(DrayProcess.program(Map.of(), javaOptions), address, words);
    }

    /** Starts one that finds a service by these variables. */
    static ServeRegistryProcess startWith(Map<String, String> environment, Object... words) throws IOException {
        return start(DrayProcess.program(environment, List.of()), "127.0.0.1:0", words);
    }

    private static ServeRegistryProcess start(Program dray, String address, Object... words) throws IOException {
        Program java = dray.with("serve", "registry", "--listen", address);
        String[] more = Stream.of(words).map(Object::toString).toArray(String[]::new);
        Process process = java.builder(more).redirectErrorStream(true).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        ServeRegistryProcess started = new ServeRegistryProcess(process);
        Thread reader = new Thread(started::read, "serve-registry-log");
        reader.setDaemon(true);
        reader.start();
        try {
            started.url.get(BOOT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            started.close();
            throw new AssertionError("dray serve registry did not start: " + started.log(), e);
        } catch (InterruptedException e) {
            started.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while dray serve registry was starting", e);
        }
        return started;
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (log) {
                    log.add(line);
                }
                if (line.startsWith("dray: serving ") && line.contains(AT)) {
                    url.complete(line.substring(line.lastIndexOf(AT) + " at ".length()));
                }
            }
        } catch (IOException e) {
            // The stream is closed when the process is killed.
        }
        url.completeExceptionally(new IOException("it has ended"));
    }

    /** All lines that it printed so far. */
    List<String> log() {
        synchronized (log) {
            return List.copyOf(log);
        }
    }

    /** Where it is, such as {@code http://localhost:5000}. */
    String url() {
        return url.join();
    }

    /** What goes before the names of repositories. */
    String address() {
        return url().replaceFirst("https?://", "");
    }

    int port() {
        return Integer.parseInt(address().substring(address().lastIndexOf(':') + 1));
    }

    /** Sends a request; a connection is left open for the next. */
    ApiResponse send(ApiRequest request) throws IOException {
        return transport.join().send(request);
    }

    /** A number that it tells Prometheus. */
    long metric(String name) throws IOException {
        return new String(get("/metrics").body(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no metric " + name));
    }

    ApiResponse get(String target) throws IOException {
        return send(ApiRequest.of("GET", target));
    }

    /** The digest that it has for a reference such as {@code library/alpine:3.20}. */
    String digest(String repository, String tag) throws IOException {
        ApiRequest head = ApiRequest.of("HEAD", "/v2/" + repository + "/manifests/" + tag)
                .with("Accept", "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json");
        ApiResponse response = send(head);
        return response.header("Docker-Content-Digest")
                .orElseThrow(() -> new AssertionError("no digest for " + repository + ":" + tag + ": " + response));
    }

    /** How many threads it has. */
    int threads() throws IOException {
        return entries("task");
    }

    /** How many files and connections it has open. */
    int openFiles() throws IOException {
        return entries("fd");
    }

    private int entries(String kind) throws IOException {
        Path directory = Path.of("/proc", Long.toString(process.pid()), kind);
        if (!Files.isDirectory(directory)) {
            abort("needs " + directory + ", which only Linux has");
        }
        try (Stream<Path> all = Files.list(directory)) {
            return (int) all.count();
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it as a crash would. */
    void kill() throws IOException {
        process.destroyForcibly();
        exitCode();
    }

    /** Sends it a signal, such as TERM. */
    void signal(String name) {
        Peers.require("kill").run("-" + name, Long.toString(process.pid())).requireSuccess();
    }

    /** Waits for it to end by itself. */
    int exitCode() throws IOException {
        try {
            if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("dray serve registry did not end within " + EXIT_SECONDS + " s: " + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while dray serve registry was ending", e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        exitCode();
    }
}
