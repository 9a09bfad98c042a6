package dev.drayage.registry;

import java.io.IOException;

/** A registry was asked for a range and begins with the first byte: it knows no ranges. */
final class RangesIgnoredException extends IOException {
    private static final long serialVersionUID = 1L;

    RangesIgnoredException() {
        super("the registry ignores ranges");
    }
}
