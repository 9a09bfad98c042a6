package dev.drayage.testkit.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.Bucket.Depth;
import dev.drayage.bucket.OpenUpload;
import dev.drayage.bucket.PartUpload;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.task.TaskScope;
import dev.drayage.testkit.ImageBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Bucket} does with objects that are written in parts. */
@SuppressWarnings("exports") // buckets are for modules of Drayage
@Timeout(120)
public abstract class BucketUploadContract {
    private static final int TAIL = 70_001;

    /**
     * A bucket without any object, or below a prefix that no other test has; whoever extends this closes what it opens. It
     * is the same bucket however often a test asks, perhaps opened anew.
     */
    protected abstract Bucket bucket() throws IOException;

    /** Bytes that begin with so many whole parts and have a short one behind. */
    private static byte[] bytes(PartUpload upload, int parts) {
        return ImageBuilder.noise(parts, Math.toIntExact(parts * upload.partSize() + TAIL));
    }

    private static Blob part(byte[] all, PartUpload upload, int number) {
        int size = Math.toIntExact(upload.partSize());
        return Blob.ofBytes(Arrays.copyOfRange(all, (number - 1) * size, Math.min(all.length, number * size)));
    }

    static byte[] read(Bucket bucket, String key) throws IOException {
        try (Blob blob = bucket.open(key)) {
            byte[] bytes = new byte[Math.toIntExact(blob.size())];
            blob.readAt(0, ByteBuffer.wrap(bytes));
            return bytes;
        }
    }

    static void refuses(Kind kind, ThrowingCallable call) {
        assertThatExceptionOfType(ContentException.class).isThrownBy(call).satisfies(e -> {
            assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
        });
    }

    @Test
    void writesPartsInAnyOrderAndAtTheSameTime() throws IOException {
        Bucket bucket = bucket();
        try (PartUpload upload = bucket.begin("a/parts", -1)) {
            byte[] all = bytes(upload, 2);
            try (TaskScope scope = TaskScope.open("parts", 3)) {
                for (int number : List.of(3, 1, 2)) {
                    scope.fork(() -> upload.put(number, part(all, upload, number)));
                }
                scope.join();
            }
            assertThat(upload.parts())
                    .containsExactly(
                            java.util.Map.entry(1, upload.partSize()),
                            java.util.Map.entry(2, upload.partSize()),
                            java.util.Map.entry(3, (long) TAIL));
            assertThat(bucket.find("a/parts")).isEmpty();
            assertThat(bucket.list("", Depth.ALL, null).objects()).isEmpty();
            upload.complete(all.length);
            assertThat(read(bucket, "a/parts")).isEqualTo(all);
            assertThat(bucket.find("a/parts").orElseThrow().size()).isEqualTo(all.length);
            assertThat(bucket.openUploads("")).isEmpty();
        }
    }

    @Test
    void resumesWhatWasClosedWithThePartsThatAreThere() throws IOException {
        Bucket bucket = bucket();
        String id;
        byte[] all;
        long partSize;
        try (PartUpload upload = bucket.begin("a/resumed", -1)) {
            all = bytes(upload, 1);
            upload.put(1, part(all, upload, 1));
            id = upload.id();
            partSize = upload.partSize();
        }
        assertThat(bucket.find("a/resumed")).isEmpty();
        try (PartUpload upload = bucket().resume("a/resumed", id)) {
            assertThat(upload.partSize()).isEqualTo(partSize);
            assertThat(upload.parts()).containsExactly(java.util.Map.entry(1, partSize));
            upload.put(2, part(all, upload, 2));
            upload.complete(all.length);
        }
        assertThat(read(bucket, "a/resumed")).isEqualTo(all);
    }

