package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.store.LocalStore;
import dev.drayage.store.StoreOptions;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.ManualClock;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.registry.ApiRequest;
import dev.drayage.testkit.registry.ApiResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Uploads to a registry that is served: what becomes of them when it is killed, or has no room. */
@Timeout(900)
class ServedUploadsTest {
    private static final int UPLOADS = 200;
    private static final int AT_ONCE = 20;

    @TempDir
    private Path directory;

    private Path store() {
        return directory.resolve("store");
    }

    private ServeRegistryProcess start() throws IOException {
        return ServeRegistryProcess.start("--writable", "--root", store());
    }

    private static Digest digest(byte[] bytes) {
        return Digest.compute(DigestAlgorithm.SHA256, bytes);
    }

    private static String blob(byte[] bytes) {
        return "/v2/team/app/blobs/" + digest(bytes);
    }

    private static String begin(ServeRegistryProcess server) throws IOException {
        ApiResponse begun = server.send(ApiRequest.of("POST", "/v2/team/app/blobs/uploads/"));
        assertThat(begun.status()).as(begun.toString()).isEqualTo(202);
        return begun.header("Location").orElseThrow();
    }

    private static String finishing(String location, byte[] bytes) {
        return location + (location.indexOf('?') < 0 ? "?" : "&") + "digest=" + digest(bytes);
    }

    private static int offset(ApiResponse status) {
        String range = status.header("Range").orElseThrow();
        int last = Integer.parseInt(range.substring(range.indexOf('-') + 1));
        // No byte at all is written like the first one; pieces are larger.
        return last == 0 ? 0 : last + 1;
    }

    /** Sends what is missing according to the server, and finishes. */
    private static ApiResponse goOn(ServeRegistryProcess server, String location, byte[] bytes) throws IOException {
        ApiResponse status = server.get(location);
        assertThat(status.status()).as(status.toString()).isEqualTo(204);
        int offset = offset(status);
        assertThat(offset).isLessThanOrEqualTo(bytes.length);
        return server.send(ApiRequest.of("PUT", finishing(location, bytes))
                .sending(Arrays.copyOfRange(bytes, offset, bytes.length)));
    }

    /** An upload that the server's end may come between. */
    private static final class Interrupted {
        private final byte[] bytes;
        private final boolean isStreamed;
        private volatile String location = "";
        private volatile boolean isDone;

        Interrupted(Random random) {
            this.bytes = ImageBuilder.noise(random.nextLong(), 100_000 + random.nextInt(1_000_000));
            this.isStreamed = random.nextBoolean();
        }

        /** Sends it until all is there or the server is gone. */
        void send(ServeRegistryProcess server, AtomicLong sent, long last, CountDownLatch reached, int piece) {
            try {
                location = begin(server);
                for (int offset = 0; offset < bytes.length; offset += piece) {
                    byte[] part = Arrays.copyOfRange(bytes, offset, Math.min(bytes.length, offset + piece));
                    ApiRequest patch = ApiRequest.of("PATCH", location);
                    ApiRequest request = isStreamed
                            ? patch.streaming(part)
                            : patch.with("Content-Range", offset + "-" + (offset + part.length - 1))
                                    .sending(part);
                    if (sent.addAndGet(part.length) >= last) {
                        reached.countDown();
                    }
                    ApiResponse response = server.send(request);
                    assertThat(response.status()).as(response.toString()).isEqualTo(202);
                }
                ApiResponse finished = server.send(ApiRequest.of("PUT", finishing(location, bytes)));
                assertThat(finished.status()).as(finished.toString()).isEqualTo(201);
                isDone = true;
            } catch (IOException e) {
                // The server was killed.
            }
        }

