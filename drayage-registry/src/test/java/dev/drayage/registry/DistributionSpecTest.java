package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.content.Verification;
import dev.drayage.image.ImageDestination;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.MemoryRegistry;
import dev.drayage.testkit.http.MemoryRegistry.Trait;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.Reply.Ending;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the OCI distribution specification 1.1 asks of a client, section by section, and what a registry may do to it. */
class DistributionSpecTest {
    private final MemoryContent content = new MemoryContent();
    private final Descriptor image =
            ImageBuilder.anImageIn(content).withLayers(2).build();
    private final MemoryRegistry memory = MemoryRegistry.create()
            .holding(TestRegistry.NAME, content, List.of(image))
            .tag(TestRegistry.NAME, "v1", image.digest());
    private final TestRegistry registry = TestRegistry.of(memory);

    @AfterEach
    void stop() {
        registry.close();
    }

    private byte[] manifest(Descriptor descriptor) throws IOException {
        return Verification.readAll(registry.repository().content(), descriptor, 1 << 20);
    }

    private static void corrupt(MemoryRegistry memory, String part) {
        memory.faults().always(request -> request.is("GET", part), (request, right) -> {
            byte[] bytes = right.body().clone();
            bytes[bytes.length / 2] ^= 1;
            return right.withBody(bytes);
        });
    }

