package dev.drayage.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.server.http.FakeRequest;
import dev.drayage.testkit.ManualClock;
import dev.drayage.testkit.peer.Peers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.bcrypt.BCrypt;

class PasswordAuthenticatorTest {
    @TempDir
    private Path directory;

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final List<String> problems = new ArrayList<>();

    private Path file(String... lines) throws IOException {
        Path file = directory.resolve("htpasswd");
        Files.write(file, List.of(lines));
        return file;
    }

    private static String line(String user, String password) {
        return user + ":" + BCrypt.hashpw(password, BCrypt.gensalt(4));
    }

    private PasswordAuthenticator open(Path file) throws IOException {
        return PasswordAuthenticator.open(file, problems::add, clock);
    }

    private static FakeRequest request(String authorization) {
        return FakeRequest.get("/v2/").with("Authorization", authorization);
    }

    private static FakeRequest login(String user, String password) {
        return request("Basic "
                + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }

    private static boolean accepts(PasswordAuthenticator users, String user, String password) {
        return users.authenticate(login(user, password)) instanceof Authentication.Verified verified
                && verified.user().equals(user)
                && verified.grants().test(Scope.repository("app", Scope.Action.PUSH));
    }

    @Test
    void takesTheRightPasswordOfEachUser() throws IOException {
        PasswordAuthenticator users = open(
                file("# users", "", line("ann", "secret"), line("bob", "other:with:colons"), line("zoë", "pässword")));

        assertThat(accepts(users, "ann", "secret")).isTrue();
        assertThat(accepts(users, "bob", "other:with:colons")).isTrue();
        assertThat(accepts(users, "zoë", "pässword")).isTrue();
        assertThat(accepts(users, "ann", "Secret")).isFalse();
        assertThat(accepts(users, "ann", "")).isFalse();
        assertThat(accepts(users, "ann", "other:with:colons")).isFalse();
        assertThat(accepts(users, "eve", "secret")).isFalse();
        assertThat(accepts(users, "", "secret")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2a", "2b", "2y"})
    void takesEveryLetterOfBcrypt(String version) throws IOException {
        String hash = BCrypt.hashpw("secret", BCrypt.gensalt(4)).replaceFirst("2a", version);

        assertThat(accepts(open(file("ann:" + hash)), "ann", "secret")).isTrue();
    }

    @Test
    void takesWhatHtpasswdWrites() throws IOException {
        Path file = directory.resolve("htpasswd");
        Peers.require("htpasswd")
                .run("-B", "-b", "-c", file.toString(), "ann", "secret")
                .requireSuccess();

        assertThat(accepts(open(file), "ann", "secret")).isTrue();
        assertThat(accepts(open(file), "ann", "wrong")).isFalse();
    }

    @Test
    void doesNotTellWhetherThereIsSuchAUser() throws IOException {
        PasswordAuthenticator users = open(file(line("ann", "secret")));

        assertThat(users.authenticate(login("ann", "wrong"))).isEqualTo(users.authenticate(login("eve", "wrong")));
    }

    @Test
    void aRequestWithoutACredentialIsAnonymous() throws IOException {
        PasswordAuthenticator users = open(file(line("ann", "secret")));

        assertThat(users.authenticate(FakeRequest.get("/v2/"))).isEqualTo(new Authentication.Anonymous());
        assertThat(users.authenticate(login("", ""))).isEqualTo(new Authentication.Anonymous());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic",
                "Basic ",
                "Basic !!!",
                "Basic YW5u",
                "Bearer abc",
                "YW5uOnNlY3JldA==",
                "Basic /zpzZWNyZXQ="
            })
    void refusesWhatIsNoUserAndPassword(String authorization) throws IOException {
        assertThat(open(file(line("ann", "secret"))).authenticate(request(authorization)))
                .isInstanceOf(Authentication.Rejected.class);
    }

    @Test
    void readsTheFileAgainWhenItChanges() throws IOException {
        Path file = file(line("ann", "secret"));
        PasswordAuthenticator users = open(file);
        assertThat(accepts(users, "ann", "secret")).isTrue();

        file(line("ann", "changed"), line("bob", "new"));
        clock.pass(Duration.ofSeconds(2));

        assertThat(accepts(users, "ann", "secret")).isFalse();
        assertThat(accepts(users, "ann", "changed")).isTrue();
        assertThat(accepts(users, "bob", "new")).isTrue();
        assertThat(problems).isEmpty();
    }

    @Test
    void keepsWhatItHadWhenTheFileIsBroken() throws IOException {
        Path file = file(line("ann", "secret"));
        PasswordAuthenticator users = open(file);

        file("ann:plain");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        for (int i = 0; i < 3; i++) {
            clock.pass(Duration.ofSeconds(2));
            assertThat(accepts(users, "ann", "secret")).isTrue();
        }

        assertThat(problems)
                .containsExactly(file + ", line 1: the password of \"ann\" is not hashed with bcrypt; set it again with"
                        + " htpasswd -B; what it held before stays in use");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ann:$apr1$salt$hashhashhashhashhashha|line 1: the password of \"ann\" is not hashed with bcrypt",
                "ann:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=|line 1: the password of \"ann\" is not hashed with bcrypt",
                "ann:secret|line 1: the password of \"ann\" is not hashed with bcrypt",
                "ann|line 1: it is not USER:HASH",
                ":$2y$05$|line 1: it is not USER:HASH",
                "ann:$2x$05$......................................................|is not hashed with bcrypt",
                "ann:$2y$31$.....................................................|hashed at cost 31",
                "ann:$2y$03$.....................................................|hashed at cost 3",
                "# nobody|names no user",
            })
    void refusesAFileByItsLine(String line, String problem) throws IOException {
        Path file = file(line);

        assertThatThrownBy(() -> open(file)).isInstanceOf(IOException.class).hasMessageContaining(problem);
    }

    @Test
    void refusesAUserWhoIsThereTwice() throws IOException {
        Path file = file(line("ann", "one"), line("ann", "two"));

        assertThatThrownBy(() -> open(file)).hasMessageContaining("line 2: the user \"ann\" is there already");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertThatThrownBy(() -> open(directory.resolve("none"))).hasMessageContaining("does not exist; make it with");
    }

    @Test
    void asksForUserAndPassword() throws IOException {
        assertThat(open(file(line("ann", "secret"))).challenge(List.of(), ""))
                .isEqualTo("Basic realm=\"registry\", charset=\"UTF-8\"");
    }
}
