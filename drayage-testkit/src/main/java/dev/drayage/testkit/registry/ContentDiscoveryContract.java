package dev.drayage.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.document.Limits;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Index;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The section "Content Discovery". */
public abstract class ContentDiscoveryContract extends DistributionContract {
    private static final Pattern LINK = Pattern.compile("<(?<target>[^>]+)>; *rel=\"?next\"?");
    private static final Pattern LIST = Pattern.compile("\\[(?<names>[^\\]]*)\\]");

    static Optional<String> next(ApiResponse response) {
        return response.header("Link").map(link -> {
            Matcher matcher = LINK.matcher(link);
            assertThat(matcher.matches()).as(link).isTrue();
            return matcher.group("target");
        });
    }

    static List<String> names(ApiResponse response) {
        expect(response, 200);
        assertThat(response.header("Content-Type")).contains("application/json");
        Matcher list = LIST.matcher(response.text());
        assertThat(list.find()).as(response.text()).isTrue();
        String names = list.group("names");
        return names.isEmpty() ? List.of() : List.of(names.replace("\"", "").split(",", -1));
    }

    /** All pages of a list. */
    List<String> all(String first) throws IOException {
        List<String> all = new ArrayList<>();
        Optional<String> target = Optional.of(first);
        while (target.isPresent()) {
            ApiResponse page = send("GET", target.get());
            List<String> names = names(page);
            assertThat(all).doesNotContainAnyElementsOf(names);
            all.addAll(names);
            target = next(page);
        }
        return all;
    }

    @Nested
    class ListingTags {
        private void pushTags(String... tags) throws IOException {
            MemoryContent content = new MemoryContent();
            Descriptor manifest =
                    ImageBuilder.anImageIn(content).withLayer(bytes(100)).build();
            for (String tag : tags) {
                push(repo, tag, content, manifest);
            }
        }

        @Test
        void theyAreInOrderWhateverTheOrderOfTheirPushes() throws IOException {
            pushTags("b", "a", "B", "_x", "10", "9", "latest");

            ApiResponse response = get(repo + "/tags/list");

            assertThat(names(response)).containsExactly("10", "9", "B", "_x", "a", "b", "latest");
            assertThat(response.text()).contains("\"name\":\"" + repo + "\"");
            assertThat(next(response)).isEmpty();
        }

        @Test
        void aPageHasAsManyAsWereAskedForAndLeadsToTheNext() throws IOException {
            pushTags("a", "b", "c", "d", "e");

            ApiResponse first = get(repo + "/tags/list?n=2");
            assertThat(names(first)).containsExactly("a", "b");
            assertThat(next(first)).isPresent();
            assertThat(all("/v2/" + repo + "/tags/list?n=2")).containsExactly("a", "b", "c", "d", "e");
            assertThat(next(get(repo + "/tags/list?n=5"))).isEmpty();
            assertThat(names(get(repo + "/tags/list?n=100"))).hasSize(5);
        }

        @Test
        void noneAreListedIfNoneAreAskedFor() throws IOException {
            pushTags("a", "b");

            ApiResponse none = get(repo + "/tags/list?n=0");

            assertThat(names(none)).isEmpty();
            assertThat(none.header("Link")).isEmpty();
        }

        @Test
        void theyBeginAfterTheLastWhetherThereIsSuchATagOrNot() throws IOException {
            pushTags("a", "c", "d");

            assertThat(names(get(repo + "/tags/list?last=a"))).containsExactly("c", "d");
            assertThat(names(get(repo + "/tags/list?last=b"))).containsExactly("c", "d");
            assertThat(names(get(repo + "/tags/list?n=1&last=a"))).containsExactly("c");
            assertThat(names(get(repo + "/tags/list?last=d"))).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"-1", "x", "1.5", "%2B1"})
        void aNumberThatIsNoneIsRefused(String n) throws IOException {
            pushTags("a");

            expect(get(repo + "/tags/list?n=" + n), 400);
        }

        @ParameterizedTest
        @ValueSource(strings = {"999999999999999999999", "2147483647", "2147483648"})
        void aNumberBeyondAllIsTakenForMany(String n) throws IOException {
            pushTags("a", "b");

            assertThat(names(get(repo + "/tags/list?n=" + n))).containsExactly("a", "b");
        }

