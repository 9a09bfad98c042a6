package dev.drayage.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.bucket.ParallelParts.Where;
import dev.drayage.content.Blob;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Parts of one object are written at the same time, and what fails can be brought again. */
class ParallelPartsTest {
    private static final Blob PART = Blob.ofBytes(new byte[] {1, 2, 3});
    private static final int PATIENCE_SECONDS = 60;

    /** Keeps parts, once so many are being written as it waits for. */
    private static final class WaitingUpload implements PartUpload {
        private final Map<Integer, Long> parts = new ConcurrentHashMap<>();
        private final Set<Integer> failing = ConcurrentHashMap.newKeySet();
        private final CyclicBarrier together;

        WaitingUpload(int together) {
            this.together = new CyclicBarrier(together);
        }

        @Override
        public void put(int number, Blob part) throws IOException {
            try {
                together.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IOException("part " + number + " is alone", e);
            }
            if (failing.remove(number)) {
                throw new IOException("part " + number + " failed");
            }
            parts.put(number, part.size());
        }

        @Override
        public String id() {
            return "id";
        }

        @Override
        public long partSize() {
            return PART.size();
        }

        @Override
        public SortedMap<Integer, Long> parts() {
            return new TreeMap<>(parts);
        }

        @Override
        public void complete(long size) {
            parts.clear();
        }

        @Override
        public void completeFirst(int count, long size) {
            parts.clear();
        }

        @Override
        public void abort() {
            parts.clear();
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    @Test
    void severalAreWrittenAtOnce() throws IOException {
        WaitingUpload upload = new WaitingUpload(4);
        Set<Integer> written = ConcurrentHashMap.newKeySet();
        try (ParallelParts parts = new ParallelParts(upload)) {
            for (int i = 1; i <= 4; i++) {
                int number = i;
                boolean unused = parts.put(number, PART, Where.FILE, () -> written.add(number));
            }
            parts.await();
        }
        assertThat(upload.parts().keySet()).containsExactly(1, 2, 3, 4);
        assertThat(written).containsExactlyInAnyOrder(1, 2, 3, 4);
    }

    @Test
    void whatFailsIsToldOfOnceAndCanBeBroughtAgain() throws IOException {
        WaitingUpload upload = new WaitingUpload(1);
        upload.failing.add(1);
        Set<Integer> written = ConcurrentHashMap.newKeySet();
        try (ParallelParts parts = new ParallelParts(upload)) {
            assertThatThrownBy(() -> {
                        boolean unused = parts.put(1, PART, Where.MEMORY, () -> written.add(1));
                        parts.await();
                    })
                    .hasMessage("part 1 failed");
            assertThat(written).isEmpty();
            boolean unused = parts.put(1, PART, Where.MEMORY, () -> written.add(1));
            parts.await();
        }
        assertThat(written).containsExactly(1);
        assertThat(upload.parts().keySet()).containsExactly(1);
    }
}
