package dev.drayage.containerd;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.HeldException;
import io.grpc.Status;
import io.grpc.StatusException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;

/** The one place where statuses of gRPC and errors of content are turned into each other, as containerd does. */
final class GrpcErrors {
    private GrpcErrors() {}

    /**
     * What a status means.
     *
     * @param doing what was tried, of whom, for example {@code cannot delete blob sha256:… of containerd at /run/c.sock}
     */
    static IOException toException(String doing, Status status) {
        String message = doing + ": " + describe(status);
        if (status.getCode() == Status.Code.UNAVAILABLE && !isConnectionLost(status)) {
            return new HeldException(message, status.asException());
        }
        Optional<Kind> kind = kind(status.getCode());
        if (kind.isPresent()) {
            return ContentException.of(kind.get(), message, status.asException());
        }
        if (status.getCode() == Status.Code.CANCELLED && Thread.currentThread().isInterrupted()) {
            return new InterruptedIOException("interrupted; " + doing);
        }
        return new IOException(message, status.asException());
    }

    private static Optional<Kind> kind(Status.Code code) {
        return switch (code) {
            case NOT_FOUND -> Optional.of(Kind.NOT_FOUND);
            case ALREADY_EXISTS -> Optional.of(Kind.ALREADY_EXISTS);
            case FAILED_PRECONDITION -> Optional.of(Kind.FAILED_PRECONDITION);
            case UNAVAILABLE, DEADLINE_EXCEEDED -> Optional.of(Kind.UNAVAILABLE);
            case OUT_OF_RANGE -> Optional.of(Kind.OUT_OF_RANGE);
            case INVALID_ARGUMENT, PERMISSION_DENIED, UNAUTHENTICATED, UNIMPLEMENTED ->
                Optional.of(Kind.INVALID_ARGUMENT);
            case INTERNAL -> Optional.of(Kind.INTERNAL);
            default -> Optional.empty();
        };
    }

    private static String describe(Status status) {
        if (isConnectionLost(status)) {
            Throwable cause = status.getCause();
            String why = cause == null || cause.getMessage() == null ? "" : " (" + oneLine(cause.getMessage()) + ")";
            return "the connection was lost" + why + "; see whether it still runs, and try again";
        }
        if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
            return "it did not answer in time; see whether it is busy or stuck, and try again";
        }
        String description = status.getDescription();
        return description == null || description.isBlank() ? status.getCode().toString() : oneLine(description);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /** Whether nobody answered at all: what the transport says, never the daemon. */
    static boolean isConnectionLost(Status status) {
        return status.getCode() == Status.Code.UNAVAILABLE && status.getCause() != null;
    }

    /** What to answer a caller of a service of ours with. */
    static StatusException toStatus(Throwable failure) {
        return toCode(failure).toStatus().withDescription(message(failure)).asException();
    }

    private static Status.Code toCode(Throwable failure) {
        if (failure instanceof ContentException e) {
            return switch (e.kind()) {
                case NOT_FOUND -> Status.Code.NOT_FOUND;
                case ALREADY_EXISTS -> Status.Code.ALREADY_EXISTS;
                case FAILED_PRECONDITION -> Status.Code.FAILED_PRECONDITION;
                case UNAVAILABLE -> Status.Code.UNAVAILABLE;
                case OUT_OF_RANGE -> Status.Code.OUT_OF_RANGE;
                case INVALID_ARGUMENT -> Status.Code.INVALID_ARGUMENT;
                case INTERNAL -> Status.Code.INTERNAL;
            };
        }
        if (failure instanceof IllegalArgumentException) {
            return Status.Code.INVALID_ARGUMENT;
        }
        return failure instanceof InterruptedIOException ? Status.Code.CANCELLED : Status.Code.UNKNOWN;
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }
}
