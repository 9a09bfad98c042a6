package dev.drayage.testkit.peer;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A registry of the distribution project, Debian's {@code docker-registry}, on a free port of loopback. */
public final class RegistryProcess implements Closeable {
    private static final Pattern LISTENING = Pattern.compile("listening on (127\\.0\\.0\\.1:[0-9]+)");
    private static final int BOOT_SECONDS = 30;
    private static final int EXIT_SECONDS = 10;
    private static final int LOG_SECONDS = 20;

    private final Process process;
    private final CompletableFuture<String> address = new CompletableFuture<>();
    private final List<String> log = new ArrayList<>();

    private RegistryProcess(Process process) {
        this.process = process;
    }

    /** Starts one that anybody may use, in the clear. The test is skipped where the program is not installed. */
    public static RegistryProcess start(Path home) throws IOException {
        return start(home, "", "");
    }

    /** Starts one for a user {@code alice} with the password {@code secret}, in the clear. */
    public static RegistryProcess startWithPassword(Path home) throws IOException {
        // Made by crypt(3) with the method $2b$; the registry takes no weaker one.
        Path users = Files.writeString(
                home.resolve("htpasswd"), "alice:$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n");
        return start(home, "", "auth: {htpasswd: {realm: test, path: " + users + "}}\n");
    }

    /**
     * Starts one, in the clear, that wants a token of a {@link TokenServer}.
     *
     * @param realm where that is to be asked
     * @param certificate of the key that it signs with
     */
    public static RegistryProcess startWithTokens(Path home, String realm, Path certificate) throws IOException {
        return start(
                home,
                "",
                "auth: {token: {realm: \"" + realm + "\", service: " + TokenServer.SERVICE + ", issuer: "
                        + TokenServer.ISSUER + ", rootcertbundle: " + certificate + "}}\n");
    }

    /** Starts one with TLS. */
    public static RegistryProcess startWithTls(Path home, Path certificate, Path key) throws IOException {
        return start(home, ", tls: {certificate: " + certificate + ", key: " + key + "}", "");
    }

    /** Starts one with TLS that wants a certificate of its clients too. */
    public static RegistryProcess startWithMutualTls(Path home, Path certificate, Path key, Path clients)
            throws IOException {
        return start(
                home, ", tls: {certificate: " + certificate + ", key: " + key + ", clientcas: [" + clients + "]}", "");
    }

    /** Starts one, in the clear, that keeps all in a bucket of a service that is found by its variables. */
    public static RegistryProcess startOnS3(Path home, Map<String, String> service, String bucket) throws IOException {
        String storage = "{s3: {regionendpoint: \"" + service.get("AWS_ENDPOINT_URL_S3") + "\", region: "
                + service.get("AWS_REGION") + ", bucket: " + bucket + ", accesskey: " + service.get("AWS_ACCESS_KEY_ID")
                + ", secretkey: " + service.get("AWS_SECRET_ACCESS_KEY") + ", secure: false}, delete: {enabled: true}}";
        return startOn(home, storage, "", "");
    }

    private static RegistryProcess start(Path home, String tls, String more) throws IOException {
        Path storage = Files.createDirectories(home.resolve("storage"));
        return startOn(home, "{filesystem: {rootdirectory: " + storage + "}, delete: {enabled: true}}", tls, more);
    }

    private static RegistryProcess startOn(Path home, String storage, String tls, String more) throws IOException {
        // With that variable its client of S3 takes no other certificates, and fails where the file is not there.
        Program program = Peers.require("docker-registry").env("AWS_CA_BUNDLE", null);
        Path config = Files.writeString(home.resolve("config.yml"), """
                version: 0.1
                log: {level: info, formatter: text}
                storage: %s
                http: {addr: "127.0.0.1:0", secret: test%s}
                validation: {manifests: {urls: {allow: [".*"]}}}
                """.formatted(storage, tls) + more);
        Process process = program.builder("serve", config.toString())
                .redirectErrorStream(true)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        RegistryProcess registry = new RegistryProcess(process);
        Thread reader = new Thread(registry::follow, "registry-log");
        reader.setDaemon(true);
        reader.start();
        try {
            registry.address.get(BOOT_SECONDS, TimeUnit.SECONDS);
            return registry;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a registry was starting");
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new AssertionError("docker-registry did not start: " + registry.log, e);
        }
    }

    /** It says where it listens, so nothing has to be tried and waited for; its log is read to the end. */
    private void follow() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (log) {
                    log.add(line);
                    log.notifyAll();
                }
                Matcher listening = LISTENING.matcher(line);
                if (listening.find()) {
                    address.complete(listening.group(1));
                }
            }
        } catch (IOException e) {
            // The stream is closed when the process is killed.
        }
        address.completeExceptionally(new IOException("it has ended"));
    }

    /** Waits until so many lines of its log contain a text: each request has one there, a moment after its response. */
    public void awaitLogged(int lines, String text) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LOG_SECONDS);
        synchronized (log) {
            while (log.stream().filter(line -> line.contains(text)).count() < lines) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("there are not " + lines + " lines with " + text + " in the log: " + log);
                }
                log.wait(left);
            }
        }
    }

    /** Host and port, as references name them. */
    public String authority() {
        return address.join();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a registry was ending");
        }
    }
}
