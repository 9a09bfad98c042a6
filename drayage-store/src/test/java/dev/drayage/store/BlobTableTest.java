package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.store.BlobTable.Claim;
import dev.drayage.store.BlobTable.Claimed;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose bytes are taken for there, and whose not. */
class BlobTableTest {
    private static final Digest BLOB = Digest.compute(DigestAlgorithm.SHA256, new byte[] {1});
    private static final Instant LONG_AGO = Instant.ofEpochSecond(1);

    @TempDir
    private Path directory;

    private Transaction transaction;

    @BeforeEach
    void open() throws SQLException, IOException {
        transaction = new Transaction(
                new Sqlite(directory.resolve("db"), Duration.ZERO).connect(),
                Dialect.ofOneWriter(InstantSource.system()));
        Schema.apply(1, transaction, LONG_AGO);
        Schema.apply(2, transaction, LONG_AGO);
    }

    @AfterEach
    void close() throws IOException {
        transaction.close();
    }

    private Claimed claim() throws SQLException {
        return BlobTable.claim(transaction, BLOB, 1);
    }

    private boolean arrived(Claimed claimed) throws SQLException {
        return BlobTable.arrived(transaction, BLOB, 1, claimed.arrival());
    }

    @Test
    void whoAnnouncedBytesBeforeTheyWereRemovedDoesNotSpeakForThoseThatAreAnnouncedLater() throws SQLException {
        Claimed slow = claim();
        assertThat(arrived(claim())).isTrue();
        assertThat(claim().claim()).isEqualTo(Claim.PRESENT);
        assertThat(BlobTable.leave(transaction, "removal", LONG_AGO, BLOB)).hasSize(1);
        Claimed later = claim();
        assertThat(later.claim()).isEqualTo(Claim.ABSENT);
        assertThat(arrived(slow)).isFalse();
        assertThat(arrived(later)).isTrue();
    }

    @Test
    void aSuspectBlobThatIsWrittenAnewIsNotThereUntilItHasArrived() throws SQLException {
        Claimed first = claim();
        assertThat(arrived(first)).isTrue();
        BlobTable.suspect(transaction, BLOB);
        Claimed again = claim();
        assertThat(again.claim()).isEqualTo(Claim.ABSENT);
        assertThat(BlobTable.leave(transaction, "removal", LONG_AGO, BLOB)).isEmpty();
        assertThat(arrived(first)).isFalse();
        assertThat(BlobTable.keep(transaction, BLOB, 1)).isFalse();
        assertThat(arrived(again)).isTrue();
        assertThat(BlobTable.keep(transaction, BLOB, 1)).isTrue();
    }
}
