package dev.drayage.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The section "Push". */
public abstract class PushContract extends DistributionContract {
    private static final int CHUNK = 1024;

    static List<byte[]> chunks(byte[] blob) {
        return IntStream.range(0, (blob.length + CHUNK - 1) / CHUNK)
                .mapToObj(i -> Arrays.copyOfRange(blob, i * CHUNK, Math.min(blob.length, (i + 1) * CHUNK)))
                .toList();
    }

    @Nested
    class PostThenPut {
        @ParameterizedTest
        @EnumSource(DigestAlgorithm.class)
        void theBodyOfThePutIsTheBlob(DigestAlgorithm algorithm) throws IOException {
            push(repo, bytes(512), algorithm);
        }

        @ParameterizedTest
        @EnumSource(DigestAlgorithm.class)
        void otherBytesThanTheDigestSaysAreRefused(DigestAlgorithm algorithm) throws IOException {
            byte[] blob = bytes(512);
            Digest digest = digest(algorithm, bytes(512));

            expectError(finish(begin(repo), digest, blob), 400, "DIGEST_INVALID");

            expect(head(repo + "/blobs/" + digest), 404);
        }

        @ParameterizedTest
        @ValueSource(strings = {"sha256:baddigeststring", "md5:d41d8cd98f00b204e9800998ecf8427e", "", "x"})
        void withoutADigestOfAKnownAlgorithmItIsRefused(String digest) throws IOException {
            ApiResponse refused = api.send(ApiRequest.of("PUT", withParameter(begin(repo), "digest", digest))
                    .sending(bytes(10)));

            expectError(refused, 400, "DIGEST_INVALID");
        }

        @Test
        void theSameBlobCanBePushedAgain() throws IOException {
            byte[] blob = bytes(512);

            push(repo, blob);
            push(repo, blob);
            push(other, blob);
        }

        @Test
        void anUploadThatIsFinishedIsUnknown() throws IOException {
            byte[] blob = bytes(512);
            String location = begin(repo);
            expect(finish(location, sha256(blob), blob), 201);

            expectError(send("GET", location), 404, "BLOB_UPLOAD_UNKNOWN");
            expectError(finish(location, sha256(blob), blob), 404, "BLOB_UPLOAD_UNKNOWN");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"nobody-gave-this-out", "..%5c..", "%2e%2e", "a%20b", "00000000-0000-0000-0000-000000000000"
                })
        void anUploadThatWasNotBegunIsUnknown(String id) throws IOException {
            expect(send("GET", "/v2/" + repo + "/blobs/uploads/" + id), 400, 404);
            expect(send("PATCH", "/v2/" + repo + "/blobs/uploads/" + id), 400, 404);
            expect(send("DELETE", "/v2/" + repo + "/blobs/uploads/" + id), 400, 404);
        }

        @Test
        void anUploadOfOneRepositoryIsUnknownInAnother() throws IOException {
            String location = begin(repo);

            expectError(send("GET", location.replace(repo, other)), 404, "BLOB_UPLOAD_UNKNOWN");
        }

