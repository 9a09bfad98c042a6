package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.ContentException;
import dev.drayage.testkit.peer.Certificates;
import dev.drayage.testkit.peer.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong with the database is told in one sentence, without a password. */
class PostgresErrorsTest {
    private static final StoreOptions SHORT = StoreOptions.defaults().withDatabaseTimeout(Duration.ofSeconds(2));
    private static PostgresServer server;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws IOException {
        server = PostgresServer.startWithPassword("secret");
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private String url(String schema) {
        return server.url().replace("postgres@", "postgres:secret@") + "?schema=" + schema + "&blobs=" + directory;
    }

    private String make() throws IOException {
        String url = url(PostgresServer.freshSchema());
        assertThat(StoreSetup.init(url)).isTrue();
        return url;
    }

    @Test
    void theStoreIsMadeOnceAndThenOpened() throws IOException {
        String url = make();
        assertThat(StoreSetup.init(url)).isFalse();
        assertThat(StoreSetup.migrate(url)).isFalse();
        try (LocalStore store = new StoreUrl(url).open()) {
            assertThat(store.namespaces()).isEmpty();
            assertThat(store.location()).doesNotContain("secret");
        }
        assertThat(new StoreUrl(url).toString()).doesNotContain("secret");
    }

    @Test
    void aWrongPasswordIsRefused() {
        String wrong = server.url().replace("postgres@", "postgres:wr0ng@");
        assertThatThrownBy(() -> new StoreUrl(wrong).open())
                .hasMessageContaining("does not let user postgres into database postgres")
                .hasMessageContaining("PGPASSWORD")
                .isNotInstanceOf(ContentException.class)
                .hasMessageNotContaining("wr0ng");
    }

    @Test
    void aDatabaseThatIsNotThereIsNamed() {
        String absent = server.url().replace("postgres@", "postgres:secret@").replaceFirst("/postgres$", "/absent");
        assertThatThrownBy(() -> new StoreUrl(absent).open())
                .hasMessageContaining("there is no database absent")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aServerThatIsNotThereIsNotWaitedFor() {
        assertThatThrownBy(() -> new StoreUrl("postgresql://postgres:secret@127.0.0.1:1/dray").open())
                .hasMessageContaining("cannot reach PostgreSQL at 127.0.0.1:1")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aDatabaseWithoutAStoreIsToldFrom() {
        String url = url(PostgresServer.freshSchema());
        assertThatThrownBy(() -> new StoreUrl(url).open())
                .hasMessageContaining("there is no store in")
                .hasMessageContaining("dray store init");
    }

    @Test
    void tablesOfANewerProgramAreLeftAlone() throws IOException {
        String url = make();
        server.query("insert into " + schema(url) + ".schema_version values (999, 0)");
        assertThatThrownBy(() -> new StoreUrl(url).open()).hasMessageContaining("has schema 999");
        assertThatThrownBy(() -> StoreSetup.migrate(url)).hasMessageContaining("has schema 999");
    }

    @Test
    void blobsOfAnotherStoreAreNotTaken(@TempDir Path other) throws IOException {
        String url = make();
        Files.writeString(directory.resolve("store-id"), "another\n");
        assertThatThrownBy(() -> new StoreUrl(url).open()).hasMessageContaining("has the blobs of another store");
        String elsewhere = url.replace(directory.toString(), other.toString());
        assertThatThrownBy(() -> new StoreUrl(elsewhere).open()).hasMessageContaining("has no blobs of");
    }

    @Test
    void aStoreIsNotGivenTheBlobsOfAnotherOrOtherBlobs(@TempDir Path other) throws IOException {
        String url = make();
        Path nowhere = other.resolve("nowhere");
        assertThatThrownBy(() -> StoreSetup.init(url.replace(directory.toString(), nowhere.toString())))
                .hasMessageContaining("are in " + directory + ", and " + nowhere + " has none of them");
        assertThat(nowhere).doesNotExist();
        String another = url(PostgresServer.freshSchema());
        assertThatThrownBy(() -> StoreSetup.init(another)).hasMessageContaining("has the blobs of another store");
        assertThat(StoreSetup.init(another.replace(directory.toString(), other.toString())))
                .as("what was refused has left nothing")
                .isTrue();
    }

    @Test
    void aNetworkThatSwallowsWhatItIsGivenIsNotWaitedForWithoutEnd() throws IOException {
        String url = make();
        try (SwallowingRelay relay = SwallowingRelay.to(server.port());
                LocalStore store = new StoreUrl(url.replace(":" + server.port(), ":" + relay.port())).open(SHORT)) {
            assertThat(store.namespace("default").leases().list()).isEmpty();
            relay.swallow();
            assertThatThrownBy(() -> store.namespace("default").leases().list())
                    .hasMessageContaining("cannot reach PostgreSQL at");
        }
    }

    private static String schema(String url) {
        return url.replaceFirst(".*schema=(\\w+).*", "$1");
    }

    @Test
    void aServerIsBelievedWhenItsOwnAuthorityIsNamedAndNotOtherwise(@TempDir Path keys) throws IOException {
        Certificates.Pair authority = Certificates.authority(keys, "authority");
        Certificates.Pair other = Certificates.authority(keys, "other");
        Certificates.Pair pair = Certificates.signed(keys, "server", authority, "subjectAltName=IP:127.0.0.1");
        try (PostgresServer tls = PostgresServer.startWithTls("secret", pair)) {
            String url = tls.url().replace("postgres@", "postgres:secret@") + "?blobs=" + directory
                    + "&sslmode=verify-full&sslrootcert=";
            assertThat(StoreSetup.init(url + authority.certificate())).isTrue();
            try (LocalStore store = new StoreUrl(url + authority.certificate()).open()) {
                assertThat(store.namespaces()).isEmpty();
            }
            assertThatThrownBy(() -> new StoreUrl(url + other.certificate()).open())
                    .hasMessageContaining("cannot reach PostgreSQL at")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void aDatabaseThatCrashesIsWaitedFor() throws IOException {
        String url = make();
        try (LocalStore store = new StoreUrl(url).open()) {
            store.namespace("default").leases().create("before", null, Map.of());
            server.stop();
            server.begin();
            store.namespace("default").leases().create("after", null, Map.of());
            assertThat(store.namespace("default").leases().list()).hasSize(2);
        }
    }

    @Test
    void aDatabaseThatStaysAwayIsToldOf() throws IOException {
        String url = make();
        try (LocalStore store = new StoreUrl(url).open(SHORT)) {
            server.stop();
            try {
                assertThatThrownBy(() -> store.namespace("default").leases().list())
                        .hasMessageContaining("cannot reach PostgreSQL at");
            } finally {
                server.begin();
            }
            assertThat(store.namespace("default").leases().list()).isEmpty();
        }
    }
}
