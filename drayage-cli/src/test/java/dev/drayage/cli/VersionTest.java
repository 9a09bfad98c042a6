package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.peer.Peers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class VersionTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @Test
    void oneLineTellsVersionCommitAndJava() {
        String java = System.getProperty("java.version");

        assertThat(new Version("1.0", COMMIT, false).text()).startsWith("dray 1.0 (commit 0123456789ab, Java " + java);
        assertThat(new Version("1.0", COMMIT, true).text())
                .startsWith("dray 1.0 (commit 0123456789ab with changes, Java " + java);
        assertThat(new Version("1.0", null, false).text()).matches("dray 1\\.0 \\(Java " + java + " [^ ].*\\)");
    }

    @Test
    void theCommandTellsTheSameAsTheOption() {
        String version = dray("version").requireSuccess().out();

        assertThat(version).isEqualTo(Version.ofBuild().text() + "\n");
        assertThat(dray("--version").out()).isEqualTo(version);
        assertThat(dray("ls", "--version").out()).isEqualTo(version);
    }

    @Test
    void programsGetEachPartByItself() {
        JsonNode version =
                dray("version", "--json").requireSuccess().documents().get(0);

        assertThat(version.get("version").asString()).matches("\\d+\\.\\d+.*");
        assertThat(version.path("java").get("version").asString()).isEqualTo(System.getProperty("java.version"));
        assertThat(version.path("java").get("home").asString()).isEqualTo(System.getProperty("java.home"));
        assertThat(version.get("os").asString()).isEqualTo(System.getProperty("os.name"));
        assertThat(version.get("arch").asString()).isEqualTo(System.getProperty("os.arch"));
    }

    @Test
    void registriesAreToldTheVersion() throws IOException {
        List<String> told = new CopyOnWriteArrayList<>();
        try (WireServer server = WireServer.start(request -> {
            told.add(request.header("User-Agent").orElse("nobody"));
            return Reply.of(404);
        })) {
            dray("tags", "--plain-http", server.authority() + "/app");
        }

        assertThat(told).isNotEmpty().containsOnly("dray/" + Version.ofBuild().version());
    }

    /** The build may be older than the last commit, so that this is about whether there is one. */
    @Test
    void aCheckoutTellsItsCommit() {
        Path root = Path.of(System.getProperty("drayage.root"));
        var git = Peers.require("git")
                .in(root)
                .env("GIT_CEILING_DIRECTORIES", root.resolve("..").normalize().toString());
        String commit = git.run("rev-parse", "--verify", "-q", "HEAD").out().strip();

        assertThat(Version.ofBuild().commit() == null).isEqualTo(commit.isEmpty());
    }
}