        /** What is told to be there is; what is not wholly there is not seen, and goes on. */
        void settle(ServeRegistryProcess server, boolean isAbandoned) throws IOException {
            ApiResponse seen = server.get(blob(bytes));
            if (isDone) {
                assertThat(seen.status()).as("a finished upload: " + seen).isEqualTo(200);
            }
            if (seen.status() == 200) {
                assertThat(digest(seen.body())).isEqualTo(digest(bytes));
                return;
            }
            assertThat(seen.status()).isEqualTo(404);
            if (isAbandoned) {
                return;
            }
            ApiResponse finished = goOn(server, location.isEmpty() ? begin(server) : location, bytes);
            assertThat(finished.status()).as(finished.toString()).isEqualTo(201);
            assertThat(server.get(blob(bytes)).body()).isEqualTo(bytes);
        }
    }

    /** A seed repeats which bytes are sent and when the server is killed, though not what it was doing then. */
    @Test
    void whoeverIsKilledKeepsWhatItSaidItHasAndShowsNothingElse() throws Exception {
        long seed = Long.getLong("drayage.seed", System.nanoTime());
        Random random = new Random(seed);
        List<Interrupted> kept = new ArrayList<>();
        try {
            int interrupted = 0;
            List<Interrupted> before = List.of();
            for (int life = 0; life <= UPLOADS / AT_ONCE; life++) {
                try (ServeRegistryProcess server = start()) {
                    for (Interrupted each : before) {
                        boolean isAbandoned = random.nextInt(4) == 0;
                        interrupted += each.isDone ? 0 : 1;
                        each.settle(server, isAbandoned);
                        if (each.isDone || !isAbandoned) {
                            kept.add(each);
                        }
                    }
                    assertThat(server.log()).hasSize(1);
                    if (life < UPLOADS / AT_ONCE) {
                        before = killedWhileUploading(server, random);
                    } else {
                        putManifest(server, kept);
                    }
                }
            }
            assertThat(interrupted).isGreaterThan(UPLOADS / 4);
            onlyTheImageIsLeftByGarbageCollection(kept);
        } catch (AssertionError e) {
            throw new AssertionError("failed with -Ddrayage.seed=" + seed + ": " + e.getMessage(), e);
        }
    }

    private static List<Interrupted> killedWhileUploading(ServeRegistryProcess server, Random random) throws Exception {
        List<Interrupted> uploads = new ArrayList<>();
        long all = 0;
        for (int i = 0; i < AT_ONCE; i++) {
            Interrupted upload = new Interrupted(random);
            uploads.add(upload);
            all += upload.bytes.length;
        }
        long last = 1L + random.nextInt((int) all);
        int piece = 20_000 + random.nextInt(400_000);
        AtomicLong sent = new AtomicLong();
        CountDownLatch reached = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (Interrupted upload : uploads) {
                running.add(threads.submit(() -> upload.send(server, sent, last, reached, piece)));
            }
            assertThat(reached.await(60, TimeUnit.SECONDS)).isTrue();
            server.kill();
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return uploads;
    }

    private static void putManifest(ServeRegistryProcess server, List<Interrupted> layers) throws IOException {
        byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
        assertThat(goOn(server, begin(server), config).status()).isEqualTo(201);
        List<String> described = new ArrayList<>();
        for (Interrupted layer : layers) {
            described.add("{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",\"digest\":\""
                    + digest(layer.bytes) + "\",\"size\":" + layer.bytes.length + "}");
        }
        String manifest = "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                + "\"config\":{\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"digest\":\"" + digest(config)
                + "\",\"size\":2},\"layers\":[" + String.join(",", described) + "]}";
        ApiResponse put = server.send(ApiRequest.of("PUT", "/v2/team/app/manifests/v1")
                .with("Content-Type", "application/vnd.oci.image.manifest.v1+json")
                .sending(manifest));
        assertThat(put.status()).as(put.toString()).isEqualTo(201);
    }

