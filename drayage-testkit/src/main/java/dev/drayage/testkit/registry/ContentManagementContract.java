package dev.drayage.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The section "Content Management". */
public abstract class ContentManagementContract extends DistributionContract {

    @Nested
    class DeletingTags {
        @Test
        void theTagIsGoneAtOnceAndWhatItNamedStays() throws IOException {
            Descriptor manifest = pushImage(repo, "v1");

            expect(delete(repo + "/manifests/v1"), 202);

            expectError(get(repo + "/manifests/v1"), 404, "MANIFEST_UNKNOWN");
            expect(head(repo + "/manifests/v1"), 404);
            expect(get(repo + "/manifests/" + manifest.digest()), 200);
            assertThat(get(repo + "/tags/list").text()).doesNotContain("v1");
        }

        @Test
        void otherTagsOfTheSameManifestStay() throws IOException {
            MemoryContent content = new MemoryContent();
            Descriptor manifest =
                    ImageBuilder.anImageIn(content).withLayer(bytes(100)).build();
            push(repo, "v1", content, manifest);
            push(repo, "v2", content, manifest);

            expect(delete(repo + "/manifests/v1"), 202);

            expect(get(repo + "/manifests/v2"), 200);
        }

        @Test
        void oneThatIsNotThereIsNotFound() throws IOException {
            pushImage(repo, "v1");

            expectError(delete(repo + "/manifests/v2"), 404, "MANIFEST_UNKNOWN");
            expectError(delete(other + "/manifests/v1"), 404, "NAME_UNKNOWN");
        }
    }

    @Nested
    class DeletingManifests {
        @Test
        void itIsGoneAtOnceWithAllItsTags() throws IOException {
            MemoryContent content = new MemoryContent();
            Descriptor manifest =
                    ImageBuilder.anImageIn(content).withLayer(bytes(100)).build();
            push(repo, "v1", content, manifest);
            push(repo, "v2", content, manifest);

            expect(delete(repo + "/manifests/" + manifest.digest()), 202);

            for (String reference : new String[] {manifest.digest().toString(), "v1", "v2"}) {
                expectError(get(repo + "/manifests/" + reference), 404, "MANIFEST_UNKNOWN", "NAME_UNKNOWN");
                expect(head(repo + "/manifests/" + reference), 404);
            }
        }

        @Test
        void thatOfAnotherRepositoryStays() throws IOException {
            MemoryContent content = new MemoryContent();
            Descriptor manifest =
                    ImageBuilder.anImageIn(content).withLayer(bytes(100)).build();
            push(repo, "v1", content, manifest);
            push(other, "v1", content, manifest);

            expect(delete(repo + "/manifests/" + manifest.digest()), 202);

            expect(get(other + "/manifests/v1"), 200);
            for (Digest digest : content.digests()) {
                boolean isManifest = digest.equals(manifest.digest());
                expect(head(other + (isManifest ? "/manifests/" : "/blobs/") + digest), 200);
            }
        }

        @Test
        void oneThatIsNotThereIsNotFound() throws IOException {
            pushImage(repo, "v1");

            expectError(delete(repo + "/manifests/" + sha256(bytes(5))), 404, "MANIFEST_UNKNOWN");
            expectError(delete(other + "/manifests/" + sha256(bytes(5))), 404, "NAME_UNKNOWN");
        }

        @Test
        void itCanBePushedAgain() throws IOException {
            MemoryContent content = new MemoryContent();
            Descriptor manifest =
                    ImageBuilder.anImageIn(content).withLayer(bytes(100)).build();
            push(repo, "v1", content, manifest);
            expect(delete(repo + "/manifests/" + manifest.digest()), 202);

            push(repo, "v1", content, manifest);

            expect(get(repo + "/manifests/v1"), 200);
        }
    }

    @Nested
    class DeletingBlobs {
        @ParameterizedTest
        @EnumSource(DigestAlgorithm.class)
        void itIsGoneAtOnce(DigestAlgorithm algorithm) throws IOException {
            Digest digest = push(repo, bytes(100), algorithm);

            expect(delete(repo + "/blobs/" + digest), 202);

            expect(head(repo + "/blobs/" + digest), 404);
            expect(get(repo + "/blobs/" + digest), 404);
        }

        @Test
        void thatOfAnotherRepositoryStays() throws IOException {
            byte[] blob = bytes(100);
            Digest digest = push(repo, blob);
            push(other, blob);

            expect(delete(repo + "/blobs/" + digest), 202);

            expectBlob(other, digest, blob);
        }

        @Test
        void oneThatIsNotThereIsNotFound() throws IOException {
            push(repo, bytes(100));

            expectError(delete(repo + "/blobs/" + sha256(bytes(5))), 404, "BLOB_UNKNOWN");
        }

        @Test
        void oneThatAManifestNeedsStays() throws IOException {
            MemoryContent content = new MemoryContent();
            Descriptor manifest =
                    ImageBuilder.anImageIn(content).withLayer(bytes(100)).build();
            push(repo, "v1", content, manifest);
            for (Digest digest : content.digests()) {
                if (!digest.equals(manifest.digest())) {
                    expect(delete(repo + "/blobs/" + digest), 405);
                    expect(head(repo + "/blobs/" + digest), 200);
                }
            }

            expect(delete(repo + "/manifests/" + manifest.digest()), 202);
            for (Digest digest : content.digests()) {
                if (!digest.equals(manifest.digest())) {
                    expect(delete(repo + "/blobs/" + digest), 202, 404);
                }
            }
        }
    }
}
