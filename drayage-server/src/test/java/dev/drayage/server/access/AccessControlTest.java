package dev.drayage.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.server.access.AccessControl.Anonymous;
import dev.drayage.server.distribution.DistributionApi;
import dev.drayage.server.http.FakeRequest;
import dev.drayage.server.http.Received;
import dev.drayage.server.http.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.crypto.bcrypt.BCrypt;

class AccessControlTest {
    @TempDir
    private Path directory;

    private Path users;

    @BeforeEach
    void nameUsers() throws IOException {
        users = directory.resolve("htpasswd");
        Files.writeString(users, "ann:" + BCrypt.hashpw("secret", BCrypt.gensalt(4)) + "\n");
    }

    private Received receive(Anonymous anonymous, FakeRequest request) throws IOException {
        AccessControl control = new AccessControl(
                inner -> Response.of(200),
                PasswordAuthenticator.open(users, problem -> {}),
                anonymous,
                DistributionApi::scopes);
        return Received.of(control.handle(request));
    }

    private static FakeRequest login(FakeRequest request, String credentials) {
        return request.with(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v2/, 401, 401",
        "GET, /v2, 401, 401",
        "GET, /v2/_catalog, 401, 200",
        "GET, /v2/a/b/manifests/v1, 401, 200",
        "HEAD, /v2/a/b/blobs/sha256:0, 401, 200",
        "GET, /v2/a/b/tags/list, 401, 200",
        "GET, /v2/a/b/referrers/sha256:0, 401, 200",
        "PUT, /v2/a/b/manifests/v1, 401, 401",
        "DELETE, /v2/a/b/manifests/v1, 401, 401",
        "POST, /v2/a/b/blobs/uploads/, 401, 401",
        "GET, /v2/a/b/blobs/uploads/1, 401, 401",
        "PATCH, /v2/a/b/blobs/uploads/1, 401, 401",
        "OPTIONS, /v2/a/b/manifests/v1, 401, 401",
        "GET, /v2/nonsense, 401, 200",
    })
    void whoSaysNothingMayReadAtMost(String method, String path, int closed, int open) throws IOException {
        FakeRequest request = FakeRequest.of(method, path);

        assertThat(receive(Anonymous.NOTHING, request).status()).isEqualTo(closed);
        assertThat(receive(Anonymous.READ, request).status()).isEqualTo(open);
        // Some clients send this when they know no password.
        assertThat(receive(Anonymous.READ, login(request, ":")).status()).isEqualTo(open);
        assertThat(receive(Anonymous.NOTHING, login(request, "ann:secret")).status())
                .isEqualTo(200);
        assertThat(receive(Anonymous.READ, login(request, "ann:wrong")).status())
                .isEqualTo(401);
    }

    @Test
    void aRefusalSaysHowToLogIn() throws IOException {
        Received received = receive(Anonymous.NOTHING, FakeRequest.get("/v2/"));

        assertThat(received.header("WWW-Authenticate")).contains("Basic realm=\"registry\", charset=\"UTF-8\"");
        assertThat(received.header("Docker-Distribution-API-Version")).contains("registry/2.0");
        assertThat(received.header("Content-Type")).contains("application/json");
        assertThat(received.text())
                .isEqualTo("{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"authentication is required\"}]}");
    }

    @Test
    void aPasswordIsNeverRepeated() throws IOException {
        Received received = receive(Anonymous.NOTHING, login(FakeRequest.get("/v2/"), "ann:hunter2"));

        assertThat(received.text()).contains("user or password is wrong").doesNotContain("hunter2", "ann");
    }
}
