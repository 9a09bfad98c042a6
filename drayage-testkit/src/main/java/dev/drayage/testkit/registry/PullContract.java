package dev.drayage.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The section "Pull", and what it takes to find out whether there is a registry. */
public abstract class PullContract extends DistributionContract {

    @Nested
    class DeterminingSupport {
        @ParameterizedTest
        @ValueSource(strings = {"/v2/", "/v2"})
        void theRootSaysThatThereIsARegistry(String path) throws IOException {
            ApiResponse response = send("GET", path);

            expect(response, 200);
            assertThat(response.header("Docker-Distribution-API-Version")).contains("registry/2.0");
        }

        @Test
        void methodsThatAnEndpointDoesNotHaveAreNotAllowed() throws IOException {
            ApiResponse response = send("PATCH", "/v2/" + repo + "/tags/list");

            expectError(response, 405, "UNSUPPORTED");
            assertThat(response.header("Allow")).contains("GET, HEAD");
        }

        @ParameterizedTest
        @ValueSource(strings = {"/v2/nothing", "/v2/a/b/c/d", "/v2/_catalog/x"})
        void whatIsNoEndpointIsNotFound(String path) throws IOException {
            expect(send("GET", path), 404);
        }

        @ParameterizedTest
        @ValueSource(strings = {"UPPER/case", "a/_b", "-a", "a..b", "a%20b", "a%0ab", "a%5cb", "%2e%2e%5cb"})
        void namesThatCannotBeOfARepositoryAreInvalid(String name) throws IOException {
            expect(get(name + "/tags/list"), 400);
        }

        @Test
        void aNameOfMoreThan255CharactersIsInvalid() throws IOException {
            expectError(get("a".repeat(256) + "/tags/list"), 400, "NAME_INVALID");
        }
    }

    @Nested
    class PullingManifests {
        @Test
        void byTagAndByDigestTheBytesAreThoseThatWerePushed() throws IOException {
            MemoryContent content = new MemoryContent();
            Descriptor manifest =
                    ImageBuilder.anImageIn(content).withLayer(bytes(100)).build();
            push(repo, "v1", content, manifest);

            for (String reference : new String[] {"v1", manifest.digest().toString()}) {
                ApiResponse pulled = get(repo + "/manifests/" + reference);

                expect(pulled, 200);
                assertThat(pulled.body()).isEqualTo(content.bytes(manifest.digest()));
                assertThat(pulled.header("Content-Type")).contains(MediaTypes.OCI_MANIFEST);
                assertThat(pulled.header("Docker-Content-Digest"))
                        .contains(manifest.digest().toString());
                assertThat(pulled.header("Content-Length")).contains(Long.toString(manifest.size()));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {MediaTypes.OCI_MANIFEST, MediaTypes.OCI_INDEX, "*/*", "application/json", ""})
        void whateverIsAcceptedTheManifestIsSentAsItIs(String accept) throws IOException {
            Descriptor manifest = pushImage(repo, "v1");
            ApiRequest request = ApiRequest.of("GET", "/v2/" + repo + "/manifests/v1");

            ApiResponse pulled = api.send(accept.isEmpty() ? request : request.with("Accept", accept));

            expect(pulled, 200);
            assertThat(pulled.header("Content-Type")).contains(manifest.mediaType());
        }

        @Test
        void aManifestThatTheClientHasIsNotSentAgain() throws IOException {
            pushImage(repo, "v1");
            String tag = get(repo + "/manifests/v1").header("ETag").orElseThrow();
            ApiRequest request = ApiRequest.of("GET", "/v2/" + repo + "/manifests/v1");

            ApiResponse same = api.send(request.with("If-None-Match", tag));
            expect(same, 304);
            assertThat(same.body()).isEmpty();

            pushImage(repo, "v1");
            expect(api.send(request.with("If-None-Match", tag)), 200);
        }

        @Test
        void oneThatIsNotThereIsNotFound() throws IOException {
            pushImage(repo, "v1");

            expectError(get(repo + "/manifests/v2"), 404, "MANIFEST_UNKNOWN");
            expectError(get(repo + "/manifests/" + sha256(bytes(10))), 404, "MANIFEST_UNKNOWN");
            expectError(get(other + "/manifests/v1"), 404, "NAME_UNKNOWN");
        }

        @Test
        void manifestsOfOneRepositoryAreNotSeenInAnother() throws IOException {
            Descriptor one = pushImage(repo, "v1");
            pushImage(other, "v2");

            expectError(get(other + "/manifests/" + one.digest()), 404, "MANIFEST_UNKNOWN");
        }

        @ParameterizedTest
        @ValueSource(strings = {"sha256:baddigeststring", "sha256:", "md5:0123", "sha256:..", "a:b"})
        void whatIsNoDigestIsInvalid(String digest) throws IOException {
            pushImage(repo, "v1");

            expect(get(repo + "/manifests/" + digest), 400, 404);
        }

        @ParameterizedTest
        @ValueSource(strings = {".hidden", "-x", "a+b", "%20"})
        void whatIsNoTagIsNotFound(String tag) throws IOException {
            pushImage(repo, "v1");

            expect(get(repo + "/manifests/" + tag), 404);
        }
    }

