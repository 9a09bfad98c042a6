package dev.drayage.place.check;

import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import java.io.IOException;

/** A kind of place that is checked as a whole, too large perhaps for a list of its images. Implemented besides its provider. */
public interface WholePlaceCheck {

    /** Whether a name means all that a place keeps. */
    boolean isWhole(PlaceName name);

    /**
     * Reads everything once and changes nothing.
     *
     * @param told of each problem as it is found, by one thread at a time, in an order that depends on the content alone
     * @throws IOException if the medium itself cannot be read; what is bad is never thrown
     */
    CheckReport check(PlaceName name, PlaceOptions options, ProblemListener told) throws IOException;

    /** Takes problems, however many there are. */
    @FunctionalInterface
    interface ProblemListener {
        /** One problem. */
        void found(Problem problem) throws IOException;
    }

    /**
     * Something that is not as it should be.
     *
     * @param kind how bad it is
     * @param name the key or digest of what it is about
     * @param message one sentence that names it and says what is wrong
     */
    record Problem(Kind kind, String name, String message) {}

    /** How bad a problem is. */
    enum Kind {
        /** Something that is named but not there. */
        MISSING,
        /** Something that is not what it should be. */
        CORRUPT,
        /** Nothing wrong, but worth knowing. */
        NOTE
    }

    /**
     * What was checked.
     *
     * @param blobs how many blobs have the digest that they should
     * @param bytes how many bytes these have
     * @param links how many links lead to what they should
     * @param missing how many things are missing
     * @param corrupt how many things are corrupt
     * @param notes how many things are worth knowing
     */
    record CheckReport(long blobs, long bytes, long links, long missing, long corrupt, long notes) {
        /** True if nothing is missing or corrupt. */
        public boolean isSound() {
            return missing == 0 && corrupt == 0;
        }
    }
}
