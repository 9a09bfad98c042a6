package dev.drayage.server.download;

import dev.drayage.compress.Compression;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Reference;
import dev.drayage.platform.Platform;
import dev.drayage.server.http.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What somebody wants to download.
 *
 * @param images one or more, each by repository and tag or digest, without a registry
 * @param platforms those to be taken; none for all that are there
 * @param compression none, gzip or zstd
 */
record ArchiveRequest(List<Reference> images, List<Platform> platforms, Compression compression) {
    static final String PREFIX = "/archives/";

    private static final int MAX_VALUES = 32;
    private static final List<Map.Entry<String, Compression>> SUFFIXES = List.of(
            Map.entry(".tar", Compression.NONE),
            Map.entry(".tar.gz", Compression.GZIP),
            Map.entry(".tar.zst", Compression.ZSTD));

    /**
     * Reads the path and the query of a request.
     *
     * @throws IllegalArgumentException if it names no archive; the message is a sentence for whoever sent it
     */
    static ArchiveRequest of(Request request) {
        String path = request.path().substring(PREFIX.length());
        for (Map.Entry<String, Compression> suffix : SUFFIXES) {
            if (path.endsWith(suffix.getKey())) {
                List<Reference> images = new ArrayList<>();
                images.add(
                        image(path.substring(0, path.length() - suffix.getKey().length())));
                values(request, "image").forEach(more -> images.add(image(more)));
                // A form sends an empty value for the choice of all.
                List<Platform> platforms = values(request, "platform").stream()
                        .filter(value -> !value.isEmpty())
                        .map(Platform::parse)
                        .toList();
                return new ArchiveRequest(List.copyOf(images), platforms, suffix.getValue());
            }
        }
        throw new IllegalArgumentException(
                "an archive is asked for as REPOSITORY:TAG.tar or REPOSITORY@DIGEST.tar, or with .tar.gz or .tar.zst");
    }

    private static List<String> values(Request request, String parameter) {
        List<String> values = request.parameters(parameter);
        if (values.size() > MAX_VALUES) {
            throw new IllegalArgumentException(
                    "the parameter " + parameter + " is given " + values.size() + " times, more than " + MAX_VALUES);
        }
        return values;
    }

    /** As clients of registries read it, a name without tag or digest has the tag latest, and a digest outdoes a tag. */
    private static Reference image(String name) {
        int at = name.indexOf('@');
        String named = at < 0 ? name : name.substring(0, at);
        int colon = named.indexOf(':', named.lastIndexOf('/') + 1);
        String repository = colon < 0 ? named : named.substring(0, colon);
        String tag = colon < 0 ? null : named.substring(colon + 1);
        Digest digest = at < 0 ? null : Digest.parse(name.substring(at + 1));
        return new Reference("", repository, tag, digest).withDefaultTag();
    }
}
