package dev.drayage.store;

import java.io.IOException;

/** Where tests let the program fail or die: each place is named by what was done last. */
@FunctionalInterface
interface FaultPoints {
    /** Nothing fails. */
    FaultPoints NONE = step -> {};

    /** Has done the step; throwing is failing at what comes next. */
    void reached(String step) throws IOException;
}
