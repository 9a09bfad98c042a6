package dev.drayage.server.download;

import dev.drayage.compress.Compression;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Reference;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a browser is to call the file. */
final class AttachmentName {
    private static final int DIGITS_OF_A_DIGEST = 12;
    private static final int MAX_CHARS = 120;

    private AttachmentName() {}

    /** A name of letters, digits and {@code . _ -}, which every file system takes and no header can be broken by. */
    static String of(ArchiveRequest request) {
        Reference first = request.images().get(0);
        StringBuilder name =
                new StringBuilder(first.path().substring(first.path().lastIndexOf('/') + 1));
        Digest digest = first.digest();
        if (digest != null) {
            name.append('-').append(digest.hex(), 0, DIGITS_OF_A_DIGEST);
        } else {
            name.append('-').append(first.tag());
        }
        if (request.images().size() > 1) {
            name.append("-and-").append(request.images().size() - 1);
        }
        if (!request.platforms().isEmpty()) {
            name.append('-')
                    .append(request.platforms().stream().map(Object::toString).collect(Collectors.joining("-")));
        }
        String safe = name.toString().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "-");
        return safe.substring(0, Math.min(safe.length(), MAX_CHARS)) + suffix(request.compression());
    }

    private static String suffix(Compression compression) {
        return switch (compression) {
            case GZIP -> ".tar.gz";
            case ZSTD -> ".tar.zst";
            default -> ".tar";
        };
    }
}
