package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.testkit.peer.PostgresServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A transaction is interrupted just before its commit, and what became of it is asked by its number. */
class CrashedCommitTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String OTHERS =
            "do $$ begin for i in 1..50 loop insert into told values (i); commit; end loop; end $$";
    private static final FaultPoints NOTHING = FaultPoints.NONE;

    private final AtomicReference<FaultPoints> next = new AtomicReference<>(NOTHING);

    private PostgresDatabase open(PostgresServer server) {
        return new PostgresDatabase(
                new Postgres(PostgresUrl.parse(server.url(), Map.of()), TIMEOUT, Duration.ZERO), TIMEOUT, step -> {
                    if (step.equals("before commit")) {
                        next.getAndSet(NOTHING).reached(step);
                    }
                });
    }

    private static String write(Database database) throws IOException {
        return database.write(Durability.SYNCED, transaction -> {
            transaction.execute("insert into told values (999)");
            return "done";
        });
    }

    private static String told(PostgresServer server) throws IOException {
        return server.query("select count(*) from told where number = 999");
    }

    @Test
    void whatACrashTookIsNotTakenForDoneBecauseAnotherGotItsNumber() throws IOException {
        try (PostgresServer server = PostgresServer.start();
                Database database = open(server)) {
            server.query("create table told (number int)");
            next.set(step -> {
                server.stop();
                server.begin();
                server.query(OTHERS);
            });
            assertThatThrownBy(() -> write(database))
                    .hasMessageContaining("crashed just when something was to be committed")
                    .hasMessageContaining("do it again");
            assertThat(told(server)).isEqualTo("0");
            assertThat(write(database)).isEqualTo("done");
            assertThat(told(server)).isEqualTo("1");
        }
    }

    @Test
    void whatACrashTookIsDoneAgainWhereNobodyGotItsNumber() throws IOException {
        try (PostgresServer server = PostgresServer.start();
                Database database = open(server)) {
            server.query("create table told (number int)");
            next.set(step -> {
                server.stop();
                server.begin();
            });
            assertThat(write(database)).isEqualTo("done");
            assertThat(told(server)).isEqualTo("1");
        }
    }

    @Test
    void whatAConnectionTookIsDoneAgain() throws IOException {
        try (PostgresServer server = PostgresServer.start();
                Database database = open(server)) {
            server.query("create table told (number int)");
            next.set(step -> {
                server.query("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
                        + " and backend_type = 'client backend'");
                server.query(OTHERS);
            });
            assertThat(write(database)).isEqualTo("done");
            assertThat(told(server)).isEqualTo("1");
        }
    }
}
