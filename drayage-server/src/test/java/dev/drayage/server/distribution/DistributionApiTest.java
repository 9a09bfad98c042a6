package dev.drayage.server.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.content.HeldException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.repository.Repositories;
import dev.drayage.repository.Repository;
import dev.drayage.server.http.Request;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.registry.ApiRequest;
import dev.drayage.testkit.registry.ApiResponse;
import dev.drayage.testkit.registry.HandlerTransport;
import dev.drayage.testkit.registry.MemoryRepositories;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the specification leaves to a registry. */
@Timeout(60)
class DistributionApiTest {
    private final MemoryRepositories repositories = new MemoryRepositories();
    private DistributionApi api = DistributionApi.over(repositories, DistributionOptions.defaults());

    @AfterEach
    void close() throws IOException {
        api.close();
    }

    private void with(DistributionOptions options) throws IOException {
        api.close();
        api = DistributionApi.over(repositories, options);
    }

    private ApiResponse send(ApiRequest request) throws IOException {
        return new HandlerTransport(api).send(request);
    }

    private ApiResponse send(String method, String target) throws IOException {
        return send(ApiRequest.of(method, target));
    }

    private String begin(String name) throws IOException {
        return send("POST", "/v2/" + name + "/blobs/uploads/")
                .header("Location")
                .orElseThrow();
    }

    private static Digest digest(byte[] bytes) {
        return Digest.compute(DigestAlgorithm.SHA256, bytes);
    }

