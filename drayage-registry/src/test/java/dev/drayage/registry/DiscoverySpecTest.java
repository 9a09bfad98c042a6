package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.graph.Referral;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.http.MemoryRegistry;
import dev.drayage.testkit.http.MemoryRegistry.Trait;
import java.io.IOException;
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
        MemoryRegistry old = MemoryRegistry.with(Trait.RANGES)
                .holding(TestRegistry.NAME, content, List.of(image))
                .tag(TestRegistry.NAME, "sha256-" + image.digest().hex(), image.digest());
        try (TestRegistry without = TestRegistry.of(old)) {
            assertThat(without.repository().referrers(image)).isEmpty();
        }
    }
}