    @Test
    @DisplayName("Pulling manifests: the client should name the types that it takes in Accept")
    void namesTheTypesThatItTakes() throws IOException {
        registry.repository("v1").resolve();
        manifest(image);
        assertThat(registry.server.requests())
                .filteredOn(request -> request.target().contains("/manifests/"))
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.header("Accept").orElse(""))
                        .contains(MediaTypes.OCI_MANIFEST)
                        .contains(MediaTypes.OCI_INDEX)
                        .contains(MediaTypes.DOCKER_MANIFEST)
                        .contains(MediaTypes.DOCKER_MANIFEST_LIST));
    }

    @Test
    @DisplayName("Pulling manifests: a manifest fetched by digest must be verified")
    void aManifestOfOtherBytesIsRefused() {
        corrupt(memory, "/manifests/");
        assertThatExceptionOfType(DigestMismatchException.class).isThrownBy(() -> manifest(image));
    }

    @Test
    @DisplayName("Pulling manifests: Docker-Content-Digest, if there, must match what was asked for")
    void aDigestHeaderThatContradictsIsRefused() {
        memory.faults()
                .always(
                        request -> request.is("HEAD", "/manifests/"),
                        (request, right) -> right.with("Docker-Content-Digest", "sha256:" + "0".repeat(64)));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> registry.repository().resolve(image.digest().toString()))
                .withMessageContaining("has sha256:0000")
                .withMessageContaining("under that digest");
    }

    @Test
    @DisplayName("Pulling manifests: a lying digest of a tag is found out when it is read")
    void aLyingDigestOfATagIsFoundOut() throws IOException {
        Descriptor other = ImageBuilder.anImageIn(content).withLayers(1).build();
        memory.faults()
                .always(
                        request -> request.is("HEAD", "/manifests/v1"),
                        (request, right) -> right.with(
                                "Docker-Content-Digest", other.digest().toString()));
        Descriptor told = registry.repository("v1").resolve();
        assertThatExceptionOfType(ContentNotFoundException.class).isThrownBy(() -> manifest(told));
    }

    @Test
    @DisplayName("Pulling manifests: without Docker-Content-Digest the client computes the digest itself")
    void computesADigestThatIsNotTold() throws IOException {
        try (TestRegistry silent = TestRegistry.of(
                memory,
                request -> {
                    Reply right = memory.handle(request);
                    return request.target().contains("/manifests/")
                            ? Reply.of(right.status(), right.body()).with("Content-Type", MediaTypes.OCI_MANIFEST)
                            : right;
                },
                TestRegistry.options())) {
            assertThat(silent.repository("v1").resolve().digest()).isEqualTo(image.digest());
        }
    }

    @Test
    @DisplayName("Checking if content exists: a registry that knows no HEAD is asked by GET")
    void doesWithoutHead() throws IOException {
        memory.faults().always(request -> request.is("HEAD", "/manifests/"), (request, right) -> Reply.of(405));
        assertThat(registry.repository("v1").resolve().digest()).isEqualTo(image.digest());
    }

    @Test
    @DisplayName("Pulling manifests: 404 for what is not there")
    void saysWhatIsNotThere() {
        assertThatExceptionOfType(ContentNotFoundException.class)
                .isThrownBy(() -> registry.repository("v2").resolve())
                .withMessageContaining("docker://" + registry.server.authority() + "/team/app holds no image named v2");
    }

    @Test
    @DisplayName("Pulling manifests: a limit may be set to their size; endless ones end")
    void anEndlessManifestEnds() {
        memory.faults().always(request -> request.is("GET", "/manifests/"), (request, right) -> Reply.of(
                        200, " ".repeat(100_000).getBytes(StandardCharsets.UTF_8))
                .cutAfter(100_000, Ending.ENDLESS));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> registry.repository().content().open(image).close())
                .withMessageContaining("sends more than 20971520 bytes, the limit for documents");
    }

    @Test
    @DisplayName("Pulling blobs: bytes must be verified against the digest, and wrong ones never count")
    void wrongBytesOfABlobNeverCount() throws IOException {
        corrupt(memory, "/blobs/");
        Descriptor config = dev.drayage.oci.Manifest.parse(
                        dev.drayage.oci.RawDocument.of(content.bytes(image.digest())),
                        image.mediaType(),
                        dev.drayage.oci.JsonLimits.defaults())
                .config();
        assertThatExceptionOfType(DigestMismatchException.class).isThrownBy(() -> manifest(config));
    }

    @Test
    @DisplayName("Pulling blobs: redirects are followed; a loop of them ends")
    void aLoopOfRedirectsEnds() {
        memory.faults().always(request -> request.is("GET", "/blobs/"), (request, right) -> Reply.of(307)
                .with("Location", request.target()));
        Descriptor layer = content.add(MediaTypes.OCI_LAYER, new byte[] {1});
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> registry.repository().content().open(layer))
                .withMessageContaining("is redirected more than 5 times");
    }

    @Test
    @DisplayName("Error codes: what the registry says is part of the message, whatever it holds")
    void showsWhatTheRegistrySays() {
        memory.faults().always(request -> request.is("HEAD", "/manifests/"), (request, right) -> Reply.of(405));
        memory.faults()
                .always(
                        request -> request.is("GET", "/manifests/"),
                        (request, right) -> Reply.error(403, "DENIED", "pay\\u001b[31m first"));
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> registry.repository("v1").resolve())
                .withMessageContaining("127.0.0.1 answered 403 (DENIED: pay\\u001b[31m first)")
                .satisfies(e -> {
                    assertThat(e.codes()).containsExactly("DENIED");
                    assertThat(e.status()).isEqualTo(403);
                    assertThat(e.getMessage()).doesNotContain("\u001b");
                });
    }

    @Test
    @DisplayName("Content discovery: lists go on where Link says, until there is none")
    void readsListsPageByPage() throws IOException {
        memory.paging(2);
        List<String> tags = new ArrayList<>();
        for (String tag : List.of("v2", "v3", "v4", "v5")) {
            memory.tag(TestRegistry.NAME, tag, image.digest());
        }
        registry.repository().tags(tags::add);
        assertThat(tags).containsExactly("v1", "v2", "v3", "v4", "v5");
        assertThat(registry.server.requests("GET", "/tags/list")).hasSize(3);
    }

    @Test
    @DisplayName("Content discovery: a list without end ends")
    void aListInACircleEnds() {
        memory.faults()
                .always(
                        request -> request.is("GET", "/tags/list"),
                        (request, right) -> right.with("Link", "<" + request.path() + "?last=x>; rel=\"next\""));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> registry.repository().tags(tag -> {}))
                .withMessageContaining("never comes to the last page");
    }

    @Test
    @DisplayName("Content discovery: a list does not go on at another host")
    void aListDoesNotLeadElsewhere() throws IOException {
        try (TestRegistry other = TestRegistry.of(memory)) {
            memory.faults()
                    .always(
                            request -> request.is("GET", "/tags/list"),
                            (request, right) ->
                                    right.with("Link", "<http://" + other.server.authority() + "/>; rel=\"next\""));
            List<String> tags = new ArrayList<>();
            registry.repository().tags(tags::add);
            assertThat(tags).containsExactly("v1");
            assertThat(other.server.requests()).isEmpty();
        }
    }

    @Test
    @DisplayName("Listing referrers: page by page, by the API")
    void listsReferrersPageByPage() throws IOException {
        memory.paging(2);
        List<Descriptor> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(ImageBuilder.anImageIn(content)
                    .about(image)
                    .ofArtifactType("test/" + i)
                    .build());
        }
        memory.holding(TestRegistry.NAME, content, made);
        assertThat(registry.repository().referrers(image))
                .extracting(Descriptor::digest)
                .containsExactlyInAnyOrderElementsOf(
                        made.stream().map(Descriptor::digest).toList());
    }

    @Test
    @DisplayName("Listing referrers: without the API the client must look under the tag of the digest")
    void looksForReferrersUnderTheTagOfTheDigest() throws IOException {
        Descriptor sbom = ImageBuilder.anImageIn(content).about(image).build();
        Descriptor list = IndexBuilder.anIndexIn(content).of(sbom).build();
        MemoryRegistry old = MemoryRegistry.with(Trait.RANGES)
                .holding(TestRegistry.NAME, content, List.of(image, sbom, list))
                .tag(TestRegistry.NAME, "sha256-" + image.digest().hex(), list.digest());
        try (TestRegistry without = TestRegistry.of(old)) {
            assertThat(without.repository().referrers(image))
                    .extracting(Descriptor::digest)
                    .containsExactly(sbom.digest());
            assertThat(without.repository().referrers(sbom)).isEmpty();
        }
    }

    @Test
    @DisplayName("Referrers tag schema: algorithm and digest are cut to 32 and 64 characters")
    void cutsTheTagOfALongDigest() {
        dev.drayage.oci.Digest long512 =
                dev.drayage.oci.Digest.compute(dev.drayage.oci.DigestAlgorithm.SHA512, new byte[0]);
        assertThat(Referrers.tag(long512)).isEqualTo("sha512-" + long512.hex().substring(0, 64));
    }

    @Test
    @DisplayName("Pushing a blob in chunks: Content-Range must be inclusive and Content-Length that of the chunk")
    void namesTheRangeOfEveryChunk() throws IOException {
        byte[] bytes = ImageBuilder.noise(3, 1000);
        Descriptor layer = new MemoryContent().add(MediaTypes.OCI_LAYER, bytes);
        try (ImageDestination destination =
                registry.repository().destination(PushOptions.defaults().withChunkBytes(400))) {
            Pushing.sendBuffers(bytes, layer, destination, 100);
        }
        assertThat(registry.server.requests("PATCH", "")).allSatisfy(request -> {
            String[] range = request.header("Content-Range").orElseThrow().split("-", -1);
            assertThat(Integer.parseInt(range[1]) - Integer.parseInt(range[0]) + 1)
                    .isEqualTo(request.body().length);
            assertThat(request.header("Content-Type")).hasValue("application/octet-stream");
        });
    }

    @Test
    @DisplayName("Pushing a blob in chunks: the client must use the Location of the last answer")
    void followsTheLocationOfTheLastAnswer() throws IOException {
        byte[] bytes = ImageBuilder.noise(3, 1000);
        Descriptor layer = new MemoryContent().add(MediaTypes.OCI_LAYER, bytes);
        try (ImageDestination destination =
                registry.repository().destination(PushOptions.defaults().withChunkBytes(400))) {
            Pushing.sendBuffers(bytes, layer, destination, 100);
        }
        assertThat(registry.server.requests().stream()
                        .filter(request -> request.target().contains("state="))
                        .map(request -> request.parameter("state").orElseThrow()))
                .containsExactly("0", "400", "800");
    }

    @Test
    @DisplayName("Pushing a blob in chunks: OCI-Chunk-Min-Length must be respected")
    void sendsNoSmallerChunksThanTheRegistryWants() throws IOException {
        memory.faults()
                .always(
                        request -> request.is("POST", "/uploads/"),
                        (request, right) -> right.with("OCI-Chunk-Min-Length", "700"));
        byte[] bytes = ImageBuilder.noise(3, 1000);
        Descriptor layer = new MemoryContent().add(MediaTypes.OCI_LAYER, bytes);
        try (ImageDestination destination =
                registry.repository().destination(PushOptions.defaults().withChunkBytes(100))) {
            Pushing.sendBuffers(bytes, layer, destination, 100);
        }
        assertThat(registry.server.requests("PATCH", ""))
                .extracting(r -> r.body().length)
                .containsExactly(700);
    }

    @Test
    @DisplayName("Pushing manifests: Content-Type must be the media type of the manifest")
    void sendsAManifestUnderItsMediaType() throws IOException {
        Descriptor docker =
                ImageBuilder.anImageIn(content).asDocker().withLayers(1).build();
        try (ImageDestination destination = registry.repository().destination(PushOptions.defaults())) {
            Pushing.push(content, docker, destination, "v7");
        }
        assertThat(registry.server.requests("PUT", "/manifests/")).hasSize(2).allSatisfy(request -> assertThat(
                        request.header("Content-Type"))
                .hasValue(MediaTypes.DOCKER_MANIFEST));
    }

    @Test
    @DisplayName("Pulling: bursts of 500 pass")
    void burstsOfErrorsPass() throws IOException {
        memory.faults().next(3, request -> true, (request, right) -> Reply.of(500));
        Repository repository = registry.client()
                .repository(
                        dev.drayage.oci.Reference.parse(registry.server.authority() + "/" + TestRegistry.NAME + ":v1"));
        Descriptor resolved = repository.resolve();
        memory.faults().next(3, request -> true, (request, right) -> Reply.of(500));
        try (Blob blob = repository.content().open(resolved)) {
            assertThat(blob.newInputStream().readAllBytes()).isEqualTo(content.bytes(image.digest()));
        }
    }
}
