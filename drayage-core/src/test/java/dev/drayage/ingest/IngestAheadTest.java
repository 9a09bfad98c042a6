package dev.drayage.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentWriter;
import dev.drayage.copy.CopyTarget;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.task.Sleeper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy may write ahead of what has passed in order; whoever goes on with the ingest begins where the order ends. */
class IngestAheadTest {
    private static final int SIZE = 1000;

    @TempDir
    private Path directory;

    private final byte[] bytes = new byte[SIZE];
    private Descriptor blob;

    @BeforeEach
    void fill() {
        new Random(5).nextBytes(bytes);
        blob = Descriptor.of("application/octet-stream", Digest.compute(DigestAlgorithm.SHA256, bytes), SIZE);
    }

    /** A store that takes whatever is finished. */
    private static final class Taking implements IngestCommitter {
        private byte[] taken = new byte[0];

        @Override
        public Set<Digest> stored(Collection<Descriptor> expected) {
            return Set.of();
        }

        @Override
        public void begun(IngestName name) {
            // Keeps no record.
        }

        @Override
        public List<Result> finish(IngestName name, List<Finished> files) throws IOException {
            Finished file = files.get(0);
            taken = Files.readAllBytes(file.file());
            Instant now = Instant.EPOCH;
            return List.of(new Result(new ContentInfo(file.digest(), file.size(), now, now, file.labels()), false));
        }

        @Override
        public void aborted(IngestName name) {
            // Keeps no record.
        }
    }

    private Ingests ingests(Path folder, IngestCommitter store) {
        Locks locks = new Locks(directory.resolve("locks-" + folder.getFileName()), Sleeper.ofSystem());
        return new Ingests(folder, "test", locks, Duration.ZERO, InstantSource.system(), store);
    }

    private void write(ContentWriter writer, int from, int to) throws IOException {
        ((CopyTarget) writer).write(ByteBuffer.wrap(bytes, from, to - from), from);
    }

    private void pass(ContentWriter writer, int from, int to) throws IOException {
        ((CopyTarget) writer).inOrder(ByteBuffer.wrap(bytes, from, to - from));
    }

    private void writeAhead(ContentWriter writer) throws IOException {
        write(writer, 0, 100);
        pass(writer, 0, 100);
        write(writer, 500, 700);
        write(writer, 100, 200);
        pass(writer, 100, 200);
        ((CopyTarget) writer).wrote(100, 100);
    }

    private void finish(Ingests ingests, Taking store) throws IOException {
        try (ContentWriter writer = ingests.writer("ref", blob)) {
            assertThat(writer.status().offset()).isEqualTo(200);
            assertThat(writer.digest()).isEqualTo(Digest.compute(DigestAlgorithm.SHA256, Arrays.copyOf(bytes, 200)));
            write(writer, 200, SIZE);
            pass(writer, 200, SIZE);
            writer.commit(SIZE, blob.digest(), Map.of());
        }
        assertThat(store.taken).isEqualTo(bytes);
    }

    @Test
    void closedItGoesOnFromWhereTheOrderEnded() throws IOException {
        Taking store = new Taking();
        Ingests ingests = ingests(directory.resolve("ingests"), store);
        try (ContentWriter writer = ingests.writer("ref", blob)) {
            writeAhead(writer);
        }
        assertThat(ingests.status("ref").offset()).isEqualTo(200);
        finish(ingests, store);
    }

    @Test
    void killedItGoesOnFromWhereTheOrderEnded() throws IOException {
        Path killed = directory.resolve("killed");
        Ingests ingests = ingests(directory.resolve("ingests"), new Taking());
        try (ContentWriter writer = ingests.writer("ref", blob)) {
            writeAhead(writer);
            copy(directory.resolve("ingests"), killed);
        }
        Taking store = new Taking();
        Ingests again = ingests(killed, store);
        assertThat(again.status("ref").offset()).isEqualTo(200);
        finish(again, store);
    }

    @Test
    void gapsAreNeverTakenForContent() throws IOException {
        Ingests ingests = ingests(directory.resolve("ingests"), new Taking());
        try (ContentWriter writer = ingests.writer("ref", blob)) {
            writeAhead(writer);
            writer.truncate(200);
            assertThat(writer.status().offset()).isEqualTo(200);
            writer.write(ByteBuffer.wrap(bytes, 200, 100));
            assertThat(writer.digest()).isEqualTo(Digest.compute(DigestAlgorithm.SHA256, Arrays.copyOf(bytes, 300)));
        }
        assertThat(ingests.status("ref").offset()).isEqualTo(300);
    }

    @Test
    void whatIsAheadIsNoPartOfWhatIsCommitted() throws IOException {
        Taking store = new Taking();
        Ingests ingests = ingests(directory.resolve("ingests"), store);
        try (ContentWriter writer = ingests.writer("ref", null)) {
            writeAhead(writer);
            writer.commit(0, null, Map.of());
        }
        assertThat(store.taken).isEqualTo(Arrays.copyOf(bytes, 200));
    }

    @Test
    void nothingIsNotedOfAnIngestThatWasAborted() throws IOException {
        Ingests ingests = ingests(directory.resolve("ingests"), new Taking());
        try (ContentWriter writer = ingests.writer("ref", blob)) {
            writeAhead(writer);
            ingests.abort("ref");
            try (ContentWriter next = ingests.writer("ref", blob)) {
                next.write(ByteBuffer.wrap(bytes, 0, 300));
                assertThatExceptionOfType(ContentException.class)
                        .isThrownBy(() -> ((CopyTarget) writer).wrote(200, 100))
                        .withMessageContaining("aborted");
            }
            assertThat(ingests.status("ref").offset()).isEqualTo(300);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }
}
