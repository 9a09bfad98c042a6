package dev.drayage.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.Blob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VolumesBlobTest {
    private static final int SIZE = 10_000;

    /** A file that counts what is read of it, and cannot be read from some offset on. */
    private record Counted(Blob bytes, AtomicLong read, long end) implements Blob {
        @Override
        public long size() {
            return bytes.size();
        }

        @Override
        public int readAt(long position, ByteBuffer target) throws IOException {
            if (position + target.remaining() > end) {
                throw new IOException("Input/output error");
            }
            int count = bytes.readAt(position, target);
            read.addAndGet(count);
            return count;
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    private static Blob zeros() {
        return Blob.ofBytes(new byte[SIZE]);
    }

    private static VolumesBlob volumes(Counted... files) throws IOException {
        Volume volume = Volume.of(zeros(), SIZE);
        return new VolumesBlob(
                new VolumeIndex(20_000, List.of(volume, volume)),
                List.of(files),
                new VolumeCheck(
                        new VolumeIndex(20_000, List.of(volume, volume)), List.of(Path.of("a.001"), Path.of("a.002"))));
    }

    @Test
    void readsADamagedVolumeOnceHoweverMuchInItIsDamaged() throws IOException {
        AtomicLong read = new AtomicLong();
        byte[] damaged = new byte[SIZE];
        damaged[5000] = 1;
        try (VolumesBlob blob =
                volumes(new Counted(Blob.ofBytes(damaged), read, SIZE), new Counted(zeros(), new AtomicLong(), SIZE))) {
            for (int at = 0; at < SIZE; at += 100) {
                assertThat(blob.damage(at, 100).orElseThrow())
                        .contains("volume 1, a.001 is damaged", "somewhere in bytes " + at + " to " + (at + 99));
            }
            assertThat(blob.damage(SIZE, SIZE)).isEmpty();
            assertThat(read).hasValue(SIZE);
        }
    }

    @Test
    void namesTheVolumeThatTheSystemCannotRead() throws IOException {
        try (VolumesBlob blob =
                volumes(new Counted(zeros(), new AtomicLong(), SIZE), new Counted(zeros(), new AtomicLong(), 5000))) {
            assertThat(blob.damage(0, 20_000).orElseThrow())
                    .startsWith("volume 2, a.002 cannot be read whole: Input/output error, somewhere in bytes 0 to");
        }
    }
}
