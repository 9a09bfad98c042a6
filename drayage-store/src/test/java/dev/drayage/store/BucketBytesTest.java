package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.bucket.Buckets;
import dev.drayage.content.Blob;
import dev.drayage.testkit.bucket.FaultyBucket;
import dev.drayage.testkit.bucket.FaultyBucket.When;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What failed to be written to a bucket is still whole when it is written again. */
class BucketBytesTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path directory;

    private FaultyBucket bucket;

    @BeforeEach
    void open() throws IOException {
        bucket = new FaultyBucket(Buckets.open("file://" + directory.resolve("bucket"), Map.of()));
    }

    @AfterEach
    void close() throws IOException {
        bucket.close();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private byte[] read(String key) throws IOException {
        try (Blob blob = bucket.open(key)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) blob.size());
            while (bytes.hasRemaining() && blob.readAt(bytes.position(), bytes) > 0) {
                // Goes on.
            }
            return bytes.array();
        }
    }

    @Test
    void aPutThatFailedLeavesTheBytesToBePutAgain() throws IOException {
        byte[] all = random(3 * MIB);
        bucket.fail(1, "put", key -> true, When.BEFORE);
        try (BucketBytes bytes = new BucketBytes(bucket, "own/", -1)) {
            boolean unused = bytes.append(ByteBuffer.wrap(all));
            assertThatThrownBy(() -> bytes.finish("target")).isInstanceOf(IOException.class);
            bytes.finish("target");
            assertThat(read("target")).isEqualTo(all);
            // The second transaction may fail after that: then it is kept to be gone on with.
            assertThat(read(bytes.finish())).isEqualTo(all);
        }
    }

    @Test
    void partsAndCopiesThatFailedAreWrittenAgain() throws IOException {
        byte[] all = random(21 * MIB);
        bucket.fail(1, "put part", key -> true, When.BEFORE).fail(1, "copy", key -> true, When.BEFORE);
        try (BucketBytes bytes = new BucketBytes(bucket, "own/", all.length)) {
            List<String> failures = new ArrayList<>();
            for (ByteBuffer rest = ByteBuffer.wrap(all); rest.hasRemaining(); ) {
                try {
                    boolean unused = bytes.append(rest);
                } catch (IOException e) {
                    failures.add(e.getMessage());
                }
                assertThat(rest.position()).isEqualTo((int) bytes.size());
            }
            bucket.fail(1, "put part", key -> true, When.BEFORE);
            for (boolean done = false; !done; ) {
                try {
                    bytes.finish("target");
                    done = true;
                } catch (IOException e) {
                    failures.add(e.getMessage());
                }
            }
            // Of two parts that fail at the same time one is told of.
            assertThat(failures).hasSizeBetween(2, 3).last().asString().startsWith("copy");
            assertThat(failures.subList(0, failures.size() - 1)).allMatch(failure -> failure.startsWith("put part"));
            assertThat(read("target")).isEqualTo(all);
            String own = bytes.finish();
            assertThat(read(own)).isEqualTo(all);
            bytes.abort();
            assertThat(bucket.find(own)).isEmpty();
        }
    }

    @Test
    void anObjectThatIsCompleteThoughNobodyWasToldIsFound() throws IOException {
        byte[] all = random(9 * MIB);
        bucket.fail(1, "complete", key -> true, When.AFTER);
        try (BucketBytes bytes = new BucketBytes(bucket, "own/", all.length)) {
            boolean unused = bytes.append(ByteBuffer.wrap(all));
            bytes.finish("target");
            assertThat(read("target")).isEqualTo(all);
        }
    }

    @Test
    void aMissingObjectIsNotTakenForACopy() throws IOException {
        byte[] all = random(9 * MIB);
        try (BucketBytes bytes = new BucketBytes(bucket, "own/", all.length)) {
            boolean unused = bytes.append(ByteBuffer.wrap(all));
            assertThat(bucket.delete(List.of(bytes.finish()))).isEmpty();
            assertThatThrownBy(() -> bytes.finish("target")).isInstanceOf(IOException.class);
        }
    }
}
