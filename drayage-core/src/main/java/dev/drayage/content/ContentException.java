package dev.drayage.content;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Content could not be read or written. The message is one sentence that names the content, the place, what was
 * expected and found; {@link #kind()} is what containerd's {@code errdefs} distinguishes.
 */
public class ContentException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, in containerd's terms. */
    public enum Kind {
        /** The content is not there. */
        NOT_FOUND,
        /** The content is there already. */
        ALREADY_EXISTS,
        /** Digest, size or shape of the content contradict what is claimed of it. */
        FAILED_PRECONDITION,
        /** Somebody else holds it; trying again later may help. */
        UNAVAILABLE,
        /** An offset lies outside the content. */
        OUT_OF_RANGE,
        /** What was asked for makes no sense. */
        INVALID_ARGUMENT,
        /** The other side broke the protocol that it speaks: nothing is said of the content, and trying again is in vain. */
        INTERNAL
    }

    private final Kind kind;

    /** An error of the given kind, as the other constructor makes it. */
    public ContentException(Kind kind, String message) {
        this(kind, message, null);
    }

    /**
     * An error of the given kind with what caused it.
     *
     * @throws IllegalArgumentException for {@link Kind#ALREADY_EXISTS}, which only {@link AlreadyExistsException} is of
     */
    public ContentException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        if (kind == Kind.ALREADY_EXISTS && !(this instanceof AlreadyExistsException)) {
            throw new IllegalArgumentException("use AlreadyExistsException: " + message);
        }
        this.kind = kind;
    }

    /** An error of the given kind and of the class that goes with it. */
    public static ContentException of(Kind kind, String message, @Nullable Throwable cause) {
        return switch (kind) {
            case NOT_FOUND -> ContentNotFoundException.of(message, cause);
            case ALREADY_EXISTS -> new AlreadyExistsException(message, cause);
            default -> new ContentException(kind, message, cause);
        };
    }

    /** What went wrong. */
    public final Kind kind() {
        return kind;
    }

    /** Whether it is about the bytes that a place holds, so that another place may have better ones. */
    public final boolean saysOfContent() {
        return kind == Kind.NOT_FOUND || kind == Kind.FAILED_PRECONDITION || kind == Kind.OUT_OF_RANGE;
    }

    /** A source that ends before the size it had when it was opened. */
    public static ContentException truncated(String what, long size, long position) {
        return new ContentException(
                Kind.OUT_OF_RANGE,
                what + " ends at offset " + position + " though it had " + size
                        + " bytes when it was opened; it was changed while being read, try again");
    }
}
