package dev.drayage.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.document.Limits;
import dev.drayage.graph.Referral;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.Index;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the conformance tests of the specification do with each kind of data: it is pushed, listed, looked at, pulled, asked
 * for what refers to it, and deleted, each with all the checks that they make.
 */
public abstract class PushedDataContract extends DistributionContract {

    @ParameterizedTest
    @EnumSource(PushedData.class)
    void everyKindOfDataIsTakenGivenAndDeleted(PushedData kind) throws IOException {
        PushedData.Set set = kind.make();
        for (Digest blob : set.blobs()) {
            push(repo, set.content.bytes(blob), blob.algorithm());
        }
        for (Descriptor document : set.documents) {
            put(set, document.digest().toString(), document);
        }
        for (Map.Entry<String, Descriptor> tag : set.tags.entrySet()) {
            put(set, tag.getKey(), tag.getValue());
        }
        list(set);
        pull(set);
        refer(set);
        delete(set);
    }

    @ParameterizedTest
    @EnumSource(
            value = DigestAlgorithm.class,
            names = {"SHA256", "SHA512"})
    void tagsAreGivenWithTheManifest(DigestAlgorithm algorithm) throws IOException {
        PushedData.Set set = (algorithm == DigestAlgorithm.SHA512 ? PushedData.SHA512 : PushedData.INDEX).make();
        set.tags.clear();
        for (Digest blob : set.blobs()) {
            push(repo, set.content.bytes(blob), blob.algorithm());
        }
        for (int i = 0; i < set.documents.size(); i++) {
            Descriptor document = set.documents.get(i);
            set.tags.put("tag-param-" + i, document);
            ApiResponse created = put(set, document.digest() + "?tag=tag-param-" + i, document);
            assertThat(created.headers("OCI-Tag")).containsExactly("tag-param-" + i);
        }
        list(set);
        pull(set);
        delete(set);
    }

    @Test
    void aRepositoryThatIsNotThereHasNoTagsAndNoReferrers() throws IOException {
        expect(get(repo + "/tags/list"), 200, 404);
        assertThat(referrers("")).isEmpty();
    }

    private ApiResponse put(PushedData.Set set, String reference, Descriptor document) throws IOException {
        byte[] bytes = set.content.bytes(document.digest());
        ApiResponse created = putManifest(repo, reference, document.mediaType(), bytes);
        expect(created, 201);
        assertThat(created.header("Docker-Content-Digest"))
                .contains(document.digest().toString());
        Optional<Referral> referral = referral(set, document);
        assertThat(created.header("OCI-Subject"))
                .isEqualTo(referral.map(each -> each.subject().toString()));
        expectManifest(send("GET", location(created)), document, bytes);
        return created;
    }

    private static Optional<Referral> referral(PushedData.Set set, Descriptor document) throws IOException {
        return Referral.of(document, RawDocument.of(set.content.bytes(document.digest())), Limits.defaults());
    }

    private static void expectManifest(ApiResponse response, Descriptor document, byte[] body) {
        expect(response, 200);
        assertThat(response.header("Content-Type")).contains(document.mediaType());
        assertThat(response.header("Content-Length")).contains(Long.toString(document.size()));
        assertThat(response.header("Docker-Content-Digest"))
                .contains(document.digest().toString());
        assertThat(response.body()).isEqualTo(body);
    }

    private void list(PushedData.Set set) throws IOException {
        ApiResponse all = get(repo + "/tags/list");
        expect(all, 200);
        List<String> sorted = set.tags.keySet().stream().sorted().toList();
        for (int i = 0; i < sorted.size(); i++) {
            assertThat(all.text()).contains("\"" + sorted.get(i) + "\"");
            ApiResponse rest = get(repo + "/tags/list?last=" + sorted.get(i));
            expect(rest, 200);
            for (int j = 0; j < sorted.size(); j++) {
                assertThat(rest.text().contains("\"" + sorted.get(j) + "\"")).isEqualTo(j > i);
            }
        }
    }

    private void pull(PushedData.Set set) throws IOException {
        List<Map.Entry<String, Descriptor>> references = new ArrayList<>(set.tags.entrySet());
        set.documents.forEach(
                document -> references.add(Map.entry(document.digest().toString(), document)));
        for (Map.Entry<String, Descriptor> each : references) {
            String path = repo + "/manifests/" + each.getKey();
            byte[] body = set.content.bytes(each.getValue().digest());
            expectManifest(head(path), each.getValue(), new byte[0]);
            ApiRequest request = ApiRequest.of("GET", "/v2/" + path)
                    .with("Accept", MediaTypes.OCI_INDEX)
                    .with("Accept", MediaTypes.OCI_MANIFEST);
            expectManifest(api.send(request), each.getValue(), body);
        }
        for (Digest blob : set.blobs()) {
            expectBlob(repo, blob, set.content.bytes(blob));
        }
    }

    private void refer(PushedData.Set set) throws IOException {
        for (Descriptor document : set.documents) {
            Optional<Referral> referral = referral(set, document);
            if (referral.isEmpty()) {
                continue;
            }
            Digest subject = referral.get().subject();
            Descriptor expected = referral.get().referrer();
            assertThat(referrers(subject + "")).contains(expected);
            List<Descriptor> filtered = referrers(subject + "?artifactType=" + expected.artifactType());
            assertThat(filtered).contains(expected);
            assertThat(filtered).extracting(Descriptor::artifactType).containsOnly(expected.artifactType());
        }
    }

    private List<Descriptor> referrers(String rest) throws IOException {
        String target = rest.isEmpty() ? sha256(bytes(9)).toString() : rest;
        ApiResponse response = get(repo + "/referrers/" + target.replace("+", "%2B"));
        expect(response, 200);
        assertThat(response.header("Content-Type")).contains(MediaTypes.OCI_INDEX);
        if (target.indexOf('?') >= 0) {
            assertThat(response.header("OCI-Filters-Applied")).contains("artifactType");
        }
        return Index.parse(RawDocument.of(response.body()), MediaTypes.OCI_INDEX, Limits.defaults())
                .manifests();
    }

    private void delete(PushedData.Set set) throws IOException {
        for (String tag : set.tags.keySet()) {
            expect(delete(repo + "/manifests/" + tag), 202);
            expect(head(repo + "/manifests/" + tag), 404);
        }
        List<Descriptor> last = new ArrayList<>(set.documents);
        Collections.reverse(last);
        for (Descriptor document : last) {
            expect(delete(repo + "/manifests/" + document.digest()), 202);
            expect(head(repo + "/manifests/" + document.digest()), 404);
        }
        for (Digest blob : set.blobs()) {
            expect(delete(repo + "/blobs/" + blob), 202, 404);
            expect(head(repo + "/blobs/" + blob), 404);
        }
    }
}
