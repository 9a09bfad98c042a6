package dev.drayage.place.check;

import dev.drayage.content.ReadableContent;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.check.WholePlaceCheck.Problem;
import java.io.IOException;
import java.util.List;

/** A kind of place in which what is damaged can be replaced from elsewhere. Implemented besides its provider. */
public interface PlaceRepair {

    /**
     * Reads everything that is named, replaces what is missing or corrupt, and changes nothing else.
     *
     * @param from where right bytes may be, looked through in order; what they give is verified
     * @param mode whether anything is written
     * @param told of what is done
     * @throws IllegalArgumentException if what is named cannot be repaired
     */
    RepairReport repair(
            PlaceName name, PlaceOptions options, List<ReadableContent> from, Mode mode, RepairListener told)
            throws IOException;

    /** What is done about damage. */
    enum Mode {
        /** It is repaired. */
        WRITE,
        /** It is said what would be repaired, as far as that can be known. */
        REPORT
    }

    /** Takes what is done, by one thread at a time. */
    interface RepairListener {
        /** One thing that was repaired, or would be: a sentence. */
        void repaired(String what) throws IOException;

        /** One problem that stays. */
        void left(Problem problem) throws IOException;
    }

    /**
     * What was done.
     *
     * @param repaired how many things were repaired, or would be
     * @param bytes how many bytes of blobs were written for it, or would be
     * @param left how many stay missing or corrupt
     */
    record RepairReport(long repaired, long bytes, long left) {}
}