    private static byte[] bytes(int size) {
        return ImageBuilder.noise(7, size);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 1 << 20})
    void aBadBlobIsNeverSentWhole(int size) {
        Digest digest = digest(new byte[] {1});
        repositories.repository("team/app").addBlob(digest, bytes(size));

        assertThatThrownBy(() -> send("GET", "/v2/team/app/blobs/" + digest))
                .isInstanceOf(DigestMismatchException.class);
        assertThatThrownBy(() -> send("GET", "/v2/team/app/blobs/" + digest))
                .isInstanceOf(DigestMismatchException.class);
    }

    @Test
    void aBlobThatWasRightIsTakenToBeRightForAWhile() throws IOException {
        byte[] blob = bytes(1 << 20);
        Digest digest = digest(blob);
        repositories.repository("team/app").addBlob(digest, blob);
        assertThat(send("GET", "/v2/team/app/blobs/" + digest).body()).isEqualTo(blob);
        byte[] bad = blob.clone();
        bad[0]++;
        repositories.repository("team/app").addBlob(digest, bad);

        assertThat(send("GET", "/v2/team/app/blobs/" + digest).body()).isEqualTo(bad);

        with(DistributionOptions.defaults().withVerifiedFor(Duration.ZERO));
        assertThatThrownBy(() -> send("GET", "/v2/team/app/blobs/" + digest))
                .isInstanceOf(DigestMismatchException.class);
    }

    @Test
    void oneThatIsRightInOneRepositoryIsNotTakenToBeRightInAnother() throws IOException {
        byte[] blob = bytes(1 << 20);
        Digest digest = digest(blob);
        repositories.repository("team/app").addBlob(digest, blob);
        repositories.repository("team/bad").addBlob(digest, new byte[1 << 20]);
        assertThat(send("GET", "/v2/team/app/blobs/" + digest).body()).isEqualTo(blob);

        assertThatThrownBy(() -> send("GET", "/v2/team/bad/blobs/" + digest))
                .isInstanceOf(DigestMismatchException.class);
    }

    @Test
    void aBadManifestIsNotSent() throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor image = ImageBuilder.anImageIn(content).withLayers(1).build();
        byte[] bad = content.bytes(image.digest());
        bad[bad.length - 1] = ' ';
        repositories.repository("team/app").put(image, bad, List.of("v1"));

        assertThatThrownBy(() -> send("GET", "/v2/team/app/manifests/v1")).isInstanceOf(DigestMismatchException.class);
    }

    @Test
    void aPlaceThatIsOnlyReadTakesNothing() throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor image = ImageBuilder.anImageIn(content).withLayers(1).build().withPlatform(null);
        repositories.holding("team/app", "v1", content, image);
        api = DistributionApi.over(new ReadOnly(repositories), DistributionOptions.defaults());

        assertThat(send("GET", "/v2/team/app/manifests/v1").status()).isEqualTo(200);
        for (ApiRequest refused : List.of(
                ApiRequest.of("POST", "/v2/team/app/blobs/uploads/"),
                ApiRequest.of("PATCH", "/v2/team/app/blobs/uploads/x"),
                ApiRequest.of("PUT", "/v2/team/app/manifests/v1").sending("{}"),
                ApiRequest.of("DELETE", "/v2/team/app/manifests/v1"),
                ApiRequest.of("DELETE", "/v2/team/app/blobs/" + image.digest()))) {
            ApiResponse response = send(refused);
            assertThat(response.status()).as(refused.target()).isEqualTo(405);
            assertThat(response.text()).contains("\"code\":\"UNSUPPORTED\"", "read-only");
            assertThat(response.header("Allow")).contains("GET, HEAD");
        }
    }

    @Test
    void theRegistryThatIsMeantIsPartOfTheName() throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor image = ImageBuilder.anImageIn(content).withLayers(1).build().withPlatform(null);
        repositories.holding("docker.io/library/app", "v1", content, image);
        repositories.holding("localhost:5000/team/app", "v2", content, image);

        ApiResponse found = send("GET", "/v2/library/app/manifests/v1?ns=docker.io");
        assertThat(found.status()).isEqualTo(200);
        assertThat(found.header("OCI-Namespace")).contains("docker.io");
        assertThat(send("GET", "/v2/team/app/tags/list?ns=localhost:5000").text())
                .contains("v2");
        assertThat(send("HEAD", "/v2/library/app/manifests/v1?ns=quay.io").status())
                .isEqualTo(404);
        assertThat(send("HEAD", "/v2/library/app/manifests/v1").status()).isEqualTo(404);
        for (String hostile : List.of("a/b", "..", "%2F", "a%20b", "-")) {
            assertThat(send("GET", "/v2/library/app/manifests/v1?ns=" + hostile).status())
                    .isEqualTo(400);
        }
    }

    @Test
    void anUploadStaysWithTheRegistryThatIsMeant() throws IOException {
        byte[] blob = bytes(100);
        String location = send("POST", "/v2/library/app/blobs/uploads/?ns=docker.io")
                .header("Location")
                .orElseThrow();

        ApiResponse created =
                send(ApiRequest.of("PUT", location + "&digest=" + digest(blob)).sending(blob));

        assertThat(created.status()).isEqualTo(201);
        assertThat(repositories.repository("docker.io/library/app").bytes(digest(blob)))
                .isEqualTo(blob);
        assertThat(send("GET", created.header("Location").orElseThrow()).body()).isEqualTo(blob);
    }

    @Test
    void whatArrivedBeforeTheClientBrokeOffIsKept() throws IOException {
        byte[] blob = bytes(600_000);
        String location = begin("team/app");

        assertThatThrownBy(() -> api.handle(new Sending(
                        location, new SequenceInputStream(new ByteArrayInputStream(blob, 0, 500_001), new Broken()))))
                .isInstanceOf(IOException.class)
                .hasMessage("gone");

        assertThat(send("GET", location).header("Range")).contains("0-500000");
        byte[] rest = Arrays.copyOfRange(blob, 500_001, blob.length);
        assertThat(send(ApiRequest.of("PATCH", location)
                                .with("Content-Range", "500001-599999")
                                .sending(rest))
                        .status())
                .isEqualTo(202);
        assertThat(send("PUT", location + "?digest=" + digest(blob)).status()).isEqualTo(201);
    }

    @Test
    void whatOneRequestIsWritingAnotherMayAskAboutAndCancelButNotWrite() throws Exception {
        String location = begin("team/app");
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        InputStream slow =
                new SequenceInputStream(new ByteArrayInputStream(bytes(256 << 10)), new Waiting(arrived, over));
        Thread writer = new Thread(() -> {
            try {
                api.handle(new Sending(location, slow)).close();
            } catch (IOException e) {
                // It was cancelled.
            }
        });
        writer.start();
        arrived.await();

        ApiResponse refused = send(ApiRequest.of("PATCH", location).sending(bytes(10)));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.header("Retry-After")).isPresent();
        ApiResponse status = send("GET", location);
        assertThat(status.status()).isEqualTo(204);
        assertThat(status.header("Range")).contains("0-262143");
        assertThat(send("DELETE", location).status()).isEqualTo(204);
        over.countDown();
        writer.join();
        assertThat(send("GET", location).status()).isEqualTo(404);
        assertThat(repositories.repository("team/app").uploads()).isZero();
    }

    @Test
    void anUploadThatNobodyGoesOnWithIsClosed() throws Exception {
        with(DistributionOptions.defaults().withKeptOpen(Duration.ofMillis(1)));
        String location = begin("team/app");
        String id = location.substring(location.lastIndexOf('/') + 1);
        assertThat(send(ApiRequest.of("PATCH", location).sending(bytes(10))).status())
                .isEqualTo(202);

        Optional<ContentWriter> writer = Optional.empty();
        while (writer.isEmpty()) {
            try {
                writer = Optional.of(repositories.repository("team/app").upload(id));
            } catch (HeldException e) {
                Thread.sleep(1);
            }
        }
        assertThat(writer.get().status().offset()).isEqualTo(10);
        writer.get().close();
        assertThat(send("GET", location).header("Range")).contains("0-9");
    }

    @Test
    void anUploadIsKeptOpenBetweenTwoRequests() throws Exception {
        with(DistributionOptions.defaults().withKeptOpen(Duration.ofHours(1)));
        String location = begin("team/app");
        String id = location.substring(location.lastIndexOf('/') + 1);
        assertThat(send(ApiRequest.of("PATCH", location).sending(bytes(10))).status())
                .isEqualTo(202);

        assertThatThrownBy(() -> repositories.repository("team/app").upload(id)).isInstanceOf(HeldException.class);
        api.close();

        try (ContentWriter writer = repositories.repository("team/app").upload(id)) {
            assertThat(writer.status().offset()).isEqualTo(10);
        }
    }

    @Test
    void blobsLargerThanAllowedAreRefused() throws IOException {
        with(DistributionOptions.defaults().withMaxBlobBytes(1000));
        String location = begin("team/app");

        assertThat(send(ApiRequest.of("PATCH", location).sending(bytes(1001))).status())
                .isEqualTo(413);
        assertThat(send(ApiRequest.of("PATCH", location).streaming(bytes(1001))).status())
                .isEqualTo(413);
        assertThat(send(ApiRequest.of("PATCH", location).streaming(bytes(1000))).status())
                .isEqualTo(202);
        assertThat(send(ApiRequest.of("PATCH", location).sending(bytes(1))).status())
                .isEqualTo(413);
        assertThat(send("PUT", location + "?digest=" + digest(bytes(1000))).status())
                .isEqualTo(201);
    }

    @Test
    void moreUploadsAtOnceThanAllowedAreToWait() throws Exception {
        with(DistributionOptions.defaults().withMaxUploads(1));
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        String first = begin("team/app");
        Thread writer = new Thread(() -> {
            try {
                api.handle(new Sending(first, new Waiting(arrived, over))).close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        writer.start();
        arrived.await();

        ApiResponse refused = send(ApiRequest.of("PATCH", begin("team/app")).sending(bytes(1)));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text()).contains("TOOMANYREQUESTS");
        assertThat(refused.header("Retry-After")).isPresent();
        over.countDown();
        writer.join();
        assertThat(send(ApiRequest.of("PATCH", begin("team/app")).sending(bytes(1)))
                        .status())
                .isEqualTo(202);
    }

    @Test
    void referrersComeInPagesNoLargerThanAManifest() throws IOException {
        with(DistributionOptions.defaults().withMaxManifestBytes(4000).withMaxPage(3));
        MemoryContent content = new MemoryContent();
        Descriptor subject = Descriptor.of(MediaTypes.OCI_MANIFEST, digest(new byte[] {1}), 10);
        for (int i = 0; i < 10; i++) {
            Descriptor referrer = ImageBuilder.anImageIn(content)
                    .withLayer(new byte[] {(byte) i})
                    .about(subject)
                    .ofArtifactType("application/x+y")
                    .annotated("note", "n".repeat(i == 5 ? 5000 : 10))
                    .build()
                    .withPlatform(null);
            repositories.holding("team/app", "", content, referrer);
        }

        int found = 0;
        Optional<String> target =
                Optional.of("/v2/team/app/referrers/" + subject.digest() + "?artifactType=application/x%2By");
        while (target.isPresent()) {
            ApiResponse page = send("GET", target.get());
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.header("OCI-Filters-Applied")).contains("artifactType");
            int here = page.text().split("\"digest\"", -1).length - 1;
            assertThat(here).isBetween(1, 3);
            found += here;
            target = page.header("Link").map(link -> link.substring(1, link.indexOf('>')));
        }
        assertThat(found).isEqualTo(10);
    }

    @Test
    void withoutANameNothingIsMountedWhereThatIsNotAllowed() throws IOException {
        with(DistributionOptions.defaults().withMounts(DistributionOptions.Mounts.FROM_NAMED));
        repositories.repository("team/other").addBlob(digest(bytes(9)), bytes(9));
        String target = "/v2/team/app/blobs/uploads/?mount=" + digest(bytes(9));

        assertThat(send("POST", target).status()).isEqualTo(202);
        assertThat(send("POST", target + "&from=team/other").status()).isEqualTo(201);
    }

    @Test
    void aMountIsFoundAmongTheFirstRepositoriesAfterARestart() throws IOException {
        repositories.repository("team/other").addBlob(digest(bytes(9)), bytes(9));

        assertThat(send("POST", "/v2/team/app/blobs/uploads/?mount=" + digest(bytes(9)))
                        .status())
                .isEqualTo(201);
    }

    /** A body that comes through another thread, or not at all. */
    private record Sending(String path, InputStream body) implements Request {
        @Override
        public String method() {
            return "PATCH";
        }

        @Override
        public List<String> headers(String name) {
            return List.of();
        }

        @Override
        public List<String> parameters(String name) {
            return List.of();
        }

        @Override
        public OptionalLong contentLength() {
            return OptionalLong.empty();
        }

        @Override
        public String origin() {
            return "http://registry.example";
        }

        @Override
        public String client() {
            return "127.0.0.1";
        }
    }

    private static final class Broken extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("gone");
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return read();
        }
    }

    private static final class Waiting extends InputStream {
        private final CountDownLatch arrived;
        private final CountDownLatch over;

        Waiting(CountDownLatch arrived, CountDownLatch over) {
            this.arrived = arrived;
            this.over = over;
        }

        @Override
        public int read() throws IOException {
            arrived.countDown();
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return read();
        }
    }

    @Test
    void aNameOfSeveralImagesIsNoFaultOfTheServer() throws IOException {
        api.close();
        api = DistributionApi.over(
                new ReadOnly(repositories) {
                    @Override
                    public Optional<Repository> find(String name) throws IOException {
                        throw new ContentException(
                                ContentException.Kind.INVALID_ARGUMENT, "/srv/images holds 2 different images");
                    }
                },
                DistributionOptions.defaults());
        ApiResponse response = send("GET", "/v2/team/app/manifests/v1");
        assertThat(response.status()).isEqualTo(404);
        assertThat(new String(response.body(), StandardCharsets.UTF_8))
                .contains("MANIFEST_UNKNOWN", "choose one by its digest")
                .doesNotContain("/srv");
    }

    private static class ReadOnly implements Repositories {
        private final Repositories all;

        ReadOnly(Repositories all) {
            this.all = all;
        }

        @Override
        public Optional<Repository> find(String name) throws IOException {
            return all.find(name);
        }

        @Override
        public List<String> names(@Nullable String after, int limit) throws IOException {
            return all.names(after, limit);
        }

        @Override
        public String location() {
            return all.location();
        }

        @Override
        public void close() throws IOException {
            all.close();
        }
    }
}
