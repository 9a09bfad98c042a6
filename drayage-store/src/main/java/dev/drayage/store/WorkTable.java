package dev.drayage.store;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import java.sql.SQLException;
import java.time.Duration;

/** Who is at work on what in a store that several machines use. Times are the database's. */
final class WorkTable {
    private WorkTable() {}

    /** What became of a wish to work on something. */
    enum Taken {
        /** Somebody else is at it. */
        NOT,
        /** Nobody was. */
        FREE,
        /** Somebody was who has not been heard of for too long, and may come back. */
        OVER
    }

    static Taken take(Session session, String name, String token, Duration lifetime) throws SQLException {
        long now = Times.nanos(session.now());
        long expires = now + lifetime.toNanos();
        if (session.update(
                        "update work set token = ?, expires = ? where name = ? and expires <= ?",
                        token,
                        expires,
                        name,
                        now)
                > 0) {
            return Taken.OVER;
        }
        return session.update(
                                "insert into work (name, token, expires) values (?, ?, ?) on conflict do nothing",
                                name,
                                token,
                                expires)
                        > 0
                ? Taken.FREE
                : Taken.NOT;
    }

    /** Prolongs it if it still is this one's, and no transaction that counts on it runs: that keeps it, too. */
    static void renew(Session session, String name, String token, Duration lifetime) throws SQLException {
        if (session.has(
                "select 1 from work where name = ? and token = ?"
                        + session.dialect().lockingFree(),
                name,
                token)) {
            session.update(
                    "update work set expires = ? where name = ? and token = ?",
                    Times.nanos(session.now()) + lifetime.toNanos(),
                    name,
                    token);
        }
    }

    /** Whether somebody is at it who was heard of lately. */
    static boolean isTaken(Session session, String name) throws SQLException {
        return session.has("select 1 from work where name = ? and expires > ?", name, Times.nanos(session.now()));
    }

    /** Has the next one take it over at once, and not find it free. */
    static void expire(Session session, String name, String token) throws SQLException {
        session.update("update work set expires = 0 where name = ? and token = ?", name, token);
    }

    static void release(Session session, String name, String token) throws SQLException {
        session.update("delete from work where name = ? and token = ?", name, token);
    }

    /** Fails unless it still is this one's, and keeps it so until the transaction ends. */
    static void require(Session session, String name, String token) throws SQLException, ContentException {
        if (!session.has(
                "select 1 from work where name = ? and token = ?"
                        + session.dialect().sharing(),
                name,
                token)) {
            throw new ContentException(
                    Kind.UNAVAILABLE,
                    "another process has taken over " + name
                            + ", for this one was not heard of for a while; start again");
        }
    }
}
