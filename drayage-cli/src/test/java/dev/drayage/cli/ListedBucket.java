package dev.drayage.cli;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.Bucket.Depth;
import dev.drayage.bucket.ObjectInfo;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What is in a bucket, and when it came there by the clock of its service. */
record ListedBucket(Bucket bucket) {
    private static final int POLL_MILLIS = 100;
    private static final int MOST_TRIES = 300;

    List<String> keys(String prefix) throws IOException {
        List<String> keys = new ArrayList<>();
        for (String after = null; ; ) {
            Bucket.Listing page = bucket.list(prefix, Depth.ALL, after);
            page.objects().stream().map(ObjectInfo::key).forEach(keys::add);
            after = page.next();
            if (after == null) {
                return keys;
            }
        }
    }

    Instant newest() throws IOException {
        Instant newest = Instant.MIN;
        for (String key : keys("")) {
            Instant modified = bucket.find(key).orElseThrow().modified();
            newest = modified.isAfter(newest) ? modified : newest;
        }
        return newest;
    }

    /** Waits until what is written now is younger; the service's times are full seconds, as those of many. */
    void awaitClock(Instant time) throws IOException, InterruptedException {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            bucket.put("clock", new byte[] {'x'});
            Instant now = bucket.find("clock").orElseThrow().modified();
            if (now.isAfter(time)) {
                break;
            }
            Thread.sleep(POLL_MILLIS);
        }
        bucket.delete(List.of("clock"));
    }
}
