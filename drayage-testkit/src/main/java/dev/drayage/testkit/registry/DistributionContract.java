package dev.drayage.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * What registries are held to, section by section of the distribution specification: the contracts that extend this. Extend
 * each of them once for each kind of registry; none minds what others left there, for each test has repositories of its
 * own.
 */
@Timeout(60)
abstract class DistributionContract {
    /** In order that no two tests have the same bytes or repositories. */
    private static final AtomicLong NEXT = new AtomicLong(1);

    static final String OCTETS = "application/octet-stream";

    /** The repository of a test; nothing was pushed to it. */
    final String repo = "conformance/repo" + NEXT.incrementAndGet();

    /** Another one. */
    final String other = "conformance/other" + NEXT.incrementAndGet();

    ApiTransport api = request -> {
        throw new IllegalStateException("not started");
    };

    /** A registry that can be pushed to; what is opened for it is closed by the extending class. */
    protected abstract ApiTransport registry() throws Exception;

    @BeforeEach
    void connect() throws Exception {
        api = registry();
    }

    /** Bytes that no other test has. */
    static byte[] bytes(int size) {
        return ImageBuilder.noise(NEXT.incrementAndGet(), size);
    }

    static Digest digest(DigestAlgorithm algorithm, byte[] bytes) {
        return Digest.compute(algorithm, bytes);
    }

    static Digest sha256(byte[] bytes) {
        return digest(DigestAlgorithm.SHA256, bytes);
    }

    ApiResponse send(String method, String target) throws IOException {
        return api.send(ApiRequest.of(method, target));
    }

    ApiResponse get(String path) throws IOException {
        return send("GET", "/v2/" + path);
    }

    ApiResponse head(String path) throws IOException {
        return send("HEAD", "/v2/" + path);
    }

    ApiResponse delete(String path) throws IOException {
        return send("DELETE", "/v2/" + path);
    }

    static void expect(ApiResponse response, int... statuses) {
        assertThat(statuses).as("status of " + response).contains(response.status());
    }

    /** That it is refused as the specification has it. */
    static void expectError(ApiResponse response, int status, String... codes) {
        expect(response, status);
        assertThat(response.header("Content-Type")).contains("application/json");
        assertThat(response.text()).startsWith("{\"errors\":[{\"code\":\"");
        assertThat(List.of(codes)).anyMatch(code -> response.text().contains("\"code\":\"" + code + "\""));
    }

    /** Where a response leads. */
    static String location(ApiResponse response) {
        return response.header("Location").orElseThrow(() -> new AssertionError("no Location in " + response));
    }

    static String withParameter(String location, String name, String value) {
        return location + (location.indexOf('?') < 0 ? "?" : "&") + name + "=" + value;
    }

    String begin(String name) throws IOException {
        ApiResponse begun = api.send(ApiRequest.of("POST", "/v2/" + name + "/blobs/uploads/"));
        expect(begun, 202);
        return location(begun);
    }

    ApiResponse finish(String location, Digest digest, byte[] body) throws IOException {
        return api.send(ApiRequest.of("PUT", withParameter(location, "digest", digest.toString()))
                .with("Content-Type", OCTETS)
                .sending(body));
    }

    ApiResponse patch(String location, byte[] body, int from) throws IOException {
        return api.send(chunk("PATCH", location, body, from));
    }

    static ApiRequest chunk(String method, String location, byte[] body, int from) {
        return ApiRequest.of(method, location)
                .with("Content-Type", OCTETS)
                .with("Content-Range", from + "-" + (from + body.length - 1))
                .sending(body);
    }

    Digest push(String name, byte[] blob) throws IOException {
        return push(name, blob, DigestAlgorithm.SHA256);
    }

    Digest push(String name, byte[] blob, DigestAlgorithm algorithm) throws IOException {
        Digest digest = digest(algorithm, blob);
        expectCreated(finish(begin(name), digest, blob), name, digest, blob);
        return digest;
    }

    /** That a blob was taken, and is where the response says. */
    void expectCreated(ApiResponse response, String name, Digest digest, byte[] blob) throws IOException {
        expect(response, 201);
        assertThat(response.header("Docker-Content-Digest")).contains(digest.toString());
        ApiResponse pulled = send("GET", location(response));
        expect(pulled, 200);
        assertThat(pulled.body()).isEqualTo(blob);
        expectBlob(name, digest, blob);
    }

    /** That a blob can be looked at and pulled. */
    void expectBlob(String name, Digest digest, byte[] blob) throws IOException {
        ApiResponse head = head(name + "/blobs/" + digest);
        expect(head, 200);
        assertThat(head.header("Content-Length")).contains(Integer.toString(blob.length));
        assertThat(head.header("Docker-Content-Digest")).contains(digest.toString());
        assertThat(head.body()).isEmpty();
        ApiResponse pulled = get(name + "/blobs/" + digest);
        expect(pulled, 200);
        assertThat(pulled.body()).isEqualTo(blob);
        assertThat(pulled.header("Content-Length")).contains(Integer.toString(blob.length));
        assertThat(pulled.header("Docker-Content-Digest")).contains(digest.toString());
    }

    ApiResponse putManifest(String name, String reference, String mediaType, byte[] document) throws IOException {
        return api.send(ApiRequest.of("PUT", "/v2/" + name + "/manifests/" + reference)
                .with("Content-Type", mediaType)
                .sending(document));
    }

    /** Pushes an image with its blobs, under a tag. */
    void push(String name, String tag, MemoryContent content, Descriptor manifest) throws IOException {
        pushBlobs(name, content, manifest);
        expect(putManifest(name, tag, manifest.mediaType(), content.bytes(manifest.digest())), 201);
    }

    void pushBlobs(String name, MemoryContent content, Descriptor... documents) throws IOException {
        List<Digest> manifests =
                List.of(documents).stream().map(Descriptor::digest).toList();
        for (Digest digest : content.digests()) {
            if (!manifests.contains(digest)) {
                push(name, content.bytes(digest), digest.algorithm());
            }
        }
    }

    /** An image of one layer that no other test has, pushed under a tag. */
    Descriptor pushImage(String name, String tag) throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor manifest =
                ImageBuilder.anImageIn(content).withLayer(bytes(300)).build();
        push(name, tag, content, manifest);
        return manifest;
    }
}