    /** Some days later, nothing is kept but the image. */
    private void onlyTheImageIsLeftByGarbageCollection(List<Interrupted> layers) throws IOException {
        assertThat(uploadFiles()).isNotEmpty();
        dray("gc", "--root", store()).requireSuccess();
        assertThat(uploadFiles()).as("gc never takes an upload").isNotEmpty();
        ManualClock clock = new ManualClock(Instant.now().plus(Duration.ofDays(3)));
        try (LocalStore later = LocalStore.open(store(), StoreOptions.defaults().withClock(clock))) {
            later.collectGarbage(item -> {});
        }
        assertThat(dray("verify", "team/app:v1", "--root", store())
                        .requireSuccess()
                        .out())
                .contains("ok, " + (layers.size() + 2) + " blobs");
        assertThat(uploadFiles()).isEmpty();
        assertThat(Fixtures.filesBelow(store().resolve("blobs"))).hasSize(layers.size() + 2);
    }

    private List<Path> uploadFiles() throws IOException {
        return Fixtures.filesBelow(store().resolve("ingest")).stream()
                .filter(file -> file.endsWith("data"))
                .toList();
    }

    @Test
    void twoServersOfOneStoreGoOnWithEachOthersUploads() throws IOException {
        byte[] bytes = ImageBuilder.noise(7, 1_000_000);
        try (ServeRegistryProcess one = start();
                ServeRegistryProcess other = start()) {
            String location = begin(one);
            assertThat(one.send(ApiRequest.of("PATCH", location).sending(Arrays.copyOf(bytes, 300_000)))
                            .status())
                    .isEqualTo(202);
            // One has it open for some seconds more, for the next request to be quick.
            ApiResponse finished = null;
            for (int tries = 0; tries < 100 && (finished == null || finished.status() == 409); tries++) {
                ApiResponse status = other.get(location);
                if (status.status() == 204) {
                    assertThat(offset(status)).isEqualTo(300_000);
                    finished = other.send(ApiRequest.of("PUT", finishing(location, bytes))
                            .sending(Arrays.copyOfRange(bytes, 300_000, bytes.length)));
                } else {
                    assertThat(status.status()).as(status.toString()).isIn(409, 503);
                }
            }
            assertThat(Objects.requireNonNull(finished).status())
                    .as(finished.toString())
                    .isEqualTo(201);
            assertThat(one.get(blob(bytes)).body()).isEqualTo(bytes);
            assertThat(one.get(location).status()).isEqualTo(404);

            String image = "oci:" + Fixtures.hello();
            dray("copy", image, "docker://" + one.address() + "/team/hello:v1").requireSuccess();
            dray("copy", image, "docker://" + other.address() + "/team/hello:v2")
                    .requireSuccess();
            assertThat(other.digest("team/hello", "v1")).isEqualTo(one.digest("team/hello", "v2"));
            assertThat(one.log()).hasSize(1);
            assertThat(other.log()).hasSize(1);
        }
        assertThat(dray("verify", "team/hello:v2", "--root", store())
                        .requireSuccess()
                        .out())
                .contains("ok");
    }

    @Test
    void whatFindsNoRoomIsRefusedAndGoesOnWhenThereIsSome() throws IOException {
        byte[] bytes = ImageBuilder.noise(9, 12 << 20);
        try (MountedDisk disk = new MountedDisk(Files.createDirectory(store()), "size=8m");
                ServeRegistryProcess server = start()) {
            byte[] small = ImageBuilder.noise(8, 100_000);
            assertThat(goOn(server, begin(server), small).status()).isEqualTo(201);

            String location = begin(server);
            ApiResponse refused =
                    server.send(ApiRequest.of("PUT", finishing(location, bytes)).sending(bytes));
            assertThat(refused.status()).as(refused.toString()).isBetween(500, 599);
            assertThat(server.get(blob(bytes)).status()).isEqualTo(404);
            assertThat(server.get(blob(small)).body()).isEqualTo(small);

            Peers.require("mount")
                    .run("-o", "remount,size=64m", disk.at().toString())
                    .requireSuccess();
            ApiResponse finished = goOn(server, location, bytes);
            assertThat(finished.status()).as(finished.toString()).isEqualTo(201);
            assertThat(server.get(blob(bytes)).body()).isEqualTo(bytes);
            assertThat(server.log()).noneMatch(line -> line.startsWith("\tat "));
        }
    }
}
