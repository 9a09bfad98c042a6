package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.content.Verification;
import dev.drayage.document.Limits;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import dev.drayage.oci.Reference;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.Reply.Ending;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the OCI distribution specification 1.1 asks of a client, by the names of its sections: what is pulled. */
class PullSpecTest extends SpecTest {
    private byte[] manifest(Descriptor descriptor) throws IOException {
        return Verification.readAll(registry.repository().content(), descriptor, 1 << 20);
    }

    private static void corrupt(FaultyRegistry memory, String part) {
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
    @DisplayName("Pulling manifests: a page of something that is no registry is no manifest, and nothing is corrupt")
    void aPageIsNoManifest() {
        memory.faults()
                .always(
                        request -> request.is("GET", "/manifests/"),
                        (request, right) -> right.withBody("<html>".getBytes(StandardCharsets.US_ASCII)));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> registry.repository().resolve("v1"))
                .withMessageContaining("sends a page where a manifest belongs")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.INTERNAL));
    }

    @Test
    @DisplayName("Pulling manifests: a manifest fetched by digest must be verified")
    void aManifestOfOtherBytesIsRefused() {
        corrupt(memory, "/manifests/");
        assertThatExceptionOfType(DigestMismatchException.class).isThrownBy(() -> manifest(image));
    }

    @Test
    @DisplayName("Pulling manifests: other bytes than those of the digest that was asked for are refused")
    void otherBytesUnderADigestAreRefused() {
        Descriptor other = ImageBuilder.anImageIn(content).withLayers(1).build();
        memory.faults()
                .always(
                        request -> request.is("GET", "/manifests/"),
                        (request, right) -> right.withBody(content.bytes(other.digest())));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> registry.repository().resolve(image.digest().toString()))
                .withMessageContaining("has " + other.digest() + " under that digest");
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
        Descriptor config = Manifest.parse(
                        RawDocument.of(content.bytes(image.digest())), image.mediaType(), Limits.defaults())
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
    @DisplayName("Pulling manifests: a tag or name must be of the form that the specification has")
    void asksForNoNameThatIsNone() {
        for (String name : List.of("team/app:a b", "team/app:-x", "TEAM/app:v1", "team/app:" + "x".repeat(129))) {
            assertThatIllegalArgumentException()
                    .as(name)
                    .isThrownBy(() -> Reference.parse(registry.server.authority() + "/" + name));
        }
    }
}
