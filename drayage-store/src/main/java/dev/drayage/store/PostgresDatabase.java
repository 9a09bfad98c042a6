package dev.drayage.store;

import dev.drayage.content.ContentException;
import dev.drayage.task.Backoff;
import dev.drayage.task.Retries;
import dev.drayage.task.Sleeper;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A database of PostgreSQL. A transaction that fails because others were quicker, or because the connection or the server is
 * gone, is done again. Whether one was committed whose connection broke at that moment, the server is asked by its number.
 */
final class PostgresDatabase implements Database {
    private static final Backoff BACKOFF =
            Backoff.withJitter(Duration.ofMillis(5), Duration.ofMillis(500), () -> ThreadLocalRandom.current()
                    .nextDouble());

    /** How often something may turn out to be made or removed by somebody else meanwhile. */
    private static final int MOST_OVERTAKEN = 20;

    private static final String READ = "begin isolation level repeatable read read only";
    private static final String WRITE = "begin isolation level repeatable read";
    private static final String WRITE_STEPWISE = "begin isolation level read committed";

    private final Postgres postgres;
    private final Sleeper sleeper = Sleeper.ofSystem();
    private final Duration timeout;
    private final FaultPoints faults;
    private final PostgresSessions sessions;

    /** The database's time less this machine's clock for differences. */
    private volatile Duration offset = Duration.ZERO;

    PostgresDatabase(Postgres postgres, Duration timeout, FaultPoints faults) {
        this.postgres = postgres;
        this.timeout = timeout;
        this.faults = faults;
        this.sessions = new PostgresSessions(postgres, timeout, this::noteTime);
    }

    /** Nobody knows whether a transaction was committed. */
    private static final class UncertainException extends SQLException {
        private static final long serialVersionUID = 1L;

        private final String number;
        private final @Nullable String statisticsSince;
        private final transient Object result;

        UncertainException(String number, @Nullable String statisticsSince, Object result, SQLException cause) {
            super(cause.getMessage(), cause.getSQLState(), cause);
            this.number = number;
            this.statisticsSince = statisticsSince;
            this.result = result;
        }
    }

    private void noteTime(Instant now) {
        offset = Duration.between(Instant.EPOCH.plusNanos(sleeper.nanoTime()), now);
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public InstantSource clock() {
        return () -> Instant.EPOCH.plus(offset).plusNanos(sleeper.nanoTime());
    }

    @Override
    public <T> T read(Query<T> query) throws IOException {
        return retrying(this::pooled, session -> read(session, query));
    }

    @Override
    public <T> T write(Durability durability, Change<T> change) throws IOException {
        return retrying(this::pooled, session -> write(session, WRITE, change));
    }

    @Override
    public <T> T writeStepwise(Change<T> change) throws IOException {
        return retrying(this::pooled, session -> write(session, WRITE_STEPWISE, change));
    }

    /** Makes the schema that the name of the database names, if it does. */
    void makeSchema() throws IOException {
        String schema = postgres.url().schema();
        if (schema != null) {
            writeStepwise(transaction -> {
                transaction.execute("create schema if not exists " + schema);
                return schema;
            });
        }
    }

    private static <T> T read(Transaction session, Query<T> query) throws SQLException, IOException {
        session.begin(null);
        session.execute(READ);
        T result = query.run(session);
        session.execute("rollback");
        return result;
    }

    private <T> T write(Transaction session, String begin, Change<T> change) throws SQLException, IOException {
        session.execute(begin);
        Postgres.Begun begun = postgres.begun(session);
        session.begin(begun.now());
        noteTime(begun.now());
        T result = change.run(session);
        faults.reached("before commit");
        try {
            session.execute("commit");
        } catch (SQLException e) {
            if (Postgres.isLost(e)) {
                throw new UncertainException(begun.number(), session.statisticsSince(), result, e);
            }
            throw e;
        }
        faults.reached("after commit");
        return result;
    }

    /** Where connections come from, and go back to. */
    private interface Source {
        <T> T use(PostgresSessions.Work<T> work) throws SQLException, IOException;
    }

    private Source pooled() {
        return new Source() {
            @Override
            public <T> T use(PostgresSessions.Work<T> work) throws SQLException, IOException {
                return sessions.use(work);
            }
        };
    }

    private interface SourceOf {
        Source get();
    }

    private <T> T retrying(SourceOf source, PostgresSessions.Work<T> work) throws IOException {
        Retries retries = Retries.within(timeout, sleeper, BACKOFF, "waiting for the database");
        UncertainException uncertain = null;
        while (true) {
            SQLException problem;
            try {
                if (uncertain != null) {
                    UncertainException asked = uncertain;
                    switch (source.get().use(session -> Postgres.fate(session, asked.number, asked.statisticsSince))) {
                        case COMMITTED -> {
                            @SuppressWarnings("unchecked") // it is what this very work has returned
                            T result = (T) asked.result;
                            return result;
                        }
                        case UNDER_WAY -> throw asked;
                        case UNKNOWN -> throw postgres.unknownFate(asked);
                        case LOST -> uncertain = null;
                    }
                }
                return source.get().use(work);
            } catch (UncertainException e) {
                uncertain = e;
                problem = e;
            } catch (SQLException e) {
                problem = e;
            }
            boolean again = Postgres.isOvertaken(problem)
                    ? retries.failures() < MOST_OVERTAKEN
                    : Postgres.isPassing(problem) && (sessions.wasConnected() || !isConnection(problem));
            if (!retries.failed() || !again) {
                throw uncertain == null ? postgres.failure(problem) : postgres.unknownFate(uncertain);
            }
            retries.pause();
        }
    }

    /** A server that was never reached is not waited for: its name may be wrong, or its certificate. */
    private static boolean isConnection(SQLException e) {
        return String.valueOf(e.getSQLState()).startsWith("08");
    }

    @Override
    public Database pinned() throws IOException {
        try {
            return new Pinned(sessions.takeForLong());
        } catch (SQLException e) {
            throw postgres.failure(e);
        }
    }

    /** One connection; when it is lost, so is what it had in temporary tables, and no other takes its place. */
    private final class Pinned implements Database, Source {
        private final Transaction session;

        Pinned(Transaction session) {
            this.session = session;
        }

        @Override
        public <T> T use(PostgresSessions.Work<T> work) throws SQLException, IOException {
            boolean done = false;
            try {
                T result = work.run(session);
                done = true;
                return result;
            } catch (SQLException e) {
                if (Postgres.isLost(e)) {
                    throw new ContentException(
                            ContentException.Kind.UNAVAILABLE,
                            "the connection to " + postgres.url() + " was lost; what was being done can be done again",
                            e);
                }
                throw e;
            } finally {
                if (!done) {
                    PostgresSessions.rollBack(session);
                }
            }
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public <T> T read(Query<T> query) throws IOException {
            return retrying(() -> this, each -> PostgresDatabase.read(each, query));
        }

        @Override
        public <T> T write(Durability durability, Change<T> change) throws IOException {
            return retrying(() -> this, each -> PostgresDatabase.this.write(each, WRITE, change));
        }

        @Override
        public <T> T writeStepwise(Change<T> change) throws IOException {
            return retrying(() -> this, each -> PostgresDatabase.this.write(each, WRITE_STEPWISE, change));
        }

        @Override
        public Database pinned() {
            return this;
        }

        @Override
        public InstantSource clock() {
            return PostgresDatabase.this.clock();
        }

        @Override
        public void close() {
            sessions.giveBack(session);
        }
    }

    @Override
    public void close() {
        sessions.close();
    }
}
