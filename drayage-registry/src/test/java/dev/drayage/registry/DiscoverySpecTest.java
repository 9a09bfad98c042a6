package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.graph.Referral;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.Index;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.registry.FaultyRegistry;
import dev.drayage.testkit.registry.FaultyRegistry.Trait;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the OCI distribution specification 1.1 asks of a client, by the names of its sections: what is listed. */
class DiscoverySpecTest extends SpecTest {
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
        FaultyRegistry old = FaultyRegistry.with(Trait.RANGES)
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
        Digest long512 = Digest.compute(DigestAlgorithm.SHA512, new byte[0]);
        assertThat(Referral.tag(long512)).isEqualTo("sha512-" + long512.hex().substring(0, 64));
    }

    @Test
    @DisplayName("Listing referrers: no filter is asked for, so that none can hide anything")
    void asksForNoFilter() throws IOException {
        registry.repository().referrers(image);
        assertThat(registry.server.requests("GET", "/referrers/"))
                .singleElement()
                .satisfies(
                        request -> assertThat(request.parameter("artifactType")).isEmpty());
    }

    @Test
    @DisplayName("Unavailable referrers API: where the tag holds no index there are no referrers")
    void takesATagWithoutIndexForNoReferrers() throws IOException {
        FaultyRegistry old = FaultyRegistry.with(Trait.RANGES)
                .holding(TestRegistry.NAME, content, List.of(image))
                .tag(TestRegistry.NAME, "sha256-" + image.digest().hex(), image.digest());
        try (TestRegistry without = TestRegistry.of(old)) {
            assertThat(without.repository().referrers(image)).isEmpty();
        }
    }

    private Reply list(Descriptor... referrers) {
        return Reply.of(200, Index.encode(List.of(referrers)));
    }

    private Descriptor sbom(int number) {
        return content.add(MediaTypes.OCI_MANIFEST, new byte[] {(byte) number});
    }

    @Test
    @DisplayName("Listing referrers: a list is one whatever its Content-Type says")
    void takesAListOfAnyType() throws IOException {
        for (String type : List.of("application/json", "text/plain; charset=utf-8", "")) {
            memory.faults().next(1, request -> request.is("GET", "/referrers/"), (request, right) -> list(sbom(1))
                    .with("Content-Type", type));
            assertThat(registry.repository().referrers(image)).as(type).containsExactly(sbom(1));
        }
    }

    @Test
    @DisplayName("Listing referrers: pages are followed at the same registry, and a chain of them comes to an end")
    void followsPagesOfReferrers() throws IOException {
        memory.faults().always(request -> request.is("GET", "/referrers/"), (request, right) -> {
            int at = Integer.parseInt(request.parameter("p").orElse("0"));
            Reply page = list(sbom(at), sbom(at + 1));
            return at == 3
                    ? page
                    : page.with("Link", "<https://behind.proxy" + request.path() + "?p=" + (at + 1) + ">; rel=next");
        });
        assertThat(registry.repository().referrers(image)).containsExactly(sbom(0), sbom(1), sbom(2), sbom(3), sbom(4));
        memory.faults().clear();
        memory.faults().always(request -> request.is("GET", "/referrers/"), (request, right) -> list(sbom(1))
                .with("Link", "<?token=" + registry.server.requests().size() + ">; rel=next"));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> registry.repository().referrers(image))
                .withMessageContaining("cannot list what refers to " + image.digest())
                .withMessageContaining("never comes to the last page");
    }

    @Test
    @DisplayName("Unavailable referrers API: whatever a registry without it answers, the tag is looked at")
    void looksForTheTagWhateverIsAnswered() throws IOException {
        Descriptor sbom = ImageBuilder.anImageIn(content).about(image).build();
        Descriptor list = IndexBuilder.anIndexIn(content).of(sbom).build();
        FaultyRegistry old = FaultyRegistry.with(Trait.RANGES)
                .holding(TestRegistry.NAME, content, List.of(image, sbom, list))
                .tag(TestRegistry.NAME, "sha256-" + image.digest().hex(), list.digest());
        try (TestRegistry without = TestRegistry.of(old)) {
            for (Reply reply : List.of(
                    Reply.of(400),
                    Reply.of(404),
                    Reply.of(405),
                    Reply.of(406),
                    Reply.of(501),
                    Reply.of(200, new byte[0]),
                    Reply.json(200, "{}"),
                    Reply.of(200, "<html>Sign in</html>".getBytes(StandardCharsets.UTF_8)))) {
                old.faults().next(1, request -> request.is("GET", "/referrers/"), (request, right) -> reply);
                assertThat(without.repository().referrers(image))
                        .extracting(Descriptor::digest)
                        .containsExactly(sbom.digest());
            }
        }
    }

    @Test
    @DisplayName("Listing referrers: a refusal is no empty list")
    void aRefusedListIsNoEmptyOne() {
        for (int status : new int[] {401, 403, 500}) {
            memory.faults().clear();
            memory.faults().always(request -> request.is("GET", "/referrers/"), (request, right) -> Reply.of(status));
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> registry.repository().referrers(image))
                    .withMessageContaining("answered " + status);
        }
    }
}
