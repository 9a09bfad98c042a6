package dev.drayage.storage.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.storage.collect.CollectOptions.Untagged;
import dev.drayage.storage.collect.CollectOptions.Writers;
import dev.drayage.storage.directory.DirectoryBucket;
import dev.drayage.task.TaskScope;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.ProgramResult;
import dev.drayage.testkit.peer.RegistryProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's docker-registry over a directory: pushed to while that is collected, and its own collecting beside ours. */
class CollectBesideDockerRegistryTest {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final int CLIENTS = 3;
    private static final int RUNS = Integer.getInteger("drayage.collectRuns", 4);

    private static final CollectListener SILENT = new CollectListener() {
        @Override
        public void began(Step step) {}

        @Override
        public void item(CollectItem item) {}
    };

    @TempDir
    Path home;

    private final HttpClient http = HttpClient.newHttpClient();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private int send(String method, String url, byte[] body, String type) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(URI.create(url))
                                .header("Content-Type", type)
                                .method(method, BodyPublishers.ofByteArray(body))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private boolean upload(String base, byte[] blob) throws IOException, InterruptedException {
        if (send("HEAD", base + "/blobs/" + ModelRegistry.digest(blob), new byte[0], "x/y") == 200) {
            return true;
        }
        Optional<String> location = http.send(
                        HttpRequest.newBuilder(URI.create(base + "/blobs/uploads/"))
                                .POST(BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.discarding())
                .headers()
                .firstValue("Location");
        if (location.isEmpty()) {
            return false;
        }
        String url = location.get() + "&digest=" + ModelRegistry.digest(blob);
        return send("PUT", url, blob, "application/octet-stream") == 201;
    }

    /** Pushes as clients do; says whether the registry took it. */
    private boolean push(String base, String tag, byte[]... blobs) throws IOException, InterruptedException {
        for (byte[] blob : blobs) {
            if (!upload(base, blob)) {
                return false;
            }
        }
        byte[] manifest = manifest(blobs);
        return send("PUT", base + "/manifests/" + tag, manifest, MANIFEST) == 201;
    }

    private static byte[] manifest(byte[]... blobs) {
        String manifest = new String(ModelRegistry.manifest(blobs), StandardCharsets.UTF_8);
        return bytes(manifest.replaceFirst("\\{", "{\"mediaType\":\"" + MANIFEST + "\",")
                .replace("\"x/y\"", "\"application/vnd.oci.image.layer.v1.tar\""));
    }

    private static Map<String, byte[]> blobsOf(int count) {
        return Stream.iterate(0, i -> i + 1)
                .limit(count)
                .collect(Collectors.toMap(i -> "b" + i, i -> bytes("blob " + i)));
    }

    @Test
    void whatWasPushedWhileItRanIsWhole() throws Exception {
        Map<String, byte[]> pool = blobsOf(12);
        Map<String, byte[][]> pushed = new ConcurrentHashMap<>();
        AtomicInteger refused = new AtomicInteger();
        long freed = 0;
        try (RegistryProcess registry = RegistryProcess.start(home);
                TaskScope clients = TaskScope.open("push", CLIENTS)) {
            DirectoryBucket bucket = DirectoryBucket.open(home.resolve("storage"));
            String first = "http://" + registry.authority() + "/v2/first";
            assertThat(push(first, "t0", new byte[][] {pool.get("b0"), pool.get("b1")}))
                    .isTrue();
            AtomicInteger left = new AtomicInteger(RUNS);
            for (int client = 0; client < CLIENTS; client++) {
                String repository = "r" + client;
                Random random = new Random(client);
                clients.fork(() -> {
                    String base = "http://" + registry.authority() + "/v2/" + repository;
                    for (int i = 0; left.get() > 0; i++) {
                        byte[][] blobs = {
                            pool.get("b" + random.nextInt(12)),
                            pool.get("b" + random.nextInt(12)),
                            bytes(repository + " " + random.nextInt(5))
                        };
                        // Tags are pushed over again and again: what they named before is what goes.
                        String tag = "t" + random.nextInt(3);
                        try {
                            if (push(base, tag, blobs)) {
                                pushed.put(repository + " " + tag, blobs);
                            } else {
                                refused.incrementAndGet();
                            }
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                            return;
                        }
                    }
                });
            }
            CollectOptions options = CollectOptions.defaults()
                    .withUntagged(Untagged.REMOVE)
                    .withGrace(Duration.ofMillis(300))
                    .withQuarantine(Duration.ofHours(1))
                    .withSettle(Duration.ofMillis(500))
                    .withParallelism(2)
                    .withDirectory(home);
            try {
                while (left.get() > 0) {
                    CollectReport report = StorageCollector.collect(bucket, options, null, SILENT);
                    freed += report.blobs() + report.manifests();
                    left.decrementAndGet();
                }
            } finally {
                left.set(0);
            }
            clients.join();
            for (Map.Entry<String, byte[][]> each : pushed.entrySet()) {
                String[] name = each.getKey().split(" ", -1);
                requireWhole("http://" + registry.authority() + "/v2/" + name[0], name[1], each.getValue());
            }
        }
        assertThat(freed).isPositive();
        assertThat(pushed).isNotEmpty();
    }

    private void requireWhole(String base, String tag, byte[]... blobs) throws IOException, InterruptedException {
        byte[] manifest = http.send(
                        HttpRequest.newBuilder(URI.create(base + "/manifests/" + tag))
                                .header("Accept", MANIFEST)
                                .build(),
                        BodyHandlers.ofByteArray())
                .body();
        assertThat(new String(manifest, StandardCharsets.UTF_8))
                .isEqualTo(new String(manifest(blobs), StandardCharsets.UTF_8));
        for (byte[] blob : blobs) {
            byte[] read = http.send(
                            HttpRequest.newBuilder(URI.create(base + "/blobs/" + ModelRegistry.digest(blob)))
                                    .build(),
                            BodyHandlers.ofByteArray())
                    .body();
            assertThat(read).isEqualTo(blob);
        }
    }

    @Test
    void theSameBlobsGoAsWithTheRegistrysOwn() throws Exception {
        try (RegistryProcess registry = RegistryProcess.start(home)) {
            for (int i = 0; i < 12; i++) {
                String base = "http://" + registry.authority() + "/v2/" + (i % 2 == 0 ? "one" : "two/three");
                String tag = "t" + i % 5;
                assertThat(push(base, tag, bytes("config " + i), bytes("layer " + i % 4), bytes("own " + i)))
                        .isTrue();
            }
            String base = "http://" + registry.authority() + "/v2/one";
            assertThat(upload(base, bytes("nobody's"))).isTrue();
            byte[] deleted = manifest(bytes("config 10"), bytes("layer 2"), bytes("own 10"));
            assertThat(send("DELETE", base + "/manifests/" + ModelRegistry.digest(deleted), new byte[0], MANIFEST))
                    .isEqualTo(202);
        }
        for (Untagged untagged : Untagged.values()) {
            Path theirs = copy(untagged + "-theirs");
            Path ours = copy(untagged + "-ours");
            Path config = Files.writeString(
                    home.resolve(untagged + ".yml"),
                    Files.readString(home.resolve("config.yml"))
                            .replace(home.resolve("storage").toString(), theirs.toString()));
            List<String> arguments = untagged == Untagged.REMOVE
                    ? List.of("garbage-collect", "--delete-untagged", config.toString())
                    : List.of("garbage-collect", config.toString());
            ProgramResult collected = Peers.require("docker-registry").run(arguments.toArray(new String[0]));
            assertThat(collected.exitCode()).as(collected.toString()).isZero();
            int before = blobs(ours).size();
            StorageCollector.collect(
                    DirectoryBucket.open(ours),
                    CollectOptions.defaults()
                            .withUntagged(untagged)
                            .withGrace(Duration.ZERO)
                            .withWriters(Writers.STOPPED)
                            .withDirectory(home),
                    null,
                    SILENT);
            assertThat(blobs(ours)).isEqualTo(blobs(theirs)).hasSizeLessThan(before);
        }
    }

    private Path copy(String name) throws IOException {
        Path target = home.resolve(name);
        Path storage = home.resolve("storage");
        try (Stream<Path> files = Files.walk(storage)) {
            for (Path file : files.toList()) {
                Path copy = target.resolve(storage.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
        return target;
    }

    private static Set<String> blobs(Path storage) throws IOException {
        Path blobs = storage.resolve("docker/registry/v2/blobs/sha256");
        try (Stream<Path> files = Files.walk(blobs)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> blobs.relativize(file).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
