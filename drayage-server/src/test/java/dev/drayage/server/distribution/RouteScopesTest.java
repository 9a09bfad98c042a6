package dev.drayage.server.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.server.access.Scope;
import dev.drayage.server.http.FakeRequest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteScopesTest {

    private static String scopes(FakeRequest request) {
        return DistributionApi.scopes(request).stream().map(Scope::toString).collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v2/, ''",
        "GET, /v2/_catalog, registry:catalog:*",
        "GET, /v2/team/app/manifests/v1, repository:team/app:pull",
        "HEAD, /v2/team/app/blobs/sha256:0, repository:team/app:pull",
        "GET, /v2/team/app/tags/list, repository:team/app:pull",
        "PUT, /v2/team/app/manifests/v1, 'repository:team/app:pull,push'",
        "DELETE, /v2/team/app/manifests/v1, repository:team/app:delete",
        "DELETE, /v2/team/app/blobs/sha256:0, repository:team/app:delete",
        "POST, /v2/team/app/blobs/uploads/, 'repository:team/app:pull,push'",
        "GET, /v2/team/app/blobs/uploads/1, 'repository:team/app:pull,push'",
        "DELETE, /v2/team/app/blobs/uploads/1, 'repository:team/app:pull,push'",
        "TRACE, /v2/team/app/manifests/v1, 'repository:team/app:pull,push'",
        "GET, /v2/manifests/manifests/manifests, repository:manifests:pull",
        "GET, /v2/a/blobs/uploads/manifests/x, repository:a/blobs/uploads:pull",
        "GET, /v2/UPPER/manifests/v1, registry:catalog:*",
        "GET, /v2/nothing, registry:catalog:*",
    })
    void aRequestIsAboutWhatItsPathNames(String method, String path, String expected) {
        assertThat(scopes(FakeRequest.of(method, path))).isEqualTo(expected);
    }

    @Test
    void aMountReadsTheOtherRepository() {
        FakeRequest mount =
                FakeRequest.of("POST", "/v2/team/app/blobs/uploads/").withParameter("mount", "sha256:0");

        assertThat(scopes(mount)).isEqualTo("repository:team/app:pull,push");
        assertThat(scopes(mount.withParameter("from", "team/base")))
                .isEqualTo("repository:team/app:pull,push repository:team/base:pull");
        assertThat(scopes(mount.withParameter("from", "team/app"))).isEqualTo("repository:team/app:pull,push");
        assertThat(scopes(mount.withParameter("from", "../x"))).isEqualTo("registry:catalog:*");
    }

    @Test
    void theRegistryThatAClientMeansIsPartOfTheName() {
        assertThat(scopes(FakeRequest.get("/v2/library/alpine/manifests/3").withParameter("ns", "docker.io")))
                .isEqualTo("repository:docker.io/library/alpine:pull");
        assertThat(scopes(FakeRequest.of("POST", "/v2/a/blobs/uploads/")
                        .withParameter("from", "b")
                        .withParameter("ns", "docker.io")))
                .isEqualTo("repository:docker.io/a:pull,push repository:docker.io/b:pull");
    }
}
