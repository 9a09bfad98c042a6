package dev.drayage.server.download;

import dev.drayage.content.ContentException;

/** There is no such image; the message says so in the words of the request, without what the place calls itself. */
final class UnknownImageException extends ContentException {
    private static final long serialVersionUID = 1L;

    UnknownImageException(String message) {
        super(Kind.NOT_FOUND, message);
    }
}
