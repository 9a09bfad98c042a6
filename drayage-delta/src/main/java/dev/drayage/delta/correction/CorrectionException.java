package dev.drayage.delta.correction;

import java.io.IOException;

/** Says that a correction is damaged, or that it is for other bytes. */
public final class CorrectionException extends IOException {
    private static final long serialVersionUID = 1;

    CorrectionException(String problem) {
        super("a correction " + problem);
    }
}