        @Test
        void nothingIsSeenOfABlobBeforeItIsFinished() throws IOException {
            byte[] blob = bytes(512);
            String location = begin(repo);
            expect(patch(location, blob, 0), 202);

            expect(head(repo + "/blobs/" + sha256(blob)), 404);
        }
    }

    @Nested
    class SinglePost {
        private ApiResponse post(Digest digest, byte[] body) throws IOException {
            return api.send(ApiRequest.of("POST", "/v2/" + repo + "/blobs/uploads/?digest=" + digest)
                    .with("Content-Type", OCTETS)
                    .sending(body));
        }

        @ParameterizedTest
        @EnumSource(DigestAlgorithm.class)
        void theBodyIsTheBlob(DigestAlgorithm algorithm) throws IOException {
            byte[] blob = bytes(512);
            Digest digest = digest(algorithm, blob);

            expectCreated(post(digest, blob), repo, digest, blob);
        }

        @ParameterizedTest
        @EnumSource(DigestAlgorithm.class)
        void otherBytesThanTheDigestSaysAreRefused(DigestAlgorithm algorithm) throws IOException {
            Digest digest = digest(algorithm, bytes(512));

            expectError(post(digest, bytes(512)), 400, "DIGEST_INVALID");

            expect(head(repo + "/blobs/" + digest), 404);
        }

        @Test
        void withADigestThatIsNoneItIsRefused() throws IOException {
            ApiResponse refused = api.send(ApiRequest.of("POST", "/v2/" + repo + "/blobs/uploads/?digest=sha256:short")
                    .sending(bytes(10)));

            expectError(refused, 400, "DIGEST_INVALID");
        }
    }

    @Nested
    class InChunks {
        @ParameterizedTest
        @EnumSource(DigestAlgorithm.class)
        void oneChunkIsABlob(DigestAlgorithm algorithm) throws IOException {
            byte[] blob = bytes(512);
            Digest digest = digest(algorithm, blob);
            ApiResponse patched = patch(begin(repo), blob, 0);
            expect(patched, 202);
            assertThat(patched.header("Range")).contains("0-511");

            expectCreated(finish(location(patched), digest, new byte[0]), repo, digest, blob);
        }

        @ParameterizedTest
        @EnumSource(DigestAlgorithm.class)
        void severalChunksInOrderAreABlob(DigestAlgorithm algorithm) throws IOException {
            byte[] blob = bytes(3 * CHUNK - 5);
            Digest digest = digest(algorithm, blob);
            String location = begin(repo);
            int at = 0;
            for (byte[] chunk : chunks(blob)) {
                ApiResponse patched = patch(location, chunk, at);
                at += chunk.length;
                expect(patched, 202);
                assertThat(patched.header("Range")).contains("0-" + (at - 1));
                location = location(patched);
            }

            expectCreated(finish(location, digest, new byte[0]), repo, digest, blob);
        }

        @ParameterizedTest
        @EnumSource(DigestAlgorithm.class)
        void theLastChunkMayComeWithThePut(DigestAlgorithm algorithm) throws IOException {
            byte[] blob = bytes(3 * CHUNK - 5);
            Digest digest = digest(algorithm, blob);
            List<byte[]> chunks = chunks(blob);
            String location = location(patch(location(patch(begin(repo), chunks.get(0), 0)), chunks.get(1), CHUNK));

            ApiResponse created = api.send(
                    chunk("PUT", withParameter(location, "digest", digest.toString()), chunks.get(2), 2 * CHUNK));

            expectCreated(created, repo, digest, blob);
        }

        @ParameterizedTest
        @EnumSource(DigestAlgorithm.class)
        void aChunkOutOfOrderIsRefusedAndTheUploadGoesOn(DigestAlgorithm algorithm) throws IOException {
            byte[] blob = bytes(3 * CHUNK - 5);
            Digest digest = digest(algorithm, blob);
            List<byte[]> chunks = chunks(blob);
            String location = begin(repo);
            for (int i = 0; i < chunks.size(); i++) {
                int wrong = (i + 1) % chunks.size();
                ApiResponse refused = patch(location, chunks.get(wrong), wrong * CHUNK);
                expect(refused, 416);
                assertThat(refused.header("Location")).isPresent();
                assertThat(refused.header("Range")).contains("0-" + Math.max(0, i * CHUNK - 1));

                ApiResponse status = send("GET", location);
                expect(status, 204);
                assertThat(status.header("Range")).contains("0-" + Math.max(0, i * CHUNK - 1));

                ApiResponse patched = patch(location(status), chunks.get(i), i * CHUNK);
                expect(patched, 202);
                location = location(patched);
            }

            expectCreated(finish(location, digest, new byte[0]), repo, digest, blob);
        }

        @ParameterizedTest
        @EnumSource(DigestAlgorithm.class)
        void aLastChunkOutOfOrderIsRefusedAndTheUploadGoesOn(DigestAlgorithm algorithm) throws IOException {
            byte[] blob = bytes(2 * CHUNK);
            Digest digest = digest(algorithm, blob);
            List<byte[]> chunks = chunks(blob);
            String location = location(patch(begin(repo), chunks.get(0), 0));

            for (int wrong : new int[] {0, 2 * CHUNK}) {
                ApiResponse refused = api.send(
                        chunk("PUT", withParameter(location, "digest", digest.toString()), chunks.get(1), wrong));
                expect(refused, 416);
                assertThat(refused.header("Range")).contains("0-" + (CHUNK - 1));
            }

            expectCreated(
                    api.send(chunk("PUT", withParameter(location, "digest", digest.toString()), chunks.get(1), CHUNK)),
                    repo,
                    digest,
                    blob);
        }

        @ParameterizedTest
        @EnumSource(DigestAlgorithm.class)
        void otherBytesThanTheDigestSaysAreRefused(DigestAlgorithm algorithm) throws IOException {
            byte[] blob = bytes(2 * CHUNK);
            List<byte[]> chunks = chunks(blob);
            Digest digest = digest(algorithm, bytes(10));
            String first = location(patch(begin(repo), chunks.get(0), 0));
            expectError(
                    finish(location(patch(first, chunks.get(1), CHUNK)), digest, new byte[0]), 400, "DIGEST_INVALID");

            String second = location(patch(begin(repo), chunks.get(0), 0));
            ApiResponse refused =
                    api.send(chunk("PUT", withParameter(second, "digest", digest.toString()), chunks.get(1), CHUNK));

            expectError(refused, 400, "DIGEST_INVALID");
            expect(head(repo + "/blobs/" + digest), 404);
        }

        @ParameterizedTest
        @ValueSource(strings = {"x", "1-0", "-5", "5-", "0-99999999999999999999"})
        void aRangeThatIsNoneIsRefused(String range) throws IOException {
            ApiResponse refused = api.send(ApiRequest.of("PATCH", begin(repo))
                    .with("Content-Range", range)
                    .sending(bytes(10)));

            expect(refused, 400, 416);
        }

        @Test
        void aRangeOfAnotherLengthThanTheBodyIsRefused() throws IOException {
            String location = begin(repo);

            expectError(
                    api.send(ApiRequest.of("PATCH", location)
                            .with("Content-Range", "0-99")
                            .sending(bytes(10))),
                    400,
                    "SIZE_INVALID");
            expectError(
                    api.send(ApiRequest.of("PATCH", location)
                            .with("Content-Range", "0-9")
                            .streaming(bytes(100))),
                    400,
                    "SIZE_INVALID");

            assertThat(send("GET", location).header("Range")).contains("0-0");
            byte[] blob = bytes(10);
            expect(patch(location, blob, 0), 202);
            expect(finish(location, sha256(blob), new byte[0]), 201);
        }

        @Test
        void theAlgorithmOfTheDigestMayBeToldBefore() throws IOException {
            byte[] blob = bytes(100);
            Digest digest = digest(DigestAlgorithm.SHA512, blob);
            ApiResponse begun = send("POST", "/v2/" + repo + "/blobs/uploads/?digest-algorithm=sha512");
            expect(begun, 202);

            expectCreated(finish(location(patch(location(begun), blob, 0)), digest, new byte[0]), repo, digest, blob);
            expectError(send("POST", "/v2/" + repo + "/blobs/uploads/?digest-algorithm=md5"), 400, "DIGEST_INVALID");
        }
    }

    @Nested
    class Streamed {
        @ParameterizedTest
        @EnumSource(DigestAlgorithm.class)
        void aBodyOfUnknownLengthIsTaken(DigestAlgorithm algorithm) throws IOException {
            byte[] blob = bytes(700_000);
            Digest digest = digest(algorithm, blob);

            ApiResponse patched = api.send(ApiRequest.of("PATCH", begin(repo))
                    .with("Content-Type", OCTETS)
                    .streaming(blob));

            expect(patched, 202);
            assertThat(patched.header("Range")).contains("0-699999");
            expectCreated(finish(location(patched), digest, new byte[0]), repo, digest, blob);
        }

        @ParameterizedTest
        @EnumSource(DigestAlgorithm.class)
        void otherBytesThanTheDigestSaysAreRefused(DigestAlgorithm algorithm) throws IOException {
            ApiResponse patched = api.send(ApiRequest.of("PATCH", begin(repo)).streaming(bytes(700)));

            expectError(finish(location(patched), digest(algorithm, bytes(5)), new byte[0]), 400, "DIGEST_INVALID");
        }

        @Test
        void severalBodiesWithoutRangesAreAppended() throws IOException {
            byte[] blob = bytes(2 * CHUNK);
            String location = begin(repo);
            for (byte[] chunk : chunks(blob)) {
                location = location(api.send(ApiRequest.of("PATCH", location).sending(chunk)));
            }

            expectCreated(finish(location, sha256(blob), new byte[0]), repo, sha256(blob), blob);
        }
    }

    @Nested
    class CancelABlobUpload {
        @Test
        void anUploadThatIsCancelledIsUnknown() throws IOException {
            String location = begin(repo);
            expect(patch(location, bytes(100), 0), 202);

            expect(send("DELETE", location), 204);

            expectError(send("GET", location), 404, "BLOB_UPLOAD_UNKNOWN");
            expectError(send("DELETE", location), 404, "BLOB_UPLOAD_UNKNOWN");
            expectError(patch(location, bytes(100), 100), 404, "BLOB_UPLOAD_UNKNOWN");
        }
    }

    @Nested
    class MountingABlobFromAnotherRepository {
        private ApiResponse mount(Digest digest, String parameters) throws IOException {
            return send("POST", "/v2/" + repo + "/blobs/uploads/?mount=" + digest + parameters);
        }

        @ParameterizedTest
        @EnumSource(DigestAlgorithm.class)
        void itIsHereWithoutBeingSentAgain(DigestAlgorithm algorithm) throws IOException {
            byte[] blob = bytes(512);
            Digest digest = push(other, blob, algorithm);

            expectCreated(mount(digest, "&from=" + other), repo, digest, blob);
        }

        @ParameterizedTest
        @EnumSource(DigestAlgorithm.class)
        void theOtherRepositoryNeedNotBeNamed(DigestAlgorithm algorithm) throws IOException {
            byte[] blob = bytes(512);
            Digest digest = push(other, blob, algorithm);

            expectCreated(mount(digest, ""), repo, digest, blob);
        }

        @ParameterizedTest
        @EnumSource(DigestAlgorithm.class)
        void whatTheOtherHasNotIsUploaded(DigestAlgorithm algorithm) throws IOException {
            byte[] blob = bytes(512);
            Digest digest = digest(algorithm, blob);
            push(other, bytes(10));

            for (String from : new String[] {"&from=" + other, "&from=nobody/there", ""}) {
                ApiResponse begun = mount(digest, from);
                expect(begun, 202);
                expectCreated(finish(location(begun), digest, blob), repo, digest, blob);
                expect(delete(repo + "/blobs/" + digest), 202);
            }
        }

        @Test
        void whatCannotBeMeantIsRefused() throws IOException {
            expectError(
                    send("POST", "/v2/" + repo + "/blobs/uploads/?mount=sha256:short&from=" + other),
                    400,
                    "DIGEST_INVALID");
            expectError(mount(sha256(bytes(5)), "&from=NOT/A/NAME"), 400, "NAME_INVALID");
        }
    }

    @Nested
    class PushingManifests {
        private final MemoryContent content = new MemoryContent();

        @ParameterizedTest
        @EnumSource(DigestAlgorithm.class)
        void byDigestItIsThereUnderItsDigest(DigestAlgorithm algorithm) throws IOException {
            Descriptor manifest = ImageBuilder.anImageIn(content)
                    .by(algorithm)
                    .withLayer(bytes(100))
                    .build();
            pushBlobs(repo, content, manifest);

            ApiResponse created = putManifest(
                    repo, manifest.digest().toString(), manifest.mediaType(), content.bytes(manifest.digest()));

            expect(created, 201);
            assertThat(created.header("Docker-Content-Digest"))
                    .contains(manifest.digest().toString());
            ApiResponse pulled = send("GET", location(created));
            expect(pulled, 200);
            assertThat(pulled.body()).isEqualTo(content.bytes(manifest.digest()));
        }

        @Test
        void aTagMovesToWhatIsPushedUnderIt() throws IOException {
            Descriptor first = pushImage(repo, "v1");
            Descriptor second = pushImage(repo, "v1");

            assertThat(get(repo + "/manifests/v1").header("Docker-Content-Digest"))
                    .contains(second.digest().toString());
            expect(get(repo + "/manifests/" + first.digest()), 200);
        }

        @ParameterizedTest
        @EnumSource(
                value = DigestAlgorithm.class,
                names = {"SHA256", "SHA512"})
        void byDigestItCanGetSeveralTagsAtOnce(DigestAlgorithm algorithm) throws IOException {
            Descriptor manifest = ImageBuilder.anImageIn(content)
                    .by(algorithm)
                    .withLayer(bytes(100))
                    .build();
            pushBlobs(repo, content, manifest);
            List<String> tags =
                    IntStream.rangeClosed(1, 12).mapToObj(i -> "1." + i).toList();

            ApiResponse created = putManifest(
                    repo,
                    manifest.digest() + "?tag=" + String.join("&tag=", tags),
                    manifest.mediaType(),
                    content.bytes(manifest.digest()));

            expect(created, 201);
            assertThat(String.join(", ", created.headers("OCI-Tag")).split(", *"))
                    .containsExactlyElementsOf(tags);
            for (String tag : tags) {
                assertThat(head(repo + "/manifests/" + tag).header("Docker-Content-Digest"))
                        .contains(manifest.digest().toString());
            }
        }

        @Test
        void tagsThatAreNoneAndTagsBesideATagAreRefused() throws IOException {
            Descriptor manifest =
                    ImageBuilder.anImageIn(content).withLayer(bytes(100)).build();
            pushBlobs(repo, content, manifest);
            byte[] document = content.bytes(manifest.digest());

            expect(putManifest(repo, ".hidden", manifest.mediaType(), document), 400, 404);
            expect(putManifest(repo, "a%20b", manifest.mediaType(), document), 400, 404);
            expect(putManifest(repo, manifest.digest() + "?tag=ok&tag=-x", manifest.mediaType(), document), 400);
            expect(putManifest(repo, "v1?tag=v2", manifest.mediaType(), document), 400);
            expect(head(repo + "/manifests/ok"), 404);
        }

        @Test
        void tooManyTagsAtOnceAreRefused() throws IOException {
            Descriptor manifest =
                    ImageBuilder.anImageIn(content).withLayer(bytes(100)).build();
            pushBlobs(repo, content, manifest);
            String tags = "?tag="
                    + String.join(
                            "&tag=",
                            IntStream.range(0, 300).mapToObj(i -> "t" + i).toList());

            expect(
                    putManifest(repo, manifest.digest() + tags, manifest.mediaType(), content.bytes(manifest.digest())),
                    414);
        }

        @ParameterizedTest
        @ValueSource(strings = {"sha256:baddigeststring", "md5:d41d8cd98f00b204e9800998ecf8427e"})
        void whatIsNoDigestIsRefused(String digest) throws IOException {
            Descriptor manifest =
                    ImageBuilder.anImageIn(content).withLayer(bytes(100)).build();
            pushBlobs(repo, content, manifest);

            expectError(
                    putManifest(repo, digest, manifest.mediaType(), content.bytes(manifest.digest())),
                    400,
                    "DIGEST_INVALID");
        }

        @Test
        void otherBytesThanTheDigestSaysAreRefused() throws IOException {
            Descriptor manifest =
                    ImageBuilder.anImageIn(content).withLayer(bytes(100)).build();
            pushBlobs(repo, content, manifest);
            byte[] padded = (new String(content.bytes(manifest.digest()), StandardCharsets.UTF_8) + "  ")
                    .getBytes(StandardCharsets.UTF_8);

            expectError(
                    putManifest(repo, manifest.digest().toString(), manifest.mediaType(), padded),
                    400,
                    "DIGEST_INVALID");
            expect(head(repo + "/manifests/" + manifest.digest()), 404);
        }

        @Test
        void withoutItsBlobsItIsRefusedAndSaysWhichAreMissing() throws IOException {
            Descriptor manifest =
                    ImageBuilder.anImageIn(content).withLayer(bytes(100)).build();

            ApiResponse refused = putManifest(repo, "v1", manifest.mediaType(), content.bytes(manifest.digest()));

            expectError(refused, 400, "MANIFEST_BLOB_UNKNOWN");
            for (Digest digest : content.digests()) {
                assertThat(refused.text().contains(digest.toString())).isEqualTo(!digest.equals(manifest.digest()));
            }
        }

        @Test
        void blobsOfAnotherRepositoryAreNotEnough() throws IOException {
            Descriptor manifest =
                    ImageBuilder.anImageIn(content).withLayer(bytes(100)).build();
            pushBlobs(other, content, manifest);

            expectError(
                    putManifest(repo, "v1", manifest.mediaType(), content.bytes(manifest.digest())),
                    400,
                    "MANIFEST_BLOB_UNKNOWN");
        }

        @Test
        void aBlobOfAnotherSizeThanTheManifestSaysIsRefused() throws IOException {
            Digest config = push(repo, bytes(100));
            String document = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST
                    + "\",\"config\":{\"mediaType\":\"" + MediaTypes.OCI_CONFIG + "\",\"digest\":\"" + config
                    + "\",\"size\":99},\"layers\":[]}";

            expectError(
                    putManifest(repo, "v1", MediaTypes.OCI_MANIFEST, document.getBytes(StandardCharsets.UTF_8)),
                    400,
                    "MANIFEST_INVALID");
        }

        @Test
        void anIndexMayListWhatIsElsewhere() throws IOException {
            Descriptor here =
                    ImageBuilder.anImageIn(content).withLayer(bytes(100)).build();
            Descriptor elsewhere = Descriptor.of(MediaTypes.OCI_MANIFEST, sha256(bytes(5)), 1024);
            Descriptor index =
                    IndexBuilder.anIndexIn(content).of(here, elsewhere).build();
            pushBlobs(repo, content, here, index);

            expect(putManifest(repo, "v1", index.mediaType(), content.bytes(index.digest())), 201);
            assertThat(get(repo + "/manifests/v1").body()).isEqualTo(content.bytes(index.digest()));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "{",
                    "[]",
                    "null",
                    "{}",
                    "{\"schemaVersion\":1}",
                    "{\"schemaVersion\":2,\"config\":{}}",
                    "{\"schemaVersion\":2,\"layers\":[]}",
                    "{\"schemaVersion\":2,\"layers\":[],\"manifests\":[]}"
                })
        void whatIsNoManifestIsRefused(String document) throws IOException {
            expectError(
                    putManifest(repo, "v1", MediaTypes.OCI_MANIFEST, document.getBytes(StandardCharsets.UTF_8)),
                    400,
                    "MANIFEST_INVALID");
        }

        @Test
        void deeplyNestedDocumentsAreRefused() throws IOException {
            String nested = "{\"schemaVersion\":2,\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

            expectError(
                    putManifest(repo, "v1", MediaTypes.OCI_MANIFEST, nested.getBytes(StandardCharsets.UTF_8)),
                    400,
                    "MANIFEST_INVALID");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    MediaTypes.OCI_INDEX,
                    MediaTypes.DOCKER_MANIFEST,
                    "application/vnd.docker.distribution.manifest.v1+prettyjws",
                    "image/png"
                })
        void aManifestThatIsSentAsSomethingElseIsRefused(String mediaType) throws IOException {
            Descriptor manifest =
                    ImageBuilder.anImageIn(content).withLayer(bytes(100)).build();
            pushBlobs(repo, content, manifest);

            expectError(putManifest(repo, "v1", mediaType, content.bytes(manifest.digest())), 400, "MANIFEST_INVALID");
        }

        @ParameterizedTest
        @ValueSource(strings = {MediaTypes.OCI_MANIFEST + "; charset=utf-8", "application/json"})
        void parametersOfTheTypeAreIgnoredAndAnUnknownOneIsFoundOut(String mediaType) throws IOException {
            Descriptor manifest =
                    ImageBuilder.anImageIn(content).withLayer(bytes(100)).build();
            pushBlobs(repo, content, manifest);

            expect(putManifest(repo, "v1", mediaType, content.bytes(manifest.digest())), 201);
            assertThat(get(repo + "/manifests/v1").header("Content-Type")).contains(MediaTypes.OCI_MANIFEST);
        }

        @Test
        void fourMegabytesAreTakenAndMoreAreNot() throws IOException {
            Digest config = push(repo, new byte[] {'{', '}'});
            String begin = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST
                    + "\",\"config\":{\"mediaType\":\"" + MediaTypes.OCI_CONFIG + "\",\"digest\":\"" + config
                    + "\",\"size\":2},\"layers\":[],\"annotations\":{\"a\":\"";
            String end = "\"}}";
            String fill = "A".repeat((4 << 20) - begin.length() - end.length());

            ApiRequest request = ApiRequest.of("PUT", "/v2/" + repo + "/manifests/large")
                    .with("Content-Type", MediaTypes.OCI_MANIFEST);
            expect(api.send(request.sending(begin + fill + end)), 201);
            expect(head(repo + "/manifests/large"), 200);
            expect(api.send(request.sending(begin + fill + "A" + end)), 413);
            expect(api.send(request.streaming((begin + fill + "A" + end).getBytes(StandardCharsets.UTF_8))), 413);
        }
    }

    @Nested
    class PushingManifestsWithSubject {
        @Test
        void theResponseNamesTheSubjectThereOrNot() throws IOException {
            Descriptor missing = Descriptor.of(MediaTypes.OCI_MANIFEST, sha256(bytes(5)), 123);
            for (Descriptor subject : new Descriptor[] {missing, pushImage(repo, "v1")}) {
                MemoryContent content = new MemoryContent();
                Descriptor referrer = ImageBuilder.anImageIn(content)
                        .withLayer(bytes(10))
                        .about(subject)
                        .build();
                pushBlobs(repo, content, referrer);

                ApiResponse created = putManifest(
                        repo, referrer.digest().toString(), referrer.mediaType(), content.bytes(referrer.digest()));

                expect(created, 201);
                assertThat(created.header("OCI-Subject"))
                        .contains(subject.digest().toString());
            }
        }

        @Test
        void anIndexMayHaveOneToo() throws IOException {
            Descriptor subject = pushImage(repo, "v1");
            MemoryContent content = new MemoryContent();
            Descriptor index = IndexBuilder.anIndexIn(content).about(subject).build();

            ApiResponse created =
                    putManifest(repo, index.digest().toString(), index.mediaType(), content.bytes(index.digest()));

            expect(created, 201);
            assertThat(created.header("OCI-Subject")).contains(subject.digest().toString());
        }
    }
}
