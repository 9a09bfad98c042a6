package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.ContentInfo;
import dev.drayage.labels.GcLabels;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.ProgressHandler;

/** How much work finding the garbage is, in hundreds of steps of SQLite's virtual machine: no clock is asked. */
class GcMarksTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
    private static final int FEW = 500;

    /** Twice as much takes twice the steps and a little for deeper trees; a square takes four times as many. */
    private static final double LINEAR = 2.5;

    @TempDir
    private Path directory;

    private static Digest digest(int number) {
        return Digest.compute(DigestAlgorithm.SHA256, Integer.toString(number).getBytes(StandardCharsets.UTF_8));
    }

    private interface Work {
        void run(Session session) throws SQLException;
    }

    private long steps(int blobs, boolean chained, Work work) throws SQLException, IOException {
        Connection connection = new Sqlite(directory.resolve(blobs + ".db"), Duration.ZERO).connect();
        AtomicLong steps = new AtomicLong();
        try (Session session = new Session(connection, Dialect.ofOneWriter(InstantSource.system()))) {
            Schema.apply(1, session, NOW);
            ContentTable table = new ContentTable("default");
            for (int i = 0; i < blobs; i++) {
                TreeMap<String, String> labels = new TreeMap<>();
                if (chained) {
                    labels.put(GcLabels.REFERENCE, digest(i + 1).toString());
                }
                table.insert(session, new ContentInfo(digest(i), 1, NOW, NOW, labels));
            }
            if (chained) {
                table.replaceLabels(
                        session,
                        digest(0),
                        new TreeMap<>(Map.of(
                                GcLabels.ROOT, "", GcLabels.REFERENCE, digest(1).toString())),
                        NOW);
            }
            ProgressHandler.setHandler(connection, 100, new ProgressHandler() {
                @Override
                protected int progress() {
                    steps.incrementAndGet();
                    return 0;
                }
            });
            work.run(session);
            ProgressHandler.clearHandler(connection);
        }
        return steps.get();
    }

    private static Work finding(int blobs) {
        return session -> {
            GcMarks.mark(session, NOW, Integer.MAX_VALUE);
            for (int i = 0; i < blobs; i++) {
                assertThat(GcMarks.isGarbage(session, digest(i).toString())).isTrue();
                assertThat(GcMarks.isKnownAfterwards(session, digest(i).toString()))
                        .isFalse();
            }
        };
    }

    @Test
    void findingAllGarbageIsNoSquare() throws SQLException, IOException {
        long few = steps(FEW, false, finding(FEW));
        assertThat(steps(2 * FEW, false, finding(2 * FEW))).isLessThan((long) (LINEAR * few));
    }

    private static Work following(int blobs) {
        return session -> {
            GcMarks.mark(session, NOW, Integer.MAX_VALUE);
            assertThat(GcMarks.isGarbage(session, digest(blobs - 1).toString())).isFalse();
        };
    }

    @Test
    void followingAChainOfLabelsIsNoSquare() throws SQLException, IOException {
        long few = steps(FEW, true, following(FEW));
        assertThat(steps(2 * FEW, true, following(2 * FEW))).isLessThan((long) (LINEAR * few));
    }
}
