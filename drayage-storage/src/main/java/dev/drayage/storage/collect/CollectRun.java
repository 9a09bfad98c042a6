package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.Bucket.Depth;
import dev.drayage.bucket.Bucket.Listing;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A run that takes something away, and its folder outside of the registry's, where that stays for a time.
 *
 * @param folder ends with a slash
 * @param began by the clock of whoever keeps the objects
 */
record CollectRun(String folder, Instant began) {
    /** The folder of all runs. */
    static final String ROOT = "drayage/collect/v1/";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int TIME_LENGTH = 16;
    private static final int RANDOM_BYTES = 4;

    /** Draws what tells runs of one second apart. */
    private static final class Names {
        static final SecureRandom RANDOM = new SecureRandom();
    }

    /** Begins one, and asks the keeper of the objects for the time by writing a small one. */
    static CollectRun begin(Bucket bucket) throws IOException {
        String random = random();
        String clock = ROOT + "clock-" + random;
        bucket.put(clock, new byte[] {'\n'});
        Optional<ObjectInfo> written = bucket.find(clock);
        bucket.delete(List.of(clock));
        Instant now = written.orElseThrow(() -> new IOException(bucket.location() + " does not show " + clock
                        + " that was just written there; it cannot be collected, since what is pushed would not be"
                        + " seen either"))
                .modified();
        return new CollectRun(ROOT + TIME.format(now) + "-" + random + "/", now);
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        Names.RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The runs that have left something, the oldest first. */
    static List<CollectRun> all(Bucket bucket) throws IOException {
        List<CollectRun> runs = new ArrayList<>();
        for (String after = null; ; ) {
            Listing page = bucket.list(ROOT, Depth.FOLDER, after);
            for (String folder : page.folders()) {
                parse(folder).ifPresent(runs::add);
            }
            after = page.next();
            if (after == null) {
                return runs;
            }
        }
    }

    private static Optional<CollectRun> parse(String folder) {
        String name = folder.substring(ROOT.length());
        try {
            return name.length() <= TIME_LENGTH
                    ? Optional.empty()
                    : Optional.of(new CollectRun(folder, Instant.from(TIME.parse(name.substring(0, TIME_LENGTH)))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The folder of the bytes that were taken away. */
    String blobs() {
        return folder + "blobs/";
    }

    /** Where the bytes of a blob are put. */
    String blob(Digest digest) {
        return blobs() + digest.hex();
    }

    /** The folder of notes of the links that were removed. */
    String links() {
        return folder + "links/";
    }

    /** The folder of notes of the tags that were removed, as long as that is not finished. */
    String tags() {
        return folder + "tags/";
    }
}
