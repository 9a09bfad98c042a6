package dev.drayage.registry.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialFilesTest {
    @TempDir
    private Path home;

    private final Map<String, String> variables = new HashMap<>();

    private CredentialFiles files() {
        return CredentialFiles.of(variables, home, null);
    }

    private static String auth(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "{\"auth\":\"" + Base64.getEncoder().encodeToString(pair) + "\"}";
    }

    private Path write(String file, String json) throws IOException {
        Path path = home.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, json);
    }

    @Test
    void findsNothingWhereThereIsNoFile() throws IOException {
        assertThat(files().find("registry.example", "app")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry.example:5000",
                "https://registry.example:5000",
                "https://registry.example:5000/v2/",
                "http://registry.example:5000/v1/"
            })
    void findsWhatDockerWroteInWhateverFormOfTheAddress(String key) throws IOException {
        write(".docker/config.json", "{\"auths\":{\"" + key + "\":" + auth("alice", "a:b") + "}}");
        assertThat(files().find("registry.example:5000", "app")).hasValue(Credentials.of("alice", "a:b"));
        assertThat(files().find("registry.example", "app")).isEmpty();
    }

    @Test
    void findsDockerHubUnderItsOldAddress() throws IOException {
        write(".docker/config.json", "{\"auths\":{\"https://index.docker.io/v1/\":" + auth("alice", "x") + "}}");
        assertThat(files().find("docker.io", "library/alpine")).hasValue(Credentials.of("alice", "x"));
    }

    @Test
    void givesTheCredentialsOfARepositoryBeforeThoseOfTheRegistry() throws IOException {
        write(
                ".config/containers/auth.json",
                "{\"auths\":{\"r.example\":" + auth("all", "1") + ",\"r.example/team\":" + auth("team", "2") + "}}");
        assertThat(files().find("r.example", "team/app")).hasValue(Credentials.of("team", "2"));
        assertThat(files().find("r.example", "teams/app")).hasValue(Credentials.of("all", "1"));
    }

    @Test
    void doesNotGiveACredentialOfOneHostToAnother() throws IOException {
        write(".docker/config.json", "{\"auths\":{\"r.example\":" + auth("alice", "x") + "}}");
        for (String other : new String[] {"r.example.evil", "evil.r.example", "r.example:5000", "example", "r"}) {
            assertThat(files().find(other, "app")).as(other).isEmpty();
        }
    }

    @Test
    void knowsIdentityAndRegistryTokens() throws IOException {
        write(
                ".docker/config.json",
                "{\"auths\":{\"a.example\":{\"auth\":\"\",\"identitytoken\":\"refresh\"},"
                        + "\"b.example\":{\"registrytoken\":\"bearer\"}}}");
        assertThat(files().find("a.example", ""))
                .hasValue(new Credentials("", "refresh", Credentials.Kind.IDENTITY_TOKEN));
        assertThat(files().find("b.example", ""))
                .hasValue(new Credentials("", "bearer", Credentials.Kind.REGISTRY_TOKEN));
    }

    @Test
    void looksInTheNamedFileOnly() throws IOException {
        write(".docker/config.json", "{\"auths\":{\"r.example\":" + auth("docker", "x") + "}}");
        Path named = write("named.json", "{\"auths\":{\"r.example\":" + auth("named", "x") + "}}");
        variables.put("REGISTRY_AUTH_FILE", named.toString());
        assertThat(files().find("r.example", "")).hasValue(Credentials.of("named", "x"));
    }

    @Test
    void findsTheFileOfPodmanOfThisSession() throws IOException {
        write("run/containers/auth.json", "{\"auths\":{\"r.example\":" + auth("podman", "x") + "}}");
        variables.put("XDG_RUNTIME_DIR", home.resolve("run").toString());
        assertThat(files().find("r.example", "")).hasValue(Credentials.of("podman", "x"));
    }

    @Test
    void saysWhichFileIsBroken() throws IOException {
        Path file = write(".docker/config.json", "{\"auths\": [}");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> files().find("r.example", ""))
                .withMessageContaining(file + " cannot be read for credentials: it is not JSON at byte");
    }

    @Test
    void aLoginKeepsWhatElseIsInTheFileAndIsForItsOwnerOnly() throws IOException {
        Path file = write(
                ".docker/config.json",
                "{\"HttpHeaders\":{\"X\":\"y\"},\"detachKeys\":\"ctrl-e\",\"n\":1.50,\"l\":[true,null],\"auths\":{\"other\":{}}}");
        assertThat(files().store("r.example", Credentials.of("alice", "secret")))
                .isEqualTo(file.toString());

        assertThat(Files.readString(file))
                .contains("\"X\": \"y\"", "\"detachKeys\": \"ctrl-e\"", "1.50", "true", "null", "\"other\": {}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(files().find("r.example", "")).hasValue(Credentials.of("alice", "secret"));

        assertThat(files().erase("r.example")).isTrue();
        assertThat(files().erase("r.example")).isFalse();
        assertThat(files().find("r.example", "")).isEmpty();
        assertThat(Files.readString(file)).contains("ctrl-e");
    }

    @Test
    void aLoginToDockerHubIsFoundByDocker() throws IOException {
        files().store("docker.io", Credentials.of("alice", "secret"));
        assertThat(Files.readString(home.resolve(".docker/config.json"))).contains("https://index.docker.io/v1/");
    }

    /** A helper that keeps what it is given in a file beside it. */
    private void helper(String name) throws IOException {
        Path bin = Files.createDirectories(home.resolve("bin"));
        Path kept = home.resolve("kept-" + name);
        Path program = Files.writeString(bin.resolve("docker-credential-" + name), """
                #!/bin/sh
                case $1 in
                    store) cat > %1$s ;;
                    get) read server
                         if [ -e %1$s ]; then cat %1$s; else echo "credentials not found in native keychain"; exit 1; fi ;;
                    erase) rm %1$s ;;
                    *) echo "unknown verb"; exit 2 ;;
                esac
                """.formatted(kept));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        variables.put("PATH", bin + ":" + System.getenv("PATH"));
    }

    @Test
    void keepsCredentialsWithTheHelperThatIsSet() throws IOException {
        helper("test");
        Path file = write(".docker/config.json", "{\"credsStore\":\"test\"}");
        assertThat(files().find("r.example", "")).isEmpty();
        assertThat(files().store("r.example", Credentials.of("alice", "secret")))
                .isEqualTo("docker-credential-test");
        assertThat(Files.readString(file)).doesNotContain("alice");
        assertThat(Files.readString(home.resolve("kept-test"))).contains("\"ServerURL\": \"r.example\"");
        assertThat(files().find("r.example", "app")).hasValue(Credentials.of("alice", "secret"));
        assertThat(files().erase("r.example")).isTrue();
        assertThat(files().find("r.example", "app")).isEmpty();
    }

    @Test
    void asksTheHelperOfARegistryBeforeTheOneForAll() throws IOException {
        helper("one");
        Files.writeString(home.resolve("kept-one"), "{\"Username\":\"<token>\",\"Secret\":\"refresh\"}");
        write(".docker/config.json", "{\"credHelpers\":{\"r.example\":\"one\"},\"credsStore\":\"absent\"}");
        assertThat(files().find("r.example", ""))
                .hasValue(new Credentials("", "refresh", Credentials.Kind.IDENTITY_TOKEN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../evil", "a b", "x;rm", "/bin/sh"})
    void startsNoHelperWhoseNameIsAPath(String name) throws IOException {
        write(".docker/config.json", "{\"credsStore\":\"" + name + "\"}");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> files().find("r.example", ""))
                .withMessageContaining("is not the name of a credential helper");
    }

    @Test
    void saysWhichHelperIsMissing() throws IOException {
        write(".docker/config.json", "{\"credsStore\":\"is-not-there\"}");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> files().find("r.example", ""))
                .withMessageContaining("docker-credential-is-not-there cannot be started");
    }

    private void script(String name, String commands) throws IOException {
        Path bin = Files.createDirectories(home.resolve("bin"));
        Path program = Files.writeString(bin.resolve("docker-credential-" + name), "#!/bin/sh\n" + commands);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        variables.put("PATH", bin + ":" + System.getenv("PATH"));
    }

    @Test
    void aHelperThatFailsHidesNoCredentialsElsewhere() throws IOException {
        script("sad", "echo 'pass not initialized'; exit 1\n");
        write(".docker/config.json", "{\"credHelpers\":{\"r.example/a\":\"sad\"},\"credsStore\":\"absent\"}");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> files().find("r.example", "a"))
                .withMessageContaining("docker-credential-sad get failed with 1")
                .withMessageContaining("pass not initialized");
        write(".config/containers/auth.json", "{\"auths\":{\"r.example\":{\"auth\":\"YTpi\"}}}");
        assertThat(files().find("r.example", "a")).hasValue(Credentials.of("a", "b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo nonsense", "true", "echo '[]'", "exec head -c 3000000 /dev/zero"})
    void whatAHelperSaysAndIsNoAnswerIsAnError(String commands) throws IOException {
        script("odd", commands + "\n");
        write(".docker/config.json", "{\"credsStore\":\"odd\"}");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> files().find("r.example", ""))
                .withMessageContaining("docker-credential-odd get");
    }

    @Test
    void aHelperThatLeavesADaemonBehindIsNotWaitedForLongerThanItRuns() throws IOException {
        // The daemon has the output of the helper open until this test is over and removes the file.
        Path running = Files.createFile(home.resolve("running"));
        script(
                "lazy",
                "(while [ -e " + running + " ]; do sleep 0.1; done) &\n"
                        + "echo '{\"Username\":\"a\",\"Secret\":\"b\"}'\n");
        write(".docker/config.json", "{\"credsStore\":\"lazy\"}");
        try {
            assertThat(files().find("r.example", "")).hasValue(Credentials.of("a", "b"));
            assertThat(running).exists();
        } finally {
            Files.delete(running);
        }
    }

    @Test
    void aHelperThatHangsIsWaitedForOnce() throws IOException {
        Path runs = home.resolve("runs");
        script("stuck", "echo run >> " + runs + "; sleep 1000\n");
        write(".docker/config.json", "{\"credsStore\":\"stuck\"}");
        CredentialFiles files = CredentialFiles.of(variables, home, null, Duration.ofSeconds(1));
        for (String domain : List.of("r.example", "s.example")) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> files.find(domain, ""))
                    .withMessage("docker-credential-stuck get did not end in 1 s");
        }
        assertThat(runs).hasContent("run");
    }

    @Test
    void aHelperThatFailsWithoutAWordIsSaidToDoSo() throws IOException {
        script("mute", "echo why >&2; exit 3\n");
        write(".docker/config.json", "{\"credsStore\":\"mute\"}");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> files().find("r.example", ""))
                .withMessage("docker-credential-mute get failed with 3 and does not say why; run it by hand to see");
    }

    @Test
    void aLongAnswerOfAHelperIsTaken() throws IOException {
        script(
                "long",
                "printf '{\"Username\":\"a\",\"Secret\":\"'; head -c 200000 /dev/zero | tr '\\0' x; echo '\"}'\n");
        write(".docker/config.json", "{\"credsStore\":\"long\"}");
        assertThat(files().find("r.example", "")).hasValue(Credentials.of("a", "x".repeat(200_000)));
    }

    @Test
    void loginsAtTheSameTimeAreAllKept() throws Exception {
        int logins = 20;
        var pool = Executors.newFixedThreadPool(logins);
        try {
            var all = new ArrayList<Future<String>>();
            for (int i = 0; i < logins; i++) {
                String domain = "r" + i + ".example";
                all.add(pool.submit(() -> files().store(domain, Credentials.of("a", "b"))));
            }
            for (var one : all) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        for (int i = 0; i < logins; i++) {
            assertThat(files().find("r" + i + ".example", "")).isPresent();
        }
    }

    @Test
    void aLoginWaitsForTheLockOfAnotherProcess() throws Exception {
        Path lock = write(".docker/.config.json.lock", "");
        var login = new FutureTask<>(() -> files().store("r.example", Credentials.of("a", "b")));
        Process other = new ProcessBuilder("python3", "-c", """
                        import fcntl, sys
                        f = open(sys.argv[1], "w"); fcntl.lockf(f, fcntl.LOCK_EX)
                        print("held", flush=True); sys.stdin.read()
                        """, lock.toString()).start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("held");
            Thread thread = new Thread(login);
            thread.start();
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> login.get(200, TimeUnit.MILLISECONDS));
            assertThat(home.resolve(".docker/config.json")).doesNotExist();
        } finally {
            other.getOutputStream().close();
            other.waitFor();
        }
        login.get();
        assertThat(files().find("r.example", "")).isPresent();
    }

    @Test
    void aFileBehindALinkOfTheUserStaysThere() throws IOException {
        Path real = write("dotfiles/docker.json", "{\"auths\":{},\"detachKeys\":\"ctrl-e\"}");
        Path link = Files.createDirectories(home.resolve(".docker")).resolve("config.json");
        Files.createSymbolicLink(link, Path.of("../dotfiles/docker.json"));
        files().store("r.example", Credentials.of("a", "b"));
        assertThat(link).isSymbolicLink();
        assertThat(Files.readString(real)).contains("r.example").contains("ctrl-e");
        assertThat(files().erase("r.example")).isTrue();
        assertThat(Files.readString(real)).doesNotContain("r.example");
    }

    @Test
    void aLinkInPlaceOfTheLockIsNotFollowed() throws IOException {
        Path outside = home.resolve("outside");
        Files.createSymbolicLink(
                Files.createDirectories(home.resolve(".docker")).resolve(".config.json.lock"), outside);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> files().store("r.example", Credentials.of("a", "b")));
        assertThat(outside).doesNotExist();
    }

    @Test
    void aSecretIsNotPrinted() {
        assertThat(Credentials.of("alice", "secret")).asString().isEqualTo("credentials of alice");
    }
}
