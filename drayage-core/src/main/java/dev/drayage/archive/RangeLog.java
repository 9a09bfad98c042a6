package dev.drayage.archive;

import java.io.IOException;

/** Where finished ranges of an archive are noted, so that they need not be written again. Thread-safe. */
interface RangeLog {
    /** Nothing is noted: an archive that fails leaves nothing. */
    RangeLog NONE = new RangeLog() {
        @Override
        public boolean has(long offset, long length) {
            return false;
        }

        @Override
        public void note(long offset, long length) {
            // Nobody will ask.
        }
    };

    /** True if exactly this range was noted, in this run or an earlier one. */
    boolean has(long offset, long length);

    /** Notes that a range has been written, all of it. */
    void note(long offset, long length) throws IOException;
}