        @Test
        void ofARepositoryThatIsNotThereTheyAreNotFound() throws IOException {
            expectError(get(repo + "/tags/list"), 404, "NAME_UNKNOWN");
        }
    }

    @Nested
    class ListingReferrers {
        private static final String SBOM = "application/vnd.example.sbom.v1";

        private final MemoryContent content = new MemoryContent();

        private List<Descriptor> referrers(ApiResponse response) throws IOException {
            expect(response, 200);
            assertThat(response.header("Content-Type")).contains(MediaTypes.OCI_INDEX);
            Index index = Index.parse(RawDocument.of(response.body()), MediaTypes.OCI_INDEX, Limits.defaults());
            assertThat(index.mediaType()).isEqualTo(MediaTypes.OCI_INDEX);
            assertThat(response.text()).contains("\"schemaVersion\":2");
            return index.manifests();
        }

        private Descriptor refer(String type, Descriptor subject) throws IOException {
            MemoryContent own = new MemoryContent();
            Descriptor referrer = ImageBuilder.anImageIn(own)
                    .withLayer(bytes(20))
                    .about(subject)
                    .ofArtifactType(type)
                    .annotated("org.example.note", "of " + type)
                    .build();
            pushBlobs(repo, own, referrer);
            expect(
                    putManifest(repo, referrer.digest().toString(), referrer.mediaType(), own.bytes(referrer.digest())),
                    201);
            return referrer;
        }

        @Test
        void withoutAnyTheIndexIsEmpty() throws IOException {
            Digest nobody = sha256(bytes(5));

            assertThat(referrers(get(repo + "/referrers/" + nobody))).isEmpty();
            pushImage(repo, "v1");
            assertThat(referrers(get(repo + "/referrers/" + nobody))).isEmpty();
        }

        @Test
        void eachIsListedWithItsTypeAndAnnotations() throws IOException {
            Descriptor subject = pushImage(repo, "v1");
            Descriptor sbom = refer(SBOM, subject);

            List<Descriptor> listed = referrers(get(repo + "/referrers/" + subject.digest()));

            assertThat(listed).hasSize(1);
            assertThat(listed.get(0).digest()).isEqualTo(sbom.digest());
            assertThat(listed.get(0).mediaType()).isEqualTo(sbom.mediaType());
            assertThat(listed.get(0).size()).isEqualTo(sbom.size());
            assertThat(listed.get(0).artifactType()).isEqualTo(SBOM);
            assertThat(listed.get(0).annotations()).containsEntry("org.example.note", "of " + SBOM);
        }

        @Test
        void withoutATypeOfItsOwnAnImageHasThatOfItsConfigAndAnIndexNone() throws IOException {
            Descriptor subject = pushImage(repo, "v1");
            Descriptor image = ImageBuilder.anImageIn(content)
                    .withLayer(bytes(9))
                    .about(subject)
                    .build();
            Descriptor index = IndexBuilder.anIndexIn(content).about(subject).build();
            pushBlobs(repo, content, image, index);
            for (Descriptor referrer : List.of(image, index)) {
                expect(
                        putManifest(
                                repo,
                                referrer.digest().toString(),
                                referrer.mediaType(),
                                content.bytes(referrer.digest())),
                        201);
            }

            for (Descriptor listed : referrers(get(repo + "/referrers/" + subject.digest()))) {
                assertThat(listed.artifactType())
                        .isEqualTo(listed.digest().equals(image.digest()) ? MediaTypes.OCI_CONFIG : null);
            }
        }

        @Test
        void theyCanBeFilteredByType() throws IOException {
            Descriptor subject = pushImage(repo, "v1");
            Descriptor sbom = refer(SBOM, subject);
            refer("application/vnd.example.signature.v1+json", subject);

            ApiResponse response =
                    get(repo + "/referrers/" + subject.digest() + "?artifactType=" + SBOM.replace("/", "%2F"));

            assertThat(referrers(response)).extracting(Descriptor::digest).containsExactly(sbom.digest());
            assertThat(response.header("OCI-Filters-Applied")).contains("artifactType");
            assertThat(referrers(get(repo + "/referrers/" + subject.digest()
                            + "?artifactType=application%2Fvnd.example.signature.v1%2Bjson")))
                    .hasSize(1);
            ApiResponse none = get(repo + "/referrers/" + subject.digest() + "?artifactType=null");
            assertThat(referrers(none)).isEmpty();
            assertThat(none.header("OCI-Filters-Applied")).contains("artifactType");
            ApiResponse whole = get(repo + "/referrers/" + subject.digest());
            assertThat(referrers(whole)).hasSize(2);
            assertThat(whole.header("OCI-Filters-Applied")).isEmpty();
        }

        @Test
        void theSubjectNeedNotBeThere() throws IOException {
            Descriptor subject = Descriptor.of(MediaTypes.OCI_MANIFEST, sha256(bytes(5)), 123);
            Descriptor sbom = refer(SBOM, subject);

            assertThat(referrers(get(repo + "/referrers/" + subject.digest())))
                    .extracting(Descriptor::digest)
                    .containsExactly(sbom.digest());
        }

        @Test
        void oneThatIsDeletedIsNotListed() throws IOException {
            Descriptor subject = pushImage(repo, "v1");
            Descriptor sbom = refer(SBOM, subject);

            expect(delete(repo + "/manifests/" + sbom.digest()), 202);

            assertThat(referrers(get(repo + "/referrers/" + subject.digest()))).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"sha256:short", "v1", "md5:00"})
        void whatIsNoDigestIsRefused(String digest) throws IOException {
            expectError(get(repo + "/referrers/" + digest), 400, "DIGEST_INVALID");
        }
    }

    /** Of the older API of Docker's registry; the specification leaves it to extensions. */
    @Nested
    class ListingRepositories {
        @Test
        void theyAreListedPageByPage() throws IOException {
            pushImage(repo, "v1");
            pushImage(other, "v1");

            List<String> all = all("/v2/_catalog?n=1");

            assertThat(all).contains(repo, other).isSorted();
            assertThat(all("/v2/_catalog")).isEqualTo(all);
        }
    }
}
