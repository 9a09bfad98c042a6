package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.Bucket.Depth;
import dev.drayage.bucket.Bucket.Listing;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Objects of lines, written before what they tell of is done: so whoever finds it half done can go on or undo it. */
final class Notes {
    private static final int MAX_BYTES = 16 << 20;

    private Notes() {}

    /** What is done with a line, which is parted by tabs. */
    interface Line {
        void accept(List<String> parts) throws IOException;
    }

    static void write(Bucket bucket, String key, List<List<String>> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            text.append(String.join("\t", line)).append('\n');
        }
        bucket.put(key, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Reads all lines of all objects in a folder. */
    static void read(Bucket bucket, String folder, Line line) throws IOException {
        for (String after = null; ; ) {
            Listing page = bucket.list(folder, Depth.ALL, after);
            for (ObjectInfo object : page.objects()) {
                for (String each : text(bucket, object.key()).split("\n", -1)) {
                    if (!each.isEmpty()) {
                        line.accept(Arrays.asList(each.split("\t", -1)));
                    }
                }
            }
            after = page.next();
            if (after == null) {
                return;
            }
        }
    }

    private static String text(Bucket bucket, String key) throws IOException {
        try (Blob blob = bucket.open(key)) {
            if (blob.size() > MAX_BYTES) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION,
                        key + " in " + bucket.location() + " has " + blob.size()
                                + " bytes and was not written by an earlier run; remove it if you know it");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) blob.size());
            blob.readAt(0, bytes);
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        }
    }
}
