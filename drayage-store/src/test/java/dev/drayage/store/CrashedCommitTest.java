package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.testkit.peer.PostgresServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A transaction is interrupted just before its commit, and what became of it is asked by its number. */
class CrashedCommitTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String OTHERS =
            "do $$ begin for i in 1..50 loop insert into told values (i); commit; end loop; end $$";
    private static final String NAME = "postgresql://postgres@127.0.0.1:";

    /** Its commit takes longer than a client waits for a statement. */
    private static final String SLOW = "create function slow() returns trigger language plpgsql as"
            + " $$ begin perform pg_sleep(4); return null; end $$;"
            + " create constraint trigger slow after insert on told deferrable initially deferred"
            + " for each row execute function slow()";

    private static final String RESET = "select pg_stat_reset_shared('bgwriter')";
    private static final FaultPoints NOTHING = FaultPoints.NONE;

    private static PostgresServer server;

    private final AtomicReference<FaultPoints> next = new AtomicReference<>(NOTHING);

    @BeforeAll
    static void start() throws IOException {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void createTable() throws IOException {
        server.query("drop table if exists told; drop function if exists slow; create table told (number int)");
    }

    private PostgresDatabase open() {
        return open(TIMEOUT);
    }

    private PostgresDatabase open(Duration statement) {
        return new PostgresDatabase(
                new Postgres(PostgresUrl.parse(server.url(), Map.of()), statement, Duration.ZERO), TIMEOUT, step -> {
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

    private static String told() throws IOException {
        return server.query("select count(*) from told where number = 999");
    }

    @Test
    void whatACrashTookIsNotTakenForDoneBecauseAnotherGotItsNumber() throws IOException {
        try (Database database = open()) {
            next.set(step -> {
                server.stop();
                server.begin();
                server.query(OTHERS);
            });
            assertThatThrownBy(() -> write(database))
                    .hasMessageContaining("was lost just when something was to be committed to " + NAME)
                    .hasMessageContaining("look there with dray ls, and do it again if it is not done");
            assertThat(told()).isEqualTo("0");
            assertThat(write(database)).isEqualTo("done");
            assertThat(told()).isEqualTo("1");
        }
    }

    @Test
    void whatACrashTookIsDoneAgainWhereNobodyGotItsNumber() throws IOException {
        try (Database database = open()) {
            next.set(step -> {
                server.stop();
                server.begin();
            });
            assertThat(write(database)).isEqualTo("done");
            assertThat(told()).isEqualTo("1");
        }
    }

    @Test
    void whatAConnectionTookIsDoneAgain() throws IOException {
        try (Database database = open()) {
            next.set(step -> {
                server.query("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
                        + " and backend_type = 'client backend'");
                server.query(OTHERS);
            });
            assertThat(write(database)).isEqualTo("done");
            assertThat(told()).isEqualTo("1");
        }
    }

    @Test
    void whatIsStillBeingCommittedIsWaitedFor() throws IOException {
        try (Database database = open(Duration.ofSeconds(1))) {
            server.query(SLOW);
            assertThat(write(database)).isEqualTo("done");
            assertThat(told()).isEqualTo("1");
        }
    }

    @Test
    void whatIsStillBeingCommittedIsNotDoneTwiceBecauseStatisticsWereReset() throws IOException {
        try (Database database = open(Duration.ofSeconds(1))) {
            server.query(SLOW);
            next.set(step -> server.query(RESET));
            assertThatThrownBy(() -> write(database)).hasMessageContaining("its statistics were reset");
            assertThat(told()).isEqualTo("1");
        }
    }

    @Test
    void whatWasNotCommittedIsDoneAgainThoughStatisticsWereReset() throws IOException {
        try (Database database = open()) {
            next.set(step -> {
                server.query(RESET);
                server.query("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
                        + " and backend_type = 'client backend'");
            });
            assertThat(write(database)).isEqualTo("done");
            assertThat(told()).isEqualTo("1");
        }
    }
}
