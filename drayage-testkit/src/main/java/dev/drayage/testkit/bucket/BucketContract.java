package dev.drayage.testkit.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drayage.bucket.Bucket;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.task.TaskScope;
import dev.drayage.testkit.ImageBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What every {@link Bucket} does. Extend it once for each kind of bucket, and for each service that one may be at. */
public abstract class BucketContract extends BucketListingContract {

    /** Whether {@link Bucket#putNew} works here; some services cannot. */
    protected boolean hasConditionalPuts() {
        return true;
    }

    @Test
    void givesBackWhatWasPut() throws IOException {
        Bucket bucket = bucket();
        for (int size : List.of(0, 1, 1000, 65_536, 65_537, 1_000_003)) {
            byte[] bytes = ImageBuilder.noise(size, size);
            bucket.put("some/object", bytes);
            assertThat(read(bucket, "some/object")).isEqualTo(bytes);
            assertThat(bucket.find("some/object").orElseThrow().size()).isEqualTo(size);
        }
    }

    @Test
    void findsNothingUnderOtherKeys() throws IOException {
        Bucket bucket = bucket();
        bucket.put("some/object", new byte[1]);
        for (String key : List.of("some", "some/object/more", "some/objec", "other")) {
            assertThat(bucket.find(key)).as(key).isEmpty();
            refuses(Kind.NOT_FOUND, () -> bucket.open(key));
            refuses(Kind.NOT_FOUND, () -> bucket.copy(key, "copy"));
        }
        assertThat(bucket.find("copy")).isEmpty();
    }

