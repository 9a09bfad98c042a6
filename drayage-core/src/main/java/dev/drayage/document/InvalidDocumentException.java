package dev.drayage.document;

import java.io.IOException;

/**
 * A document is not what it should be: broken JSON, over a limit, or against the specification. The message is
 * {@code document: problem}, with the place in the document first in the problem where there is one.
 */
public class InvalidDocumentException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String document;
    private final String problem;

    /** The given document has the given problem. */
    public InvalidDocumentException(String document, String problem) {
        super(document + ": " + problem);
        this.document = document;
        this.problem = problem;
    }

    /** What kind of document it is, such as {@code manifest} or {@code oci-layout}. */
    public String document() {
        return document;
    }

    /** What is wrong with it. */
    public String problem() {
        return problem;
    }
}
