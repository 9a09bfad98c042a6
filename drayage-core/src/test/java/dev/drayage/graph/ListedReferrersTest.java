package dev.drayage.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.ReferrersProvider;
import dev.drayage.document.Limits;
import dev.drayage.layout.ImageLayout;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.ArtifactDraft;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.TestData;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What refers to images in a place that lists them, and knows no more. */
class ListedReferrersTest {
    private final MemoryContent content = new MemoryContent();
    private final Descriptor image =
            ImageBuilder.anImageIn(content).withLayers(1).build();
    private final Descriptor sbom = ImageBuilder.anImageIn(content)
            .about(image)
            .ofArtifactType("test/sbom")
            .annotated("made", "today")
            .annotated(ImageAnnotations.REF_NAME, "v1")
            .build();
    private final Descriptor signature =
            ImageBuilder.anImageIn(content).about(sbom).build();

    private ListedReferrers listing(Descriptor... images) throws IOException {
        return ListedReferrers.of(content, List.of(images), Limits.defaults());
    }

    private List<Descriptor> all(ReferrersProvider referrers) throws IOException {
        Documents documents = new Documents(content);
        return Referrers.of(referrers, documents, Handler.children(documents), List.of(image));
    }

    @Test
    void whatNamesASubjectRefersToIt() throws IOException {
        assertThat(listing(image, sbom, signature).referrers(image))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.digest()).isEqualTo(sbom.digest());
                    assertThat(found.artifactType()).isEqualTo("test/sbom");
                    assertThat(found.annotation("made")).hasValue("today");
                });
    }

    @Test
    void whatRefersToReferrersIsFoundToo() throws IOException {
        assertThat(all(listing(image, sbom, signature)))
                .extracting(Descriptor::digest)
                .containsExactly(sbom.digest(), signature.digest());
    }

    @Test
    void theOrderOfAListAndWhatItSaysOfReferrersDoNotMatter() throws IOException {
        Descriptor other = ImageBuilder.anImageIn(content)
                .about(image)
                .annotated("made", "yesterday")
                .build();
        List<Descriptor> expected = all(listing(image, sbom, other, signature));
        Descriptor sbomByTag = sbom.withPlatform(null).withArtifactType(null).withAnnotation("added", "by a client");
        Map<Digest, List<Descriptor>> lists = Map.of(
                image.digest(), List.of(other, sbomByTag, sbom, other), sbom.digest(), List.of(signature, signature));

        assertThat(all(subject -> lists.getOrDefault(subject.digest(), List.of())))
                .isEqualTo(expected);
        assertThat(expected)
                .extracting(Descriptor::digest)
                .doesNotHaveDuplicates()
                .hasSize(3);
    }

    @Test
    void artifactsOfOlderDraftsReferToo() throws IOException {
        Descriptor draft = ArtifactDraft.of(content, MediaTypes.ORAS_ARTIFACT_MANIFEST, "test/draft", image);

        assertThat(all(listing(image, draft))).singleElement().satisfies(found -> {
            assertThat(found.digest()).isEqualTo(draft.digest());
            assertThat(found.artifactType()).isEqualTo("test/draft");
        });
    }

    @Test
    void aReferrerCannotTakeTheNameOfAnImage() throws IOException {
        assertThat(all(listing(image, sbom, signature)))
                .allSatisfy(found ->
                        assertThat(found.annotation(ImageAnnotations.REF_NAME)).isEmpty());
    }

    @Test
    void anIndexUnderTheTagOfADigestListsWhatRefersToIt() throws IOException {
        Descriptor plain = ImageBuilder.anImageIn(content).withLayers(2).build();
        Descriptor index = IndexBuilder.anIndexIn(content).of(plain, sbom).build();
        Descriptor tagged = LayoutDirectory.tagged(index, Referral.tag(image.digest()));
        assertThat(listing(image, tagged).referrers(image))
                .extracting(Descriptor::digest)
                .containsExactly(sbom.digest(), plain.digest());
    }

    @Test
    void whatIsListedAndNotThereRefersToNothing() throws IOException {
        content.remove(sbom.digest());
        assertThat(listing(image, sbom).referrers(image)).isEmpty();
    }

    @Test
    void thoseOfAPublicLayoutAreFound() throws IOException {
        try (ImageLayout layout = ImageLayout.open(TestData.of("fixtures/regclient/testrepo"))) {
            ListedReferrers referrers = ListedReferrers.of(layout.content(), layout.images(), Limits.defaults());
            Documents documents = new Documents(layout.content());
            Map<String, List<Digest>> listed = new HashMap<>();
            for (Descriptor each : layout.images()) {
                String tag = each.annotation(ImageAnnotations.REF_NAME).orElse("");
                if (tag.matches("sha256-[0-9a-f]{64}") && MediaTypes.isIndex(each.mediaType())) {
                    List<Digest> digests = documents.index(each).manifests().stream()
                            .map(Descriptor::digest)
                            .toList();
                    listed.put(tag, digests);
                    Digest subject = Digest.parse(tag.replace('-', ':'));
                    assertThat(referrers.referrers(Descriptor.of(each.mediaType(), subject, 1)))
                            .as(tag)
                            .extracting(Descriptor::digest)
                            .containsAll(digests);
                }
            }
            assertThat(listed).hasSizeGreaterThan(4);
        }
    }
}
