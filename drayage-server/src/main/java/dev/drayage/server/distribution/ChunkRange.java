package dev.drayage.server.distribution;

import dev.drayage.server.http.Request;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a piece of an upload belongs, as its {@code Content-Range} has it: both ends are of the range.
 *
 * @param first the offset of its first byte
 * @param length how many bytes, 1 or more
 */
record ChunkRange(long first, long length) {
    /** The specification has the numbers alone; some clients write them as HTTP does. */
    private static final Pattern FORM = Pattern.compile("(?:bytes[ =])?(?<first>\\d{1,18})-(?<last>\\d{1,18})(?:/.*)?");

    /**
     * The range of a request; empty if it has none.
     *
     * @throws RefusedException if it cannot be one, or is not as long as the body
     */
    static Optional<ChunkRange> of(Request request) throws RefusedException {
        Optional<String> header = request.header("Content-Range");
        if (header.isEmpty()) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(header.get());
        if (!form.matches()) {
            throw new RefusedException(
                    400, ErrorCode.BLOB_UPLOAD_INVALID, "Content-Range must be two numbers, such as 0-1023");
        }
        long first = Long.parseLong(form.group("first"));
        long length = Long.parseLong(form.group("last")) - first + 1;
        if (length < 1) {
            throw new RefusedException(400, ErrorCode.BLOB_UPLOAD_INVALID, "Content-Range ends before it begins");
        }
        if (request.contentLength().isPresent() && request.contentLength().getAsLong() != length) {
            throw new RefusedException(
                    400,
                    ErrorCode.SIZE_INVALID,
                    "Content-Range is of " + length + " bytes, the body has "
                            + request.contentLength().getAsLong());
        }
        return Optional.of(new ChunkRange(first, length));
    }
}
