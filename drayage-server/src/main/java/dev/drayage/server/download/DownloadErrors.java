package dev.drayage.server.download;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.oci.Descriptor;
import dev.drayage.server.http.Response;
import java.util.List;
import java.util.stream.Collectors;

/** Why there is no archive, in sentences that say nothing of files and places behind the server. */
final class DownloadErrors {
    private static final int ITEMS_IN_A_MESSAGE = 5;

    private DownloadErrors() {}

    static Response refusal(int status, String sentence) {
        return Response.of(status, "text/plain; charset=utf-8", sentence + "\n")
                .with("X-Content-Type-Options", "nosniff")
                .with("Cache-Control", "no-store");
    }

    static Response of(ContentException e, ArchiveRequest wanted) {
        String what = wanted.images().stream().map(Object::toString).collect(Collectors.joining(", "));
        if (e instanceof UnknownImageException) {
            return refusal(404, String.valueOf(e.getMessage()));
        }
        if (e instanceof ContentNotFoundException lacking) {
            return lacking.missing().isEmpty()
                    ? refusal(404, what + " is not there for " + platforms(wanted))
                    : refusal(409, what + " is not complete here: " + missing(lacking.missing()));
        }
        return switch (e.kind()) {
            case UNAVAILABLE -> refusal(503, what + " cannot be read now; try again later");
            case INVALID_ARGUMENT -> refusal(400, what + " cannot be put into an archive");
            default -> refusal(409, what + " is damaged here; have it pushed or copied again");
        };
    }

    private static String platforms(ArchiveRequest wanted) {
        return wanted.platforms().isEmpty()
                ? "any platform"
                : wanted.platforms().stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private static String missing(List<Descriptor> missing) {
        int more = missing.size() - ITEMS_IN_A_MESSAGE;
        return missing.stream()
                        .limit(ITEMS_IN_A_MESSAGE)
                        .map(descriptor -> descriptor.kind() + " " + descriptor.digest() + " is missing")
                        .collect(Collectors.joining("; "))
                + (more > 0 ? "; and " + more + " more" : "");
    }
}