    @Test
    void resumesWhatItListsAsOpen() throws IOException {
        Bucket bucket = bucket();
        byte[] all;
        try (PartUpload upload = bucket.begin("a/listed", -1)) {
            all = bytes(upload, 1);
            upload.put(1, part(all, upload, 1));
        }
        OpenUpload open = bucket.openUploads("").get(0);
        assertThat(open.key()).isEqualTo("a/listed");
        try (PartUpload upload = bucket.resume(open.key(), open.id())) {
            upload.put(2, part(all, upload, 2));
            upload.complete(all.length);
        }
        assertThat(read(bucket, "a/listed")).isEqualTo(all);
    }

    @Test
    void takesPartsThatAreLargeEnoughForTheSizeGiven() throws IOException {
        Bucket bucket = bucket();
        try (PartUpload upload = bucket.begin("large", 1L << 40)) {
            assertThat(upload.partSize()).isGreaterThanOrEqualTo((1L << 40) / 10_000);
            upload.abort();
        }
    }

    @Test
    void putsAPartInPlaceOfOneOfTheSameNumber() throws IOException {
        Bucket bucket = bucket();
        try (PartUpload upload = bucket.begin("again", 5)) {
            upload.put(1, Blob.ofBytes(new byte[] {9, 9, 9, 9}));
            upload.put(1, Blob.ofBytes(new byte[] {1, 2, 3, 4, 5}));
            assertThat(upload.parts()).containsExactly(java.util.Map.entry(1, 5L));
            upload.complete(5);
        }
        assertThat(read(bucket, "again")).isEqualTo(new byte[] {1, 2, 3, 4, 5});
    }

    @Test
    void completesAnObjectWithoutBytes() throws IOException {
        Bucket bucket = bucket();
        try (PartUpload upload = bucket.begin("empty", 0)) {
            upload.complete(0);
        }
        assertThat(bucket.find("empty").orElseThrow().size()).isZero();
        assertThat(read(bucket, "empty")).isEmpty();
        assertThat(bucket.openUploads("")).isEmpty();
    }

    @Test
    void replacesAnObjectWhenItIsComplete() throws IOException {
        Bucket bucket = bucket();
        bucket.put("replaced", new byte[] {1});
        try (PartUpload upload = bucket.begin("replaced", 2)) {
            upload.put(1, Blob.ofBytes(new byte[] {2, 2}));
            assertThat(read(bucket, "replaced")).isEqualTo(new byte[] {1});
            upload.complete(2);
        }
        assertThat(read(bucket, "replaced")).isEqualTo(new byte[] {2, 2});
    }

    @Test
    void refusesToCompleteWithAnotherSizeAndKeepsTheParts() throws IOException {
        Bucket bucket = bucket();
        try (PartUpload upload = bucket.begin("size", 4)) {
            upload.put(1, Blob.ofBytes(new byte[] {1, 2, 3}));
            refuses(Kind.FAILED_PRECONDITION, () -> upload.complete(4));
            refuses(Kind.FAILED_PRECONDITION, () -> upload.complete(0));
            assertThat(bucket.find("size")).isEmpty();
            assertThat(upload.parts()).containsExactly(java.util.Map.entry(1, 3L));
            upload.complete(3);
        }
        assertThat(read(bucket, "size")).isEqualTo(new byte[] {1, 2, 3});
    }

    @Test
    void putsTheFirstPartsTogetherAndThrowsOthersAway() throws IOException {
        Bucket bucket = bucket();
        try (PartUpload upload = bucket.begin("first", -1)) {
            byte[] first = ImageBuilder.noise(1, Math.toIntExact(upload.partSize()));
            upload.put(1, Blob.ofBytes(first));
            upload.put(3, Blob.ofBytes(new byte[] {3}));
            refuses(Kind.FAILED_PRECONDITION, () -> upload.completeFirst(1, 4));
            refuses(Kind.FAILED_PRECONDITION, () -> upload.completeFirst(2, first.length + 1));
            upload.completeFirst(1, first.length);
            assertThat(read(bucket, "first")).isEqualTo(first);
        }
        assertThat(bucket.openUploads("")).isEmpty();
    }