    @Test
    void saysWhereItIs() throws IOException {
        Bucket bucket = bucket();
        assertThat(bucket.location()).isNotBlank().doesNotContain("\n");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> bucket.open("no/such"))
                .withMessageContaining("no/such")
                .withMessageContaining(bucket.location());
    }

    @Test
    void refusesKeysThatAreNone() throws IOException {
        Bucket bucket = bucket();
        for (String key : List.of("", "/", "/a", "a/", "a//b", ".", "..", "a/./b", "a/../b", "../a")) {
            assertThatIllegalArgumentException().as(key).isThrownBy(() -> bucket.put(key, new byte[1]));
            assertThatIllegalArgumentException().as(key).isThrownBy(() -> bucket.putNew(key, new byte[1]));
            assertThatIllegalArgumentException().as(key).isThrownBy(() -> bucket.begin(key, 1));
        }
        assertThat(bucket.list("", Bucket.Depth.ALL, null).objects()).isEmpty();
        assertThat(bucket.openUploads("")).isEmpty();
    }

    @Test
    void readsAtAnyOffset() throws IOException {
        Bucket bucket = bucket();
        byte[] bytes = ImageBuilder.noise(7, 300_000);
        bucket.put("ranges", bytes);
        try (Blob blob = bucket.open("ranges")) {
            for (int at : List.of(0, 1, 65_535, 65_536, 65_537, 200_000, 299_999, 100, 300_000)) {
                ByteBuffer target = ByteBuffer.allocate(1000);
                int read = blob.readAt(at, target);
                int expected = Math.min(1000, bytes.length - at);
                assertThat(read).isEqualTo(expected == 0 ? -1 : expected);
                assertThat(Arrays.copyOf(target.array(), Math.max(0, read)))
                        .isEqualTo(Arrays.copyOfRange(bytes, at, at + expected));
            }
        }
    }

    @Test
    void neverMixesAnObjectWithTheOneThatReplacesIt() throws IOException {
        Bucket bucket = bucket();
        byte[] first = ImageBuilder.noise(1, 3_000_000);
        byte[] second = ImageBuilder.noise(2, 3_000_000);
        bucket.put("replaced", first);
        try (Blob blob = bucket.open("replaced")) {
            byte[] found = new byte[first.length];
            blob.readAt(0, ByteBuffer.wrap(found, 0, 1000));
            bucket.put("replaced", second);
            boolean failed = false;
            for (int at = 1000; at < found.length && !failed; at += 100_000) {
                int length = Math.min(100_000, found.length - at);
                try {
                    blob.readAt(at, ByteBuffer.wrap(found, at, length));
                } catch (IOException e) {
                    failed = true;
                    assertThat(e).hasMessageContaining("replaced").hasMessageContaining(bucket.location());
                }
            }
            assertThat(failed || Arrays.equals(found, first)).isTrue();
        }
        assertThat(read(bucket, "replaced")).isEqualTo(second);
    }

    @Test
    void putsIfThereIsNoneAlready() throws IOException {
        Assumptions.assumeTrue(hasConditionalPuts(), "the service has no conditional puts");
        Bucket bucket = bucket();
        assertThat(bucket.putNew("lock", new byte[] {1})).isTrue();
        assertThat(bucket.putNew("lock", new byte[] {2})).isFalse();
        assertThat(read(bucket, "lock")).isEqualTo(new byte[] {1});
        bucket.delete(List.of("lock"));
        assertThat(bucket.putNew("lock", new byte[] {3})).isTrue();
        assertThat(read(bucket, "lock")).isEqualTo(new byte[] {3});
    }

    @Test
    void letsOneOfManyPutIfThereIsNone() throws IOException {
        Assumptions.assumeTrue(hasConditionalPuts(), "the service has no conditional puts");
        Bucket bucket = bucket();
        for (int round = 0; round < 5; round++) {
            String key = "race/" + round;
            AtomicInteger winner = new AtomicInteger(-1);
            AtomicInteger winners = new AtomicInteger();
            try (TaskScope scope = TaskScope.open("race", 8)) {
                for (int number = 0; number < 8; number++) {
                    byte[] bytes = {(byte) number};
                    scope.fork(() -> {
                        if (bucket.putNew(key, bytes)) {
                            winner.set(bytes[0]);
                            winners.incrementAndGet();
                        }
                    });
                }
                scope.join();
            }
            assertThat(winners.get()).isEqualTo(1);
            assertThat(read(bucket, key)).isEqualTo(new byte[] {(byte) winner.get()});
        }
    }

    @Test
    void copiesAnObjectAndReplacesAnother() throws IOException {
        Bucket bucket = bucket();
        byte[] bytes = ImageBuilder.noise(3, 100_000);
        bucket.put("from", bytes);
        bucket.put("to", new byte[1]);
        bucket.copy("from", "to");
        bucket.copy("from", "empty/folder/to");
        assertThat(read(bucket, "to")).isEqualTo(bytes);
        assertThat(read(bucket, "empty/folder/to")).isEqualTo(bytes);
        assertThat(read(bucket, "from")).isEqualTo(bytes);
    }

    @Test
    void movesObjectsAndPassesOverWhatIsNotThere() throws IOException {
        Bucket bucket = bucket();
        byte[] bytes = ImageBuilder.noise(4, 10_000);
        bucket.put("from/one", bytes);
        bucket.put("from/two", new byte[2]);
        bucket.put("to/two", new byte[1]);
        Map<String, String> moved =
                Map.of("from/one", "to/a/folder/one", "from/two", "to/two", "from/three", "to/three");
        assertThat(bucket.move(moved)).isEmpty();
        assertThat(bucket.find("from/one")).isEmpty();
        assertThat(bucket.find("from/two")).isEmpty();
        assertThat(bucket.find("to/three")).isEmpty();
        assertThat(read(bucket, "to/a/folder/one")).isEqualTo(bytes);
        assertThat(read(bucket, "to/two")).isEqualTo(new byte[2]);
    }

    @Test
    void deletesManyObjectsAndWhatIsNotThere() throws IOException {
        Bucket bucket = bucket();
        int count = moreThanAPage();
        List<String> keys = new ArrayList<>();
        try (TaskScope scope = TaskScope.open("put", 4)) {
            for (int number : IntStream.range(0, count).toArray()) {
                keys.add("folder" + number % 3 + "/" + number);
                scope.fork(() -> bucket.put("folder" + number % 3 + "/" + number, new byte[1]));
            }
            scope.join();
        }
        bucket.put("kept/object", new byte[1]);
        keys.add("not/there");
        keys.add("kept");
        assertThat(bucket.delete(keys)).isEmpty();
        assertThat(bucket.delete(keys)).isEmpty();
        assertThat(bucket.delete(List.of())).isEmpty();
        assertThat(bucket.list("", Bucket.Depth.ALL, null).objects())
                .singleElement()
                .satisfies(object -> assertThat(object.key()).isEqualTo("kept/object"));
        assertThat(bucket.list("", Bucket.Depth.FOLDER, null).folders()).containsExactly("kept/");
    }
}