    @Nested
    class PullingBlobs {
        @ParameterizedTest
        @EnumSource(DigestAlgorithm.class)
        void theBytesAreThoseThatWerePushed(DigestAlgorithm algorithm) throws IOException {
            byte[] blob = bytes(2048);
            Digest digest = push(repo, blob, algorithm);

            expectBlob(repo, digest, blob);
        }

        @ParameterizedTest
        @EnumSource(
                value = DigestAlgorithm.class,
                names = {"SHA256", "SHA512"})
        void emptyBlobsAndEmptyDocumentsAreBlobs(DigestAlgorithm algorithm) throws IOException {
            push(repo, new byte[0], algorithm);
            push(repo, new byte[] {'{', '}'}, algorithm);
        }

        @Test
        void aLargeOneIsSentTheSameAgainAndAgain() throws IOException {
            byte[] blob = bytes(3 << 20);
            Digest digest = push(repo, blob);

            expectBlob(repo, digest, blob);
            expectBlob(repo, digest, blob);
        }

        @Test
        void oneThatIsNotThereIsNotFound() throws IOException {
            push(repo, bytes(10));

            expectError(get(repo + "/blobs/" + sha256(bytes(10))), 404, "BLOB_UNKNOWN");
            expectError(get(other + "/blobs/" + sha256(bytes(10))), 404, "NAME_UNKNOWN", "BLOB_UNKNOWN");
        }

        @Test
        void blobsOfOneRepositoryAreNotSeenInAnother() throws IOException {
            Digest digest = push(repo, bytes(10));
            push(other, bytes(10));

            expectError(get(other + "/blobs/" + digest), 404, "BLOB_UNKNOWN");
        }

        @ParameterizedTest
        @ValueSource(strings = {"sha256:baddigeststring", "nodigest", "md5:00", "sha256:%2e%2e%2f"})
        void whatIsNoDigestIsInvalid(String digest) throws IOException {
            expect(get(repo + "/blobs/" + digest), 400, 404);
        }

        @ParameterizedTest
        @CsvSource({
            "500-1499, 500, 1500",
            "500-, 500, 2048",
            "-500, 1548, 2048",
            "2000-5000, 2000, 2048",
            "0-0, 0, 1",
            "0-2047, 0, 2048",
            "-5000, 0, 2048"
        })
        void aRangeIsSentAlone(String range, int from, int to) throws IOException {
            for (DigestAlgorithm algorithm : new DigestAlgorithm[] {DigestAlgorithm.SHA256, DigestAlgorithm.SHA512}) {
                byte[] blob = bytes(2048);
                Digest digest = push(repo, blob, algorithm);

                ApiResponse part = api.send(
                        ApiRequest.of("GET", "/v2/" + repo + "/blobs/" + digest).with("Range", "bytes=" + range));

                expect(part, 206);
                assertThat(part.body()).isEqualTo(Arrays.copyOfRange(blob, from, to));
                assertThat(part.header("Content-Range")).contains("bytes " + from + "-" + (to - 1) + "/2048");
                assertThat(part.header("Content-Length")).contains(Integer.toString(to - from));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"500-0", "5000-10000", "2048-"})
        void aRangeThatIsNotThereIsNotSatisfiable(String range) throws IOException {
            Digest digest = push(repo, bytes(2048));

            ApiResponse refused = api.send(
                    ApiRequest.of("GET", "/v2/" + repo + "/blobs/" + digest).with("Range", "bytes=" + range));

            expect(refused, 416);
        }

        @Test
        void aBlobThatTheClientHasIsNotSentAgain() throws IOException {
            Digest digest = push(repo, bytes(100));
            ApiRequest request = ApiRequest.of("GET", "/v2/" + repo + "/blobs/" + digest);
            String tag = api.send(request).header("ETag").orElseThrow();

            expect(api.send(request.with("If-None-Match", tag)), 304);
            expect(api.send(request.with("If-Range", tag).with("Range", "bytes=0-9")), 206);
            expect(api.send(request.with("If-Range", "\"other\"").with("Range", "bytes=0-9")), 200);
        }
    }

    @Nested
    class CheckingIfContentExists {
        @Test
        void aManifestIsDescribedWithoutBeingSent() throws IOException {
            Descriptor manifest = pushImage(repo, "v1");

            for (String reference : new String[] {"v1", manifest.digest().toString()}) {
                ApiResponse head = head(repo + "/manifests/" + reference);

                expect(head, 200);
                assertThat(head.body()).isEmpty();
                assertThat(head.header("Content-Type")).contains(manifest.mediaType());
                assertThat(head.header("Content-Length")).contains(Long.toString(manifest.size()));
                assertThat(head.header("Docker-Content-Digest"))
                        .contains(manifest.digest().toString());
            }
        }

        @Test
        void whatIsNotThereIsNotFound() throws IOException {
            pushImage(repo, "v1");

            expect(head(repo + "/manifests/v2"), 404);
            expect(head(repo + "/blobs/" + sha256(bytes(10))), 404);
            expect(head(other + "/manifests/v1"), 404);
        }
    }
}
