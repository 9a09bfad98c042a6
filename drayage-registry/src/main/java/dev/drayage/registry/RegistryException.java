package dev.drayage.registry;

import dev.drayage.content.ContentException;
import java.util.List;

/** A registry answered, and the response is a refusal. */
public final class RegistryException extends ContentException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient List<String> codes;

    RegistryException(Kind kind, String message, int status, List<String> codes) {
        super(kind, message);
        this.status = status;
        this.codes = List.copyOf(codes);
    }

    /** The status code of the response. */
    public int status() {
        return status;
    }

    /** The error codes that the response names, such as {@code MANIFEST_UNKNOWN}; often one, or none. */
    public List<String> codes() {
        return codes;
    }
}
