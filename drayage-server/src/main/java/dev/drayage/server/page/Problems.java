package dev.drayage.server.page;

import dev.drayage.content.ContentException;

/** What went wrong, in words for whoever looks at a page: where the server has its files is nobody's business. */
final class Problems {
    private Problems() {}

    /** The sentence of an exception without the name of the place. */
    static String sentence(ContentException e, String location) {
        return switch (e.kind()) {
            case FAILED_PRECONDITION, INVALID_ARGUMENT -> {
                String message = String.valueOf(e.getMessage());
                yield location.isEmpty()
                        ? message
                        : message.replace(" in " + location, "").replace(location, "here");
            }
            case NOT_FOUND -> "It is named here, but it is not stored.";
            case UNAVAILABLE -> "Others are at work on it. Try again in a moment.";
            default -> "It cannot be read.";
        };
    }

    /** The status that goes with it. */
    static int status(ContentException e) {
        return switch (e.kind()) {
            case NOT_FOUND -> 404;
            case UNAVAILABLE -> 503;
            case INVALID_ARGUMENT -> 422;
            case INTERNAL -> 502;
            default -> 500;
        };
    }
}