    @Test
    void refusesToCompleteWhereAPartIsMissingOrShort() throws IOException {
        Bucket bucket = bucket();
        try (PartUpload upload = bucket.begin("gap", -1)) {
            upload.put(2, Blob.ofBytes(new byte[] {1, 2, 3}));
            refuses(Kind.FAILED_PRECONDITION, () -> upload.complete(3));
            upload.put(1, Blob.ofBytes(new byte[] {1}));
            refuses(Kind.FAILED_PRECONDITION, () -> upload.complete(4));
            assertThat(upload.parts()).hasSize(2);
            assertThat(bucket.find("gap")).isEmpty();
            upload.abort();
        }
    }

    @Test
    void refusesPartsWithNoSuchNumberOrThatAreTooLarge() throws IOException {
        Bucket bucket = bucket();
        try (PartUpload upload = bucket.begin("bad", -1)) {
            byte[] large = new byte[Math.toIntExact(upload.partSize() + 1)];
            assertThatIllegalArgumentException().isThrownBy(() -> upload.put(0, Blob.ofBytes(new byte[1])));
            assertThatIllegalArgumentException().isThrownBy(() -> upload.put(1, Blob.ofBytes(large)));
            assertThat(upload.parts()).isEmpty();
            upload.abort();
        }
    }

    @Test
    void throwsPartsAwayWhenItIsAborted() throws IOException {
        Bucket bucket = bucket();
        try (PartUpload upload = bucket.begin("aborted", 3)) {
            upload.put(1, Blob.ofBytes(new byte[3]));
            upload.abort();
            refuses(Kind.NOT_FOUND, () -> bucket.resume("aborted", upload.id()));
        }
        assertThat(bucket.openUploads("")).isEmpty();
        assertThat(bucket.find("aborted")).isEmpty();
    }

    @Test
    void resumesNothingThatIsCompleteOrWasNeverBegun() throws IOException {
        Bucket bucket = bucket();
        try (PartUpload upload = bucket.begin("done", 3)) {
            upload.put(1, Blob.ofBytes(new byte[3]));
            upload.complete(3);
            refuses(Kind.NOT_FOUND, () -> bucket.resume("done", upload.id()));
        }
        refuses(Kind.NOT_FOUND, () -> bucket.resume("never", "an-id-of-nothing"));
        refuses(Kind.NOT_FOUND, () -> bucket.resume("never", "../../etc"));
    }

    @Test
    void keepsUploadsForTheSameKeyApart() throws IOException {
        Bucket bucket = bucket();
        try (PartUpload first = bucket.begin("same", 1);
                PartUpload second = bucket.begin("same", 2)) {
            first.put(1, Blob.ofBytes(new byte[] {1}));
            second.put(1, Blob.ofBytes(new byte[] {2, 2}));
            assertThat(first.id()).isNotEqualTo(second.id());
            assertThat(bucket.openUploads("")).hasSize(2);
            second.complete(2);
            first.complete(1);
        }
        assertThat(read(bucket, "same")).isEqualTo(new byte[] {1});
    }

    @Test
    void listsOpenUploadsBelowAPrefixInOrder() throws IOException {
        Bucket bucket = bucket();
        for (String key : List.of("b/2", "b/1", "a/1", "b/1")) {
            bucket.begin(key, -1).close();
        }
        List<OpenUpload> open = bucket.openUploads("b/");
        assertThat(open).extracting(OpenUpload::key).containsExactly("b/1", "b/1", "b/2");
        assertThat(open.get(0).began()).isBeforeOrEqualTo(open.get(1).began());
        for (OpenUpload each : bucket.openUploads("")) {
            try (PartUpload upload = bucket.resume(each.key(), each.id())) {
                upload.abort();
            }
        }
        assertThat(bucket.openUploads("")).isEmpty();
    }
}
